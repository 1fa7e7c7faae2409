// `clearctl ledger erase`: makes one person's sealed fields unreadable for ever, and shows that it is so. The only
// command that takes anything away; without --yes it only tells what it would do.

#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <memory>
#include <utility>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/secret_file.h"
#include "common/sqlite/sqlite_status.h"
#include "common/wire/fields.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "services/clearctl/existing_store.h"
#include "services/clearctl/file_search.h"
#include "services/clearctl/given_options.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/rules_replay.h"
#include "services/clearctl/terminal.h"
#include "services/derivation/lookup_key_standing.h"
#include "services/retention/personal_erasure.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxStateCode = 3;
constexpr std::size_t kMaxDocumentNumber = 24;

constexpr char kFooter[] =
    R"(Erases the keys under which the personal fields of one document are sealed, of every purpose, and writes who did it and
why as an entry of the ledger. No entry is changed: verify and rebuild work as before, days and pseudonyms stay. Nobody
can open the fields again. Without --yes it tells what it would do, and may run beside a server; with it no server may
have the file open.
Refused while a decision is open for the person; without --despite-hold, while a hold binds or is proposed whose words
these keys open; and, without --early, for as long after their last entry as the rule book in force in this ledger keeps fields
([retention]). Each document of a person is erased by itself. Where two people have shown one number, whose keys are
meant is told by --nationality, --birth-date
and --sex; without, it is whoever showed it first. The words of a hold that names no document stand under the person's
number (--national-number, with --nationality and --birth-date) or, if it names none, under the name (--name, with
--birth-date), which others may share. Author and reason are sealed for ever: no personal data.
Backups made earlier still hold the wrapped key: see docs/ledger.md, "Personal fields".
Exit codes: 0 done, or nothing to do; 1 could not be done; 2 may not be done now.)";

struct EraseArguments {
  std::string database;
  std::string lookup_key;
  std::string issuing_state;
  std::string number;
  std::string nationality;
  std::string birth_date;
  std::string sex;
  std::string national_number;
  std::string name;
  std::string given_names;
  std::string author;
  std::string reason;
  bool early = false;
  bool despite_hold = false;
  bool yes = false;
};

std::string Names(const std::vector<DataPurpose>& purposes) {
  std::string names;
  for (const DataPurpose purpose : purposes)
    names += (names.empty() ? "" : ", ") + std::string(DataPurposeName(purpose));
  return names;
}

int SayNothingToErase() {
  std::cout << "nothing to erase: there is no key of this person\n";
  return 0;
}

int SayHindrance(const std::string& hindrance) {
  std::cout << "not erased: " << hindrance << "\n";
  return kExitDifference;
}

// Whose keys, and the order to erase them.
struct Erasing {
  Pseudonyms pseudonyms;
  std::string lookup_key;  // the file's name
  ErasedPerson person;
  ErasureOrder order;  // without its subject
};

// Those of the rule book that is in force in this ledger.
StatusOr<RetentionTimes> TimesOf(StoreReader& reader) {
  ASSIGN_OR_RETURN(const RuleBook book, BookInForceAt(reader, std::numeric_limits<std::uint64_t>::max()));
  return book.retention;
}

Status FindSubject(StoreReader& reader, const std::string& database, const Erasing& erasing, ErasureOrder& order) {
  return reader.Read([&](const Snapshot& snapshot) -> Status {
    const GivenLookupKey given = LookupKeyOption(erasing.pseudonyms, erasing.lookup_key);
    RETURN_IF_ERROR(sqlite::NamingFile(database, RequireLookupKey(snapshot, given)));
    ASSIGN_OR_RETURN(order.subject, SubjectOf(snapshot, erasing.pseudonyms, erasing.person));
    return OkStatus();
  });
}

StatusOr<ErasurePlan> Plan(const std::string& database, const Erasing& erasing, Instant now) {
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(database));
  ErasureOrder order;
  RETURN_IF_ERROR(FindSubject(*reader, database, erasing, order));
  ASSIGN_OR_RETURN(const RetentionTimes times, TimesOf(*reader));
  ErasurePlan plan;
  RETURN_IF_ERROR(reader->Read([&](const Snapshot& snapshot) -> Status {
    ASSIGN_OR_RETURN(plan, PlanErasure(snapshot, order.subject, times, now));
    return OkStatus();
  }));
  return plan;
}

