// The options of `clearctl stay evaluate | explain | plan`, and which of them was asked for. Knows no rule.
#pragma once

#include <CLI/CLI.hpp>

#include "services/clearctl/stay_evaluate.h"

namespace clearance {

class StayCommands {
 public:
  // Adds `stay` and its sub-commands; both `app` and this must live while the command line is read and run.
  explicit StayCommands(CLI::App& app);

  bool Asked() const { return stay_->parsed(); }
  // Runs the sub-command that was asked for; the exit code.
  int Run();

 private:
  void AddEvaluate();

  CLI::App* stay_;
  CLI::App* evaluate_ = nullptr;
  EvaluateArguments evaluate_arguments_;
};

}  // namespace clearance
