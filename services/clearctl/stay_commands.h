// The options of `clearctl stay evaluate | explain | plan`, and which of them was asked for. Knows no rule.
#pragma once

#include <CLI/CLI.hpp>

#include "services/clearctl/stay_evaluate.h"
#include "services/clearctl/stay_explain.h"

namespace clearance {

class StayCommands {
 public:
  // Adds `stay` and its sub-commands; both `app` and this must live while the command line is read and run.
  explicit StayCommands(CLI::App& app);
  StayCommands(const StayCommands&) = delete;
  StayCommands& operator=(const StayCommands&) = delete;

  bool Asked() const { return stay_->parsed(); }
  // Runs the sub-command that was asked for; the exit code.
  int Run() const;

 private:
  CLI::App* AddEvaluate();
  CLI::App* AddExplain();
  CLI::App* AddPlan();
  void AddStayOptions(CLI::App& command);
  CLI::Option* AddLedgerOptions(CLI::App& command);  // the ledger

  EvaluateArguments evaluate_arguments_;
  ExplainArguments explain_arguments_;  // of explain and plan
  CLI::App* stay_;
  CLI::App* evaluate_;
  CLI::App* explain_;
  CLI::App* plan_;
};

}  // namespace clearance
