// `clearctl ledger erase`: makes one person's sealed fields unreadable for ever, and shows that it is so. The only
// command that takes anything away; without --yes it only tells what it would do.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/wire/fields.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "services/clearctl/existing_store.h"
#include "services/clearctl/file_search.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/personal_erasure.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxStateCode = 3;
constexpr std::size_t kMaxDocumentNumber = 24;

constexpr char kFooter[] =
    R"(Erases the keys under which the personal fields of one document are sealed, of every purpose, and writes who did it and
why as an entry of the ledger. No entry is changed: verify and rebuild work as before, days and pseudonyms stay. Nobody
can open the fields again. Without --yes it tells what it would do, and may run beside a server; with it no server may
have the file open.
Refused while a decision is open for the document; and, without --early, in the three years after its last entry, five
while its holder has not left. Author and reason are sealed for ever: no personal data.
Backups made earlier still hold the wrapped key: see docs/ledger.md, "Personal fields".
Exit codes: 0 done, or nothing to do; 1 could not be done; 2 may not be done now.)";

struct EraseArguments {
  std::string database;
  std::string lookup_key;
  std::string issuing_state;
  std::string number;
  std::string author;
  std::string reason;
  bool early = false;
  bool yes = false;
};

std::string Names(const std::vector<DataPurpose>& purposes) {
  std::string names;
  for (const DataPurpose purpose : purposes)
    names += (names.empty() ? "" : ", ") + std::string(DataPurposeName(purpose));
  return names;
}

int SayNothingToErase() {
  std::cout << "nothing to erase: there is no key of this document\n";
  return 0;
}

int SayHindrance(const std::string& hindrance) {
  std::cout << "not erased: " << hindrance << "\n";
  return kExitDifference;
}

// What the command would do.
int Tell(const std::string& database, const ErasureOrder& order) {
  const auto reader = OpenSqliteReader(database);
  if (!reader.ok()) return Fail(reader.status());
  const Instant now = SystemClock().Now();
  ErasurePlan plan;
  const Status read = (*reader)->Read([&](const Snapshot& snapshot) -> Status {
    ASSIGN_OR_RETURN(plan, PlanErasure(snapshot, order.subject, now));
    return OkStatus();
  });
  if (!read.ok()) return Fail(read);
  if (plan.purposes.empty()) return SayNothingToErase();
  if (const auto hindrance = ErasureHindrance(plan, now, order.early)) return SayHindrance(*hindrance);
  std::cout << "would erase the keys of " << Names(plan.purposes)
            << ", for ever; entries that name the document: " << plan.entries
            << ". Nothing is done yet, --yes does it\n";
  return 0;
}

// Erases, empties the WAL, closes the file.
StatusOr<ErasureOutcome> Erase(const std::string& database, const ErasureOrder& order) {
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, OpenExistingStore(database, executor));
  ASSIGN_OR_RETURN(ErasureOutcome outcome, ErasePersonalKeys(*store, order, SystemClock().Now()));
  if (outcome.hindrance) return outcome;
  // Also when there was nothing to erase: an earlier run may have been stopped before it came so far.
  RETURN_IF_ERROR(EmptyWal(*store, database));
  return outcome;
}

int EraseAndProve(const std::string& database, const ErasureOrder& order) {
  const auto outcome = Erase(database, order);
  if (!outcome.ok()) return Fail(outcome.status());
  if (outcome->hindrance) return SayHindrance(*outcome->hindrance);
  if (outcome->position == 0) return SayNothingToErase();
  const auto search = SearchFiles({database, database + "-wal", database + "-shm"}, outcome->wrapped_keys);
  if (!search.ok()) return Fail(search.status());
  std::cout << "erased the keys of " << Names(outcome->plan.purposes) << ", entry " << outcome->position << "\n";
  if (search->found) {
    std::cerr << "clearctl: " << ShownText(*search->found) << " still holds bytes of an erased key\n";
    return kExitFailure;
  }
  std::cout << "gone: no bytes of them in " << search->bytes << " bytes of the file and its WAL, reread\n";
  return 0;
}

int Run(const EraseArguments& arguments) {
  if (const Status good = RequireUpper(arguments.issuing_state, kMaxStateCode, "", "--issuing-state"); !good.ok())
    return Fail(good);
  if (const Status good = RequireUpper(arguments.number, kMaxDocumentNumber, "", "--number"); !good.ok())
    return Fail(good);
  const auto pseudonyms = Pseudonyms::FromFile(arguments.lookup_key);
  if (!pseudonyms.ok()) return Fail(pseudonyms.status());
  Document document;
  document.issuing_state = arguments.issuing_state;
  document.number = arguments.number;
  const ErasureOrder order{.subject = pseudonyms->Traveller(document),
                           .author = arguments.author,
                           .reason = arguments.reason,
                           .early = arguments.early};
  if (const Status good = ValidateErasureOrder(order); !good.ok()) return Fail(good);
  return arguments.yes ? EraseAndProve(arguments.database, order) : Tell(arguments.database, order);
}

}  // namespace

LedgerCommand AddLedgerErase(CLI::App& ledger) {
  const auto arguments = std::make_shared<EraseArguments>();
  CLI::App* erase = ledger.add_subcommand("erase", "Make one person's sealed fields unreadable for ever");
  erase->footer(kFooter);
  erase->add_option("--database", arguments->database, "The ledger's file")->required();
  erase->add_option("--lookup-key", arguments->lookup_key, "The centre's key file for pseudonyms")->required();
  erase->add_option("--issuing-state", arguments->issuing_state, "Of the document, as in its machine-readable zone")
      ->required();
  erase->add_option("--number", arguments->number, "Of the document, without fillers")->required();
  erase->add_option("--author", arguments->author, "Who stands for it; up to 64 bytes")->required();
  erase->add_option("--reason", arguments->reason, "Why; up to 200 characters")->required();
  erase->add_flag("--early", arguments->early, "Before the time it is kept for is over; --reason says why");
  erase->add_flag("--yes", arguments->yes, "Do it");
  return {erase, [arguments] { return Run(*arguments); }};
}

}  // namespace clearance
