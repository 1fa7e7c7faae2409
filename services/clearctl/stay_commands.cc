#include "services/clearctl/stay_commands.h"

namespace clearance {
namespace {

constexpr char kEvaluateExamples[] = R"(One question a line, one answer a line, in order:
  {"id":1,"regime":"CHN-KAZ@CHN","stays":[["2026-06-01","2026-06-30"]],"on":"2026-11-22","question":"enter"}
Examples:
  clearctl stay evaluate --jsonl questions.jsonl > answers.jsonl
  zcat questions.jsonl.gz | clearctl stay evaluate --jsonl
  clearctl stay evaluate --jsonl --rules draft.toml questions.jsonl
docs/clearctl.md describes every key. A bad line is answered with "error", and the rest go on.)";

constexpr char kRulesHelp[] = "File of a rule book; without it the one that ships";

}  // namespace

StayCommands::StayCommands(CLI::App& app) : stay_(app.add_subcommand("stay", "How long somebody may stay, and why")) {
  stay_->require_subcommand(1);
  AddEvaluate();
}

void StayCommands::AddEvaluate() {
  evaluate_ = stay_->add_subcommand("evaluate", "Answer questions about stays, one JSON object a line");
  evaluate_->add_flag("--jsonl", evaluate_arguments_.jsonl, "Lines of JSON in and out")->required();
  evaluate_->add_option("--rules", evaluate_arguments_.rules, kRulesHelp);
  evaluate_->add_option("file", evaluate_arguments_.file, "The questions; without it standard input");
  evaluate_->footer(kEvaluateExamples);
}

int StayCommands::Run() { return RunEvaluate(evaluate_arguments_); }

}  // namespace clearance
