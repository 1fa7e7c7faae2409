#include "common/command_line/mistakes.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <sstream>

namespace clearance {
namespace {

using testing::StartsWith;

// A program with commands of commands, after these words.
std::string ToldAfter(std::string words) {
  CLI::App app{"Looks after things.", "/usr/bin/tool"};
  app.require_subcommand(1);
  CLI::App* ledger = app.add_subcommand("ledger", "The ledger");
  ledger->require_subcommand(1);
  CLI::App* verify = ledger->add_subcommand("verify", "Verifies it");
  ledger->add_subcommand("export", "Writes it out");
  std::string database;
  int pages = 0;
  verify->add_option("--database", database)->required();
  verify->add_option("--pages", pages)->check(CLI::Range(1, 9));
  app.add_subcommand("doctor", "Looks");
  NameMistakes(app);
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream said;
    EXPECT_GE(app.exit(error, out, said), 100);
    return said.str();
  }
  return "";
}

TEST(MistakesTest, AnUnknownCommandIsNamedWithTheNearest) {
  EXPECT_EQ(ToldAfter("bogus"), "tool: no such command: bogus\nRun \"tool --help\" for more information.\n");
  EXPECT_EQ(ToldAfter("ledger verfy --database x"),
            "tool ledger: no such command: verfy (did you mean verify?)\n"
            "Run \"tool ledger --help\" for more information.\n");
  EXPECT_THAT(ToldAfter("legder verify"), StartsWith("tool: no such command: legder (did you mean ledger?)\n"));
}

TEST(MistakesTest, AnUnknownOptionIsNamedBeforeWhatIsMissingForItsSake) {
  for (const char* words : {"ledger verify --databse x", "ledger verify --databse=x"})
    EXPECT_THAT(ToldAfter(words),
                StartsWith("tool ledger verify: no such option: --databse (did you mean --database?)\n"));
  EXPECT_THAT(ToldAfter("doctor --colour"), StartsWith("tool doctor: no such option: --colour\n"));
}

TEST(MistakesTest, EveryOtherMistakeHasTheProgramsName) {
  EXPECT_THAT(ToldAfter(""), StartsWith("tool: "));
  EXPECT_THAT(ToldAfter("ledger"), StartsWith("tool ledger: "));
  EXPECT_THAT(ToldAfter("ledger verify"), StartsWith("tool ledger verify: --database is required\n"));
  EXPECT_THAT(ToldAfter("doctor me"), StartsWith("tool doctor: not expected: me\n"));
  const std::string range = ToldAfter("ledger verify --database x --pages 10");
  EXPECT_THAT(range, StartsWith("tool ledger verify: --pages: "));
  EXPECT_THAT(range, testing::HasSubstr("10"));
  EXPECT_EQ(ToldAfter("ledger verify --database x --pages 9"), "");
}

}  // namespace
}  // namespace clearance
