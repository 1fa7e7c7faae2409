// `clearctl ledger rebuild`: the derived tables made anew from the entries.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "common/base/text.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/terminal.h"
#include "services/derivation/verify_derived.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(Stays, referrals and open decisions follow from the entries. What is found otherwise is named, one difference for each
table, and put right in one transaction; when that fails, nothing has changed. Make a backup first, and look at the
entries themselves: clearctl ledger verify.
Example: clearctl ledger rebuild --database clearance.db
Exit codes: 0 done, also when something was different; 1 could not be done; 2 nothing can follow from an entry, or the
file holds a trigger, view, table or index that is none of this program's, which could run meanwhile.)";

int RunRebuild(const std::string& database) {
  const auto differences = ReplaceDerived(database, [](const DerivedReport& so_far) {
    ShowProgressLine("rebuilt from " + std::to_string(so_far.entries_done) + " of " +
                         std::to_string(so_far.entries_total) + " entries",
                     so_far.complete);
  });
  if (!differences.ok()) return FailOrDiffer(differences.status());
  for (const std::string& difference : *differences) std::cout << "was different: " << ShownText(difference) << "\n";
  std::cout << (differences->empty() ? "rebuilt: everything was as it follows from the entries\n"
                                     : "rebuilt: everything is as it follows from the entries\n");
  return 0;
}

}  // namespace

LedgerCommand AddLedgerRebuild(CLI::App& ledger) {
  const auto database = std::make_shared<std::string>();
  CLI::App* rebuild = ledger.add_subcommand("rebuild", "Make the derived tables anew from the entries");
  rebuild->add_option("--database", *database, "The ledger's file; no server may have it open")
      ->required()
      ->check(CLI::ExistingFile);
  rebuild->footer(kFooter);
  return {rebuild, [database] { return RunRebuild(*database); }};
}

}  // namespace clearance
