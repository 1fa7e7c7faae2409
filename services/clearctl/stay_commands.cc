#include "services/clearctl/stay_commands.h"

#include "services/clearctl/given_options.h"

namespace clearance {
namespace {

constexpr char kEvaluateExamples[] = R"(One question a line, one answer a line, in order:
  {"id":1,"regime":"CHN-KAZ@CHN","stays":[["2026-06-01","2026-06-30"]],"on":"2026-11-22","question":"enter"}
Examples:
  clearctl stay evaluate --jsonl questions.jsonl > answers.jsonl
  zcat questions.jsonl.gz | clearctl stay evaluate --jsonl
  clearctl stay evaluate --jsonl --rules draft.toml questions.jsonl
docs/clearctl.md describes every key. A bad line is answered with "error", and the rest go on.)";

constexpr char kExplainExamples[] = R"(Examples:
  clearctl stay explain --regime CHN-KAZ@CHN --stay 2026-06-01..2026-06-30 --stay 2026-11-01.. --on 2026-11-22
  clearctl stay explain --regime ICBC --stay 2026-10-29.. --lang kk
  clearctl stay explain --database clearance.db --lookup-key lookup_key.hex --issuing-state KAZ --number N12345678 \
    --nationality KAZ --kind ORDINARY_PASSPORT --territory CHN
Exit codes: 0 told, 1 could not be done.)";

constexpr char kPlanExamples[] = R"(Examples:
  clearctl stay plan --regime CHN-KAZ@CHN --stay 2026-06-01..2026-06-30 --plan 2026-12-01..2026-12-30
  clearctl stay plan --regime CHN-KAZ@KAZ --on 2026-11-22 --plan 2026-12-01..2026-12-30 --plan 2027-01-10..2027-02-08
Exit codes: 0 every planned stay is lawful, 1 could not be done, 3 not every one is lawful.)";

constexpr char kRulesHelp[] = "File of a rule book; without it the one that ships";

}  // namespace

StayCommands::StayCommands(CLI::App& app)
    : stay_(app.add_subcommand("stay", "How long somebody may stay, and why")),
      evaluate_(AddEvaluate()),
      explain_(AddExplain()),
      plan_(AddPlan()) {
  stay_->require_subcommand(1);
}

CLI::App* StayCommands::AddEvaluate() {
  CLI::App* command = stay_->add_subcommand("evaluate", "Answer questions about stays, one JSON object a line");
  command->add_flag("--jsonl", evaluate_arguments_.jsonl, "Lines of JSON in and out")->required();
  command->add_option("--rules", evaluate_arguments_.rules, kRulesHelp);
  command->add_option("file", evaluate_arguments_.file, "The questions; without it standard input");
  command->footer(kEvaluateExamples);
  return command;
}

// What explain and plan have in common.
void StayCommands::AddStayOptions(CLI::App& command) {
  ExplainArguments& arguments = explain_arguments_;
  const CLI::Option* regime = command.add_option("--regime", arguments.regime, "Of the rule book: ID, or ID@HOST");
  command.add_option("--rules", arguments.rules, kRulesHelp);
  CLI::Option* stay =
      command.add_option("--stay", arguments.stays, "FROM..TO, or FROM.. for one that goes on; may be repeated");
  command.add_option("--plan", arguments.planned, "A planned stay, FROM..TO; may be repeated");
  command.add_option("--on", arguments.on, "The day asked about; without it today in the host state");
  command.add_option("--route", arguments.route, "icbc: the stay goes on after a trip into ICBC; else outside");
  command.add_flag("--json", arguments.json, "The whole account as JSON");
  command.add_flag("--ascii", arguments.ascii, "No signs beyond ASCII in the picture");
  CLI::Option* database = AddLedgerOptions(command);
  stay->excludes(database);
  command.final_callback([=] { RequireOneGiven({regime, database}); });
}

CLI::Option* StayCommands::AddLedgerOptions(CLI::App& command) {
  ExplainArguments& arguments = explain_arguments_;
  constexpr char kGroup[] = "A person of the ledger instead of --regime and --stay";
  CLI::Option* database =
      command.add_option("--database", arguments.database, "The ledger's file; is only read, and may be in use");
  database->group(kGroup);
  const auto add = [&](const char* name, std::string& value, const char* help) {
    return command.add_option(name, value, help)->group(kGroup)->needs(database);
  };
  database->needs(add("--lookup-key", arguments.lookup_key, "The centre's key file for pseudonyms"))
      ->needs(add("--issuing-state", arguments.issuing_state, "Of the document, as KAZ"))
      ->needs(add("--number", arguments.number, "Of the document"))
      ->needs(command.add_option("--nationality", arguments.nationality, "As KAZ; also whose day it is in ICBC")
                  ->group(kGroup))
      ->needs(add("--kind", arguments.kind, "Of the document, as ORDINARY_PASSPORT"))
      ->needs(add("--territory", arguments.territory, "CHN, KAZ or ICBC"));
  CLI::Option* birth_date = add("--birth-date", arguments.birth_date,
                                "Of its holder, as 1990-05-17: of two who have shown one number, which");
  CLI::Option* sex = add("--sex", arguments.sex, "As printed, with --birth-date: F, M, or - where it is not stated");
  birth_date->needs(sex->needs(birth_date));
  return database;
}

CLI::App* StayCommands::AddExplain() {
  CLI::App* command = stay_->add_subcommand("explain", "One person's stay in a picture and a sentence");
  AddStayOptions(*command);
  command->add_flag("--inside", explain_arguments_.inside,
                    "Ask about the present stay; without it what the stays show");
  command->add_option("--days", explain_arguments_.days, "Of the stay whose earliest entry is sought");
  command->add_option("--lang", explain_arguments_.language, "Of the sentence: en, zh, kk or ru");
  command->footer(kExplainExamples);
  return command;
}

CLI::App* StayCommands::AddPlan() {
  CLI::App* command = stay_->add_subcommand("plan", "Whether planned stays would be lawful");
  AddStayOptions(*command);
  command->get_option("--plan")->required();
  command->footer(kPlanExamples);
  return command;
}

int StayCommands::Run() const {
  if (evaluate_->parsed()) return RunEvaluate(evaluate_arguments_);
  return explain_->parsed() ? RunExplain(explain_arguments_) : RunPlan(explain_arguments_);
}

}  // namespace clearance
