// `clearctl ledger replay`: one decision made anew from the ledger as it saw it.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/personal_fields.h"
#include "db/sqlite_store.h"
#include "services/clearctl/entry_replay.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/replay_output.h"
#include "services/clearctl/rules_replay.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(The decision at that position is made anew from the entries it saw: the tables of then are derived from them in a scratch
file, and holds, links, open decisions, the booking and stays are looked up there by the code that a crossing asks. It is
compared with what was sealed: verdict, reasons, stay, lease; what differs stands below. What the ledger does not hold, or
cannot open, is taken from the sealed decision or the options, and said: age and expiry date, which --master-key opens
until they are erased (the expiry date only where this decision sealed it; a key that opens nothing in this ledger is an
error); the name; how long a booking serves. The rule
book is the one of the latest RULE_BOOK_CHANGE before it, and another version than was sealed is a difference; --rules FILE
takes another (- is the one that ships).
Example: clearctl ledger replay --database clearance.db --entry 1234
Exit codes: 0 the same, 1 could not be done, 2 different.)";

constexpr int kMaxToleranceMinutes = 24 * 60;

struct ReplayArguments {
  std::string database;
  std::uint64_t entry = 0;
  std::string rules;  // empty: as the ledger has it
  std::string master_key;
  int booking_early_minutes = 15;
  int booking_late_minutes = 30;
  bool json = false;
};

struct ChosenBook {
  RuleBook book{};
  BookFrom from = BookFrom::kEntry;
};

StatusOr<ChosenBook> ChooseBook(const ReplayArguments& arguments, StoreReader& store) {
  if (!arguments.rules.empty()) {
    ASSIGN_OR_RETURN(RuleBook book, BookOf(arguments.rules));
    return ChosenBook{std::move(book), BookFrom::kGiven};
  }
  ASSIGN_OR_RETURN(std::optional<RuleBook> book, BookRecordedBefore(store, arguments.entry));
  if (!book) return ChosenBook{KhorgosRuleBook(), BookFrom::kShipped};
  return ChosenBook{*std::move(book), BookFrom::kEntry};
}

// A key that opens nothing here would else answer as none does, and nobody would look for the right one.
Status CheckOpensAny(StoreReader& store, const PersonalFields& fields, const std::string& file) {
  return store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const std::vector<MasterKeyUse> uses, s.personal_keys().MasterKeys());
    const auto of_this = [&](const MasterKeyUse& use) { return use.master_key_id == fields.master_key_id(); };
    if (uses.empty() || std::any_of(uses.begin(), uses.end(), of_this)) return OkStatus();
    return Error(StatusCode::kFailedPrecondition, error_reason::kMasterKeyWrong,
                 file + ": opens no key of this ledger, they are all wrapped under another master key");
  });
}

StatusOr<ReplayedEntry> Replayed(const ReplayArguments& arguments) {
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  ASSIGN_OR_RETURN(const auto store, OpenSqliteReader(arguments.database));
  ASSIGN_OR_RETURN(const ChosenBook chosen, ChooseBook(arguments, *store));
  EntryReplay replay{.store = *store,
                     .book = chosen.book,
                     .zones = zones,
                     .book_from = chosen.from,
                     .tolerance = {.early = std::chrono::minutes(arguments.booking_early_minutes),
                                   .late = std::chrono::minutes(arguments.booking_late_minutes)},
                     .scratch_beside = arguments.database,
                     .on_read = [](std::uint64_t done, std::uint64_t positions) {
                       ShowProgressLine(std::to_string(done) + " of " + std::to_string(positions) + " entries",
                                        done == positions);
                     }};
  std::optional<PersonalFields> fields;
  if (!arguments.master_key.empty()) {
    ASSIGN_OR_RETURN(fields, OfSetting("--master-key", PersonalFields::FromFile(arguments.master_key)));
    RETURN_IF_ERROR(CheckOpensAny(*store, *fields, arguments.master_key));
    replay.fields = &*fields;
  }
  return ReplayEntry(replay, arguments.entry);
}

int RunReplay(const ReplayArguments& arguments) {
  const auto replayed = Replayed(arguments);
  if (!replayed.ok()) return FailOrDiffer(replayed.status());
  std::cout << (arguments.json ? EntryJson(*replayed) + "\n" : EntryText(*replayed));
  if (replayed->differences.empty()) return 0;
  const Decision& sealed = replayed->decision.before;
  const Decision& anew = replayed->decision.after;
  if (!arguments.rules.empty() && sealed.rule_book_version != anew.rule_book_version) {
    std::cerr << "clearctl: it was made under " << ShownText(sealed.rule_book_version) << ", and replayed under "
              << ShownText(anew.rule_book_version) << "\n";
  }
  return kExitDifference;
}

}  // namespace

LedgerCommand AddLedgerReplay(CLI::App& ledger) {
  const auto arguments = std::make_shared<ReplayArguments>();
  CLI::App* replay = ledger.add_subcommand("replay", "Make one decision anew from the ledger as it saw it");
  replay->add_option("--database", arguments->database, std::string(kLedgerFileHelp))->required();
  replay->add_option("--entry", arguments->entry, "Position of the decision")->required();
  replay->add_option("--rules", arguments->rules, "Rule book; by default the one the ledger says was in force");
  replay->add_option("--master-key", arguments->master_key, "The centre's master key file, to open personal fields");
  replay
      ->add_option("--booking-early-minutes", arguments->booking_early_minutes,
                   "booking.early_minutes of the centre then; by default 15")
      ->check(CLI::Range(0, kMaxToleranceMinutes));
  replay
      ->add_option("--booking-late-minutes", arguments->booking_late_minutes,
                   "booking.late_minutes of the centre then; by default 30")
      ->check(CLI::Range(0, kMaxToleranceMinutes));
  replay->add_flag("--json", arguments->json, "One JSON object");
  replay->footer(kFooter);
  return {replay, [arguments] { return RunReplay(*arguments); }};
}

}  // namespace clearance