// What the command would do.
int Tell(const std::string& database, const Erasing& erasing) {
  const Instant now = SystemClock().Now();
  const auto plan = Plan(database, erasing, now);
  if (!plan.ok()) return Fail(plan.status());
  if (plan->purposes.empty()) return SayNothingToErase();
  if (const auto hindrance = ErasureHindrance(*plan, now, erasing.order)) return SayHindrance(*hindrance);
  std::cout << "would erase the keys of " << Names(plan->purposes)
            << ", for ever; entries that name the document: " << plan->entries
            << ", further documents of the person, each to be erased by itself: " << plan->other_documents
            << ". Nothing is done yet, --yes does it\n";
  return 0;
}

// Erases, empties the WAL, closes the file.
StatusOr<ErasureOutcome> Erase(const std::string& database, const Erasing& erasing) {
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, OpenExistingStore(database, executor));
  ErasureOrder order = erasing.order;
  RETURN_IF_ERROR(FindSubject(*store, database, erasing, order));
  ASSIGN_OR_RETURN(const RetentionTimes times, TimesOf(*store));
  ASSIGN_OR_RETURN(ErasureOutcome outcome, ErasePersonalKeys(*store, order, times, SystemClock().Now()));
  if (outcome.hindrance) return outcome;
  // Also when there was nothing to erase: an earlier run may have been stopped before it came so far.
  RETURN_IF_ERROR(EmptyWal(*store, database));
  return outcome;
}

int EraseAndProve(const std::string& database, const Erasing& erasing) {
  const auto outcome = Erase(database, erasing);
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

Status ReadBirthDate(const EraseArguments& arguments, Document& document) {
  const auto birth_date = ParseDate(arguments.birth_date);
  if (!birth_date.ok()) return InvalidField("--birth-date", "must be a date as 1990-05-17");
  document.birth_date = *birth_date;
  return OkStatus();
}

Status ReadNationality(const EraseArguments& arguments, Document& document) {
  RETURN_IF_ERROR(RequireUpper(arguments.nationality, kMaxStateCode, "", "--nationality"));
  document.nationality = arguments.nationality;
  return ReadBirthDate(arguments, document);
}

StatusOr<ErasedPerson> ByDocument(const EraseArguments& arguments) {
  ErasedPerson person;
  Document& document = person.document;
  RETURN_IF_ERROR(RequireUpper(arguments.issuing_state, kMaxStateCode, "", "--issuing-state"));
  document.issuing_state = arguments.issuing_state;
  RETURN_IF_ERROR(RequireUpper(arguments.number, kMaxDocumentNumber, "", "--number"));
  document.number = arguments.number;
  if (arguments.sex.empty()) return person;
  RETURN_IF_ERROR(ReadNationality(arguments, document));
  document.sex = arguments.sex == "F" ? Sex::kFemale : arguments.sex == "M" ? Sex::kMale : Sex::kUnspecified;
  person.by = ErasedBy::kDocumentAndFacts;
  return person;
}

StatusOr<ErasedPerson> ByNationalNumber(const EraseArguments& arguments) {
  ErasedPerson person{.by = ErasedBy::kNationalNumber};
  RETURN_IF_ERROR(RequireUpper(arguments.national_number, kMaxDocumentNumber, "", "--national-number"));
  person.document.national_number = arguments.national_number;
  RETURN_IF_ERROR(ReadNationality(arguments, person.document));
  return person;
}

StatusOr<ErasedPerson> ByName(const EraseArguments& arguments) {
  ErasedPerson person{.by = ErasedBy::kName};
  RETURN_IF_ERROR(OptionalIdentifier(arguments.name, "--name"));
  person.document.primary_identifier = arguments.name;
  RETURN_IF_ERROR(OptionalIdentifier(arguments.given_names, "--given-names"));
  person.document.secondary_identifier = arguments.given_names;
  RETURN_IF_ERROR(ReadBirthDate(arguments, person.document));
  return person;
}

// Which of the three is told by the options that are given; those of two exclude each other.
StatusOr<ErasedPerson> PersonOf(const EraseArguments& arguments) {
  if (!arguments.national_number.empty()) return ByNationalNumber(arguments);
  if (!arguments.name.empty()) return ByName(arguments);
  return ByDocument(arguments);
}

StatusOr<Erasing> ErasingOf(const EraseArguments& arguments) {
  ASSIGN_OR_RETURN(ErasedPerson person, PersonOf(arguments));
  ASSIGN_OR_RETURN(Pseudonyms pseudonyms, OfSetting("--lookup-key", Pseudonyms::FromFile(arguments.lookup_key)));
  ErasureOrder order{.subject = "",
                     .author = arguments.author,
                     .reason = arguments.reason,
                     .early = arguments.early,
                     .despite_hold = arguments.despite_hold};
  RETURN_IF_ERROR(ValidateErasureOrder(order));
  return Erasing{std::move(pseudonyms), arguments.lookup_key, std::move(person), std::move(order)};
}

int Run(const EraseArguments& arguments) {
  const auto erasing = ErasingOf(arguments);
  if (!erasing.ok()) return Fail(erasing.status());
  return arguments.yes ? EraseAndProve(arguments.database, *erasing) : Tell(arguments.database, *erasing);
}

}  // namespace

