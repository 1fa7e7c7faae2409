// `clearctl stay explain` and `plan` as processes: exit codes, where things are said, and colour on a terminal only.
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "common/base/bytes.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxLogBytes = 1 << 16;

struct Ended {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

Ended RunStay(std::vector<std::string> arguments) {
  const std::string log = testing::TempDir() + "stay_explain_" + std::to_string(getpid()) + ".log";
  std::filesystem::remove(log);
  arguments.insert(arguments.begin(), {BinPath("clearctl"), "stay"});
  Ended ended;
  const auto output = RunProcess(std::move(arguments), log, ended.exit_code);
  EXPECT_TRUE(output.ok()) << output.status();
  ended.output = output.value_or("");
  ended.errors = ReadFile(log, kMaxLogBytes).value_or("");
  std::filesystem::remove(log);
  return ended;
}

const std::vector<std::string> kPerson = {"--regime",   "CHN-KAZ@CHN", "--on",
                                          "2026-11-22", "--stay",      "2026-06-01..2026-06-30"};

std::vector<std::string> Command(const std::string& name, const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {name};
  arguments.insert(arguments.end(), kPerson.begin(), kPerson.end());
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

// What the program writes to a terminal of 120 columns, with `variable` set in its environment.
std::string OnTerminal(const std::vector<std::string>& arguments, const std::string& variable) {
  int terminal = -1;
  const winsize size{.ws_row = 40, .ws_col = 120, .ws_xpixel = 0, .ws_ypixel = 0};
  std::string program = BinPath("clearctl");
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child == 0) {
    std::vector<std::string> words = {program, "stay"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    std::string term = "TERM=xterm";
    std::string set = variable;
    const std::vector<char*> environment = {term.data(), set.data(), nullptr};
    execve(program.c_str(), argv.data(), environment.data());
    _exit(127);
  }
  std::string text;
  for (char block[4096];;) {
    const ssize_t got = read(terminal, block, sizeof block);
    if (got <= 0) break;  // EIO when the child has closed its side
    text.append(block, static_cast<std::size_t>(got));
  }
  close(terminal);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  return text;
}

TEST(StayExplainProcessTest, TellsTheStayInAPicture) {
  const Ended ended = RunStay(Command("explain"));
  EXPECT_EQ(ended.exit_code, 0);
  EXPECT_NE(ended.output.find("2026-05-27  ·····██████"), std::string::npos) << ended.output;
  EXPECT_NE(ended.output.find("until 2026-12-21"), std::string::npos);
  EXPECT_EQ(ended.errors, "");
  EXPECT_NE(RunStay(Command("explain", {"--lang", "zh"})).output.find("天"), std::string::npos);
  EXPECT_EQ(RunStay(Command("explain", {"--json"})).output.front(), '{');
}

TEST(StayExplainProcessTest, APlanTellsByItsExitCode) {
  EXPECT_EQ(RunStay(Command("plan", {"--plan", "2026-12-01..2026-12-30"})).exit_code, 0);
  const Ended ended =
      RunStay(Command("plan", {"--plan", "2026-12-01..2026-12-31", "--plan", "2027-02-01..2027-02-02"}));
  EXPECT_EQ(ended.exit_code, 3);
  EXPECT_NE(ended.output.find("2026-12-31     CHN-KAZ/per-stay-30"), std::string::npos) << ended.output;
  EXPECT_EQ(RunStay(Command("plan", {"--json", "--plan", "2026-12-01..2026-12-31"})).exit_code, 3);
}

TEST(StayExplainProcessTest, BadInputIsToldOnStandardErrorOnly) {
  for (const auto& arguments :
       {Command("explain", {"--stay", "2026-06-02..2026-06-01"}), Command("explain", {"--lang", "de"}),
        Command("explain", {"--inside"}), Command("explain", {"--rules", "/nowhere.toml"}),
        std::vector<std::string>{"evaluate", "--jsonl", "/nowhere.jsonl"}}) {
    const Ended ended = RunStay(arguments);
    EXPECT_EQ(ended.exit_code, 1) << arguments.back();
    EXPECT_EQ(ended.output, "") << arguments.back();
    EXPECT_EQ(ended.errors.substr(0, 10), "clearctl: ") << arguments.back();
  }
  EXPECT_GE(RunStay(Command("explain", {"--colour"})).exit_code, 100)
      << "what is no option is told before anything is done";
  const std::vector<std::string> ledger = {
      "--database",    "c.db", "--lookup-key", "key.hex",           "--issuing-state", "KAZ",
      "--number",      "N1",   "--kind",       "ORDINARY_PASSPORT", "--territory",     "CHN",
      "--nationality", "KAZ"};
  const auto with = [&](std::vector<std::string> arguments, const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  };
  for (const auto& arguments :
       {Command("plan"), std::vector<std::string>{"explain"}, Command("explain", ledger),
        std::vector<std::string>{"explain", "--database", "c.db"}, with({"explain", "--stay", "2026-06-01.."}, ledger),
        with({"explain", "--sex", "F"}, ledger), with({"explain", "--birth-date", "1990-05-17"}, ledger)}) {
    const Ended ended = RunStay(arguments);
    EXPECT_GE(ended.exit_code, 100) << ended.errors;
    EXPECT_EQ(ended.output, "") << arguments.back();
  }
  EXPECT_GE(RunStay({"evaluate"}).exit_code, 100) << "the form of the lines must be said";
}

TEST(StayExplainProcessTest, EveryCommandHelpsWithExamples) {
  for (const char* command : {"evaluate", "explain", "plan"}) {
    const Ended ended = RunStay({command, "--help"});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_NE(ended.output.find("clearctl stay " + std::string(command)), std::string::npos) << command;
  }
}

TEST(StayExplainProcessTest, ColourIsForTerminalsThatWantIt) {
  EXPECT_EQ(RunStay(Command("explain")).output.find('\x1b'), std::string::npos) << "not into a file";
  const std::string coloured = OnTerminal(Command("explain"), "SOME=thing");
  EXPECT_NE(coloured.find("\x1b[36m"), std::string::npos);
  EXPECT_NE(coloured.find("2026-07                        2026-08"), std::string::npos) << "rows as wide as it is";
  EXPECT_EQ(OnTerminal(Command("explain"), "NO_COLOR=1").find('\x1b'), std::string::npos);
  EXPECT_NE(OnTerminal(Command("explain"), "NO_COLOR=").find('\x1b'), std::string::npos) << "empty: not set";
}

}  // namespace
}  // namespace clearance
