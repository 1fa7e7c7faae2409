// face-eval: how well faces are told apart, on a set of pictures. It reads pictures and writes figures; no picture and
// no template ever leaves it.

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "common/base/end_process.h"
#include "common/base/write_signals.h"
#include "common/command_line/parse_words.h"
#include "gate-agent/evaluation/commands.h"
#include "gate-agent/evaluation/console.h"

namespace clearance {
namespace {

constexpr char kExamples[] = R"(Examples:
  face-eval calibrate --images port --population "travellers of this port, June 2027" --output port.json
  face-eval verify --pairs pairs.csv --images faces --json
  face-eval report --images faces --half reporting --baseline --output build/report
Each command's own --help tells its exit codes. docs/face-eval.md explains the figures.)";

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  CLI::App app{"Measures how well faces are told apart on a set of pictures, and makes a gate's calibration of it.",
               "face-eval"};
  app.set_version_flag("--version", CLEARANCE_VERSION);
  app.require_subcommand(1);
  app.footer(clearance::kExamples);
  const clearance::CalibrateCommand calibrate(app);
  const clearance::VerifyCommand verify(app);
  const clearance::ReportCommand report(app);
  if (const auto exit_code = clearance::ParseWords(app, argc, argv)) return *exit_code;
  clearance::TellFullFilesAsErrors();
  // A reader who left is an error to be told, too.
  std::signal(SIGPIPE, SIG_IGN);
  clearance::AskInsteadOfDying();
  const auto run = [&] {
    if (const auto exit_code = calibrate.Run()) return *exit_code;
    if (const auto exit_code = verify.Run()) return *exit_code;
    return report.Run().value_or(clearance::kExitFailure);
  };
  return clearance::AnswerWritten("face-eval", run());
}
