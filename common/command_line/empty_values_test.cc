// Tests of empty_values: an empty value is an error wherever a value stands, and nothing else is.
#include "common/command_line/empty_values.h"

#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace clearance {
namespace {

struct EmptyValuesTest : testing::Test {
  EmptyValuesTest() {
    command->add_option("file", file);
    command->add_option("number", number);
    command->add_option("--trust", trust);
    command->add_option("--stay", stays);
    command->add_flag("--json", json);
    RefuseEmptyValues(app);
  }
  // Exit code; 0 when it was taken.
  int Parse(std::vector<const char*> words) {
    words.insert(words.begin(), {"program", "check"});
    try {
      app.parse(WordsLastFirst(static_cast<int>(words.size()), words.data()));
    } catch (const CLI::ParseError& error) {
      problem = error.what();
      return error.get_exit_code();
    }
    return 0;
  }

  CLI::App app;
  CLI::App* command = app.add_subcommand("check");
  std::string file, number, trust, problem;
  std::vector<std::string> stays;
  bool json = false;
};

TEST_F(EmptyValuesTest, AreRefusedNamingTheOption) {
  const int refused = static_cast<int>(CLI::ExitCodes::ValidationError);
  EXPECT_EQ(Parse({"--trust", ""}), refused);
  EXPECT_NE(problem.find("--trust"), std::string::npos) << problem;
  EXPECT_EQ(Parse({"--trust=", "--json"}), refused);
  EXPECT_EQ(Parse({"--json", "--trust="}), refused);
  EXPECT_EQ(Parse({"--stay", "a", "--stay", ""}), refused);
  EXPECT_EQ(Parse({""}), refused);
  EXPECT_NE(problem.find("file"), std::string::npos) << problem;
}

TEST_F(EmptyValuesTest, AreNothingElse) {
  ASSERT_EQ(Parse({"a file", "7", "--json", "--trust=a=", "--stay", "x", "--stay=y"}), 0) << problem;
  EXPECT_EQ(file, "a file");
  EXPECT_EQ(trust, "a=");
  EXPECT_EQ(stays, (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(json);
  ASSERT_EQ(Parse({"a file", ""}), 0) << "an empty number has an answer: " << problem;
  ASSERT_EQ(Parse({}), 0) << problem;
  ASSERT_EQ(Parse({"--", "--trust="}), 0) << problem;
  EXPECT_EQ(file, "--trust=");
}

}  // namespace
}  // namespace clearance
