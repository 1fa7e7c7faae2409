// `clearctl ledger import`: its options, the files it reads, and what it says.

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/base/secret_file.h"
#include "common/sqlite/sqlite_status.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "services/clearctl/existing_store.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/ledger_import.h"
#include "services/clearctl/rules_replay.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/terminal.h"
#include "services/derivation/lookup_key_standing.h"

namespace clearance {
namespace {

constexpr char kFooter[] =
    R"(What only two persons may do is told by the rule book in force in the ledger. One that has none yet, because no centre
has worked with it, is held to --rules, and without that to the book that ships.
Examples: clearctl ledger import history.jsonl --database clearance.db --lookup-key lookup_key.hex --new
          clearctl ledger import corrections.jsonl --database clearance.db --lookup-key lookup_key.hex)";

struct ImportArguments {
  std::string file;
  std::string database;
  std::string lookup_key;
  std::string rules;  // empty: none was given
  bool make_new = false;
};

// A slip of the pen must not end in a second ledger, which has everything that the first lacks.
StatusOr<std::unique_ptr<SqliteStore>> OpenStore(const ImportArguments& arguments, Executor& executor) {
  if (!arguments.make_new) {
    auto store = OpenExistingStore(arguments.database, executor);
    if (store.status().code() != StatusCode::kNotFound) return store;
    return Error(StatusCode::kNotFound, ReasonOf(store.status()),
                 MessageOf(store.status()) + "; --new makes a new ledger there");
  }
  std::error_code ignored;
  if (std::filesystem::exists(arguments.database, ignored)) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable,
                 arguments.database + ": is there already, and --new is for a ledger that is not");
  }
  return SqliteStore::Open({.path = arguments.database}, executor);
}

// The book that decides everything else in this ledger; `given` only where there is none yet.
StatusOr<RuleBook> BookFor(StoreReader& store, std::optional<RuleBook> given) {
  ASSIGN_OR_RETURN(std::optional<RuleBook> in_force,
                   BookRecordedBefore(store, std::numeric_limits<std::uint64_t>::max()));
  if (!in_force) return given ? *std::move(given) : BookOf(kShippedBook);
  if (!given) return *std::move(in_force);
  return InvalidField("--rules", "is for a ledger without a rule book; " + in_force->version +
                                     " is in force in this one, and a centre changes it");
}

StatusOr<ImportReport> Import(const ImportArguments& arguments) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.file, kMaxImportFileBytes));
  ASSIGN_OR_RETURN(const ImportFile file, ParseImportFile(text, arguments.file));
  ASSIGN_OR_RETURN(const Pseudonyms pseudonyms, OfSetting("--lookup-key", Pseudonyms::FromFile(arguments.lookup_key)));
  std::optional<RuleBook> given;
  if (!arguments.rules.empty()) {
    ASSIGN_OR_RETURN(given, BookOf(arguments.rules));
  }
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, OpenStore(arguments, executor));
  RETURN_IF_ERROR(sqlite::NamingFile(
      arguments.database, RequireOrRecordLookupKey(*store, LookupKeyOption(pseudonyms, arguments.lookup_key))));
  ASSIGN_OR_RETURN(const RuleBook book, BookFor(*store, std::move(given)));
  return ImportRows(*store, pseudonyms, zones, SystemClock(), book, file, [&](std::size_t done) {
    ShowProgressLine(std::to_string(done) + " of " + std::to_string(file.rows.size()) + " rows",
                     done == file.rows.size());
  });
}

int RunImport(const ImportArguments& arguments) {
  const auto report = Import(arguments);
  if (!report.ok()) return Fail(report.status());
  std::cout << report->imported << " rows imported, " << report->known << " were known already\n";
  return 0;
}

}  // namespace

LedgerCommand AddLedgerImport(CLI::App& ledger) {
  const auto arguments = std::make_shared<ImportArguments>();
  CLI::App* import =
      ledger.add_subcommand("import", "Bring in earlier stays and corrections; the same rows again change nothing");
  import->add_option("file", arguments->file, "JSON lines, as docs/clearctl.md describes")->required();
  import->add_option("--database", arguments->database, "The ledger's file; no server may have it open")->required();
  import->add_option("--lookup-key", arguments->lookup_key, "The centre's key file for pseudonyms")->required();
  import->add_option("--rules", arguments->rules,
                     "For a ledger without a rule book: the one that says what only two persons may do");
  import->add_flag("--new", arguments->make_new, "Make the ledger; without it, it must be there");
  import->footer(kFooter);
  return {import, [arguments] { return RunImport(*arguments); }};
}

}  // namespace clearance