LedgerCommand AddLedgerErase(CLI::App& ledger) {
  const auto arguments = std::make_shared<EraseArguments>();
  CLI::App* erase = ledger.add_subcommand("erase", "Make one person's sealed fields unreadable for ever");
  erase->footer(kFooter);
  erase->add_option("--database", arguments->database, "The ledger's file")->required();
  erase->add_option("--lookup-key", arguments->lookup_key, "The centre's key file for pseudonyms")->required();
  CLI::Option* number = erase->add_option("--number", arguments->number, "Of the document, without fillers");
  erase->add_option("--issuing-state", arguments->issuing_state, "Of the document, as in its machine-readable zone")
      ->needs(number);
  CLI::Option* birth_date = erase->add_option("--birth-date", arguments->birth_date, "Of the person, as 1990-05-17");
  CLI::Option* nationality =
      erase->add_option("--nationality", arguments->nationality, "Of the person")->needs(birth_date);
  CLI::Option* sex = erase->add_option("--sex", arguments->sex, "As the document prints it; - where it is not stated")
                         ->check(CLI::IsMember({"F", "M", "-"}))
                         ->needs(nationality);
  CLI::Option* national_number =
      erase->add_option("--national-number", arguments->national_number, "Of the person, in place of a document")
          ->excludes(number)
          ->excludes(sex)
          ->needs(nationality);
  CLI::Option* name =
      erase->add_option("--name", arguments->name, "Primary identifier as a hold names it, in place of a document")
          ->excludes(number)
          ->excludes(national_number)
          ->excludes(nationality)
          ->excludes(sex)
          ->needs(birth_date);
  erase->add_option("--given-names", arguments->given_names, "Secondary identifier as the hold names it")->needs(name);
  erase->add_option("--author", arguments->author, "Who stands for it; up to 64 bytes")->required();
  erase->add_option("--reason", arguments->reason, "Why; up to 200 characters")->required();
  erase->add_flag("--early", arguments->early, "Before the time it is kept for is over; --reason says why");
  erase->add_flag("--despite-hold", arguments->despite_hold,
                  "Though a hold binds, or is proposed, that is left without its words");
  erase->add_flag("--yes", arguments->yes, "Do it");
  erase->final_callback([=] {
    RequireOneGiven({number, national_number, name});
    // What tells two persons of one number apart is all of it.
    if (number->count() > 0 && birth_date->count() > 0 && sex->count() == 0)
      throw CLI::RequiresError("--number with --birth-date", "--nationality and --sex");
  });
  return {erase, [arguments] { return Run(*arguments); }};
}

}  // namespace clearance
