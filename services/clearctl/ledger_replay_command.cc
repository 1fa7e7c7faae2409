// `clearctl ledger replay`: one decision made anew from the ledger as it saw it.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/replay_output.h"
#include "services/clearctl/rules_replay.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(The decision at that position is made anew from the entries it saw, by the same rules as the centre's, and compared with
what was sealed: verdict, reasons, last permitted day. What the ledger does not hold is taken as for clearctl rules
replay. The rule book is the one that the ledger says was in force; --rules FILE takes another (- is the one that ships).
Example: clearctl ledger replay --database clearance.db --entry 1234
Exit codes: 0 the same, 1 could not be done, 2 different.)";

struct ReplayArguments {
  std::string database;
  std::uint64_t entry = 0;
  std::string rules;  // empty: as the ledger has it
  bool json = false;
};

StatusOr<ChangedDecision> Replayed(const ReplayArguments& arguments) {
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  ASSIGN_OR_RETURN(const auto store, OpenSqliteReader(arguments.database));
  ASSIGN_OR_RETURN(const RuleBook book,
                   arguments.rules.empty() ? BookInForceAt(*store, arguments.entry) : BookOf(arguments.rules));
  return ReplayEntry(*store, book, zones, arguments.entry);
}

int RunReplay(const ReplayArguments& arguments) {
  const auto replayed = Replayed(arguments);
  if (!replayed.ok()) return FailOrDiffer(replayed.status());
  const bool different = ComesOutOtherwise(replayed->before, replayed->after);
  if (arguments.json) {
    std::cout << ChangeJson(*replayed) << "\n";
  } else {
    std::cout << (different ? "DIFFERENT: " : "the same: ") << ChangeLine(*replayed) << "\n";
  }
  if (different && replayed->before.rule_book_version != replayed->after.rule_book_version) {
    std::cerr << "clearctl: it was made under " << ShownText(replayed->before.rule_book_version)
              << ", and replayed under " << ShownText(replayed->after.rule_book_version) << "\n";
  }
  return different ? kExitDifference : 0;
}

}  // namespace

LedgerCommand AddLedgerReplay(CLI::App& ledger) {
  const auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* replay = ledger.add_subcommand("replay", "Make one decision anew from the ledger as it saw it");
  replay->add_option("--database", arguments->database, std::string(kLedgerFileHelp))->required();
  replay->add_option("--entry", arguments->entry, "Position of the decision")->required();
  replay->add_option("--rules", arguments->rules, "Rule book; by default the one the ledger says was in force");
  replay->add_flag("--json", arguments->json, "One JSON object");
  replay->footer(kFooter);
  return {replay, [arguments] { return RunReplay(*arguments); }};
}

}  // namespace clearance
