// `clearctl ledger import`: its options, the files it reads, and what it says.

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>

#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "services/clearctl/ledger_command.h"
#include "services/clearctl/ledger_import.h"
#include "services/clearctl/stay_regimes.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

struct ImportArguments {
  std::string file;
  std::string database;
  std::string lookup_key;
  std::string rules{kShippedBook};
};

StatusOr<ImportReport> Import(const ImportArguments& arguments) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.file, kMaxImportFileBytes));
  ASSIGN_OR_RETURN(const ImportFile file, ParseImportFile(text, arguments.file));
  ASSIGN_OR_RETURN(const Pseudonyms pseudonyms, Pseudonyms::FromFile(arguments.lookup_key));
  ASSIGN_OR_RETURN(const RuleBook book, BookOf(arguments.rules));
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, SqliteStore::Open({.path = arguments.database}, executor));
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
                     "The rule book, which says what only two persons may do; by default the one that ships");
  import->footer("Example: clearctl ledger import history.jsonl --database clearance.db --lookup-key lookup_key.hex");
  return {import, [arguments] { return RunImport(*arguments); }};
}

}  // namespace clearance
