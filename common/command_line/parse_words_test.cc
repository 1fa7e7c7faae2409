// Tests of ParseWords: where a program ends with its words and where it goes on, as whoever called it sees it.
#include "common/command_line/parse_words.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <iostream>
#include <vector>

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

struct ParseWordsTest : testing::Test {
  ParseWordsTest() {
    app.add_option("--config", config)->required();
    app.set_version_flag("--version", "1.2.3");
  }
  std::optional<int> Parse(std::vector<const char*> words) {
    words.insert(words.begin(), "/usr/bin/tool");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const auto exit_code = ParseWords(app, static_cast<int>(words.size()), words.data());
    out = testing::internal::GetCapturedStdout();
    err = testing::internal::GetCapturedStderr();
    return exit_code;
  }

  CLI::App app{"Does one thing."};
  std::string config, out, err;
};

TEST_F(ParseWordsTest, GoOnWhereTheyAreUnderstood) {
  EXPECT_EQ(Parse({"--config", "gate.toml"}), std::nullopt);
  EXPECT_EQ(config, "gate.toml");
  EXPECT_EQ(out + err, "");
}

TEST_F(ParseWordsTest, AnswerThemselves) {
  EXPECT_EQ(Parse({"--version"}), 0);
  EXPECT_EQ(out, "1.2.3\n");
  EXPECT_EQ(Parse({"--help"}), 0);
  EXPECT_THAT(out, HasSubstr("Usage: /usr/bin/tool"));
  EXPECT_EQ(err, "");
}

TEST_F(ParseWordsTest, AMistakeIsToldWithTheProgramsName) {
  EXPECT_GE(Parse({"--confg", "gate.toml"}), 100);
  EXPECT_THAT(err, StartsWith("tool: no such option: --confg (did you mean --config?)\n"));
  EXPECT_EQ(out, "");
}

TEST_F(ParseWordsTest, AnEmptyValueDoesNotTakeTheNextWordForIts) {
  app.add_flag("--check-config");
  EXPECT_GE(Parse({"--config=", "--check-config"}), 100);
  EXPECT_THAT(err, StartsWith("tool: --config: must not be empty"));
}

TEST_F(ParseWordsTest, AnAnswerThatCouldNotBeWrittenIsNone) {
  const auto asked_on_a_full_disk = [this] {
    dup2(open("/dev/full", O_WRONLY), STDOUT_FILENO);
    const std::vector<const char*> words = {"/usr/bin/tool", "--help"};
    _exit(ParseWords(app, static_cast<int>(words.size()), words.data()).value_or(7));
  };
  EXPECT_EXIT(asked_on_a_full_disk(), testing::ExitedWithCode(1), "tool: the answer could not be written");
}

}  // namespace
}  // namespace clearance
