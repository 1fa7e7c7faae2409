// clearctl: the command line for auditors, officers and operators. Works on the ledger's file itself.

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>
#include <memory>

#include "common/base/bytes.h"
#include "common/base/executor.h"
#include "common/zones/zone_source.h"
#include "db/sqlite_store.h"
#include "db/verify_ledger.h"
#include "services/clearctl/document_commands.h"
#include "services/clearctl/empty_values.h"
#include "services/clearctl/erase_command.h"
#include "services/clearctl/inspection_commands.h"
#include "services/clearctl/keys_commands.h"
#include "services/clearctl/ledger_import.h"
#include "services/clearctl/rules_commands.h"
#include "services/clearctl/stay_commands.h"
#include "services/clearctl/terminal.h"
#include "services/clearctl/trust_commands.h"
#include "services/clearctl/vds_nc_commands.h"

namespace clearance {
namespace {

constexpr int kExitDifference = 2;
constexpr char kExamples[] = R"(Examples:
  clearctl ledger verify --database clearance.db
  clearctl ledger import history.jsonl --database clearance.db --lookup-key lookup_key.hex
  clearctl rules check draft.toml
  clearctl stay evaluate --jsonl questions.jsonl > answers.jsonl
  clearctl mrz --json < lines.txt
  clearctl document check --dir chip --trust trust --mrz zone.txt
  clearctl trust import DE_ML.ml --root DE_root.cer --trust trust
  clearctl vds-nc check seal.json --trust trust
Exit codes: 0 done and in order; 1 could not be done; 2 done, and the answer is no: the ledger differs from its seals,
a document may not clear by itself, rule books differ; 3 a planned stay is not lawful; 100 and above: wrong options.
Each command's own --help says which of them it has.)";

// A line that is written over, on a terminal only.
void ShowProgress(const std::string& line, bool last) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << "\r" << line << (last ? "\n" : "") << std::flush;
}

// An answer that could not be written, on a full disk for example, is no answer: a "no" neither.
int Written(int exit_code) {
  std::cout.flush();
  if (std::cout.good()) return exit_code;
  std::cerr << "clearctl: the answer could not be written to standard output\n";
  return kExitFailure;
}

int Verify(const std::string& database) {
  auto reader = OpenSqliteReader(database);
  if (!reader.ok()) return Fail(reader.status());
  const auto report = VerifyLedger(**reader, [](const VerifyReport& so_far) {
    ShowProgress(std::to_string(so_far.entries_checked) + " of " + std::to_string(so_far.entries_total) + " entries",
                 so_far.complete);
  });
  if (!report.ok()) return Fail(report.status());
  if (report->first_difference) {
    std::cout << "DIFFERENT at position " << report->first_difference->position << ": "
              << report->first_difference->what << "\n";
    return kExitDifference;
  }
  std::cout << "in order: " << report->entries_checked << " entries reread, every hash recomputed\n";
  for (const LogRoot& root : report->roots)
    std::cout << "  log " << root.log << ": " << root.size << " entries, root " << ToHex(root.root_hash) << "\n";
  return 0;
}

struct ImportArguments {
  std::string file;
  std::string database;
  std::string lookup_key;
};

StatusOr<ImportReport> Import(const ImportArguments& arguments) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(arguments.file, kMaxImportFileBytes));
  ASSIGN_OR_RETURN(const ImportFile file, ParseImportFile(text, arguments.file));
  ASSIGN_OR_RETURN(const Pseudonyms pseudonyms, Pseudonyms::FromFile(arguments.lookup_key));
  ASSIGN_OR_RETURN(const ZoneTable zones, MakeZoneTable());
  ThreadPool executor(1);
  ASSIGN_OR_RETURN(const auto store, SqliteStore::Open({.path = arguments.database}, executor));
  return ImportRows(*store, pseudonyms, zones, SystemClock(), file, [&](std::size_t done) {
    ShowProgress(std::to_string(done) + " of " + std::to_string(file.rows.size()) + " rows", done == file.rows.size());
  });
}

int RunImport(const ImportArguments& arguments) {
  const auto report = Import(arguments);
  if (!report.ok()) return Fail(report.status());
  std::cout << report->imported << " rows imported, " << report->known << " were known already\n";
  return 0;
}

}  // namespace
}  // namespace clearance

int main(int argc, char** argv) {
  CLI::App app{
      "Looks after the ledger and the rules of the passenger clearance service, tells how long one may stay, and reads "
      "documents.",
      "clearctl"};
  app.set_version_flag("--version", CLEARANCE_VERSION);
  app.require_subcommand(1);
  app.footer(clearance::kExamples);
  CLI::App* ledger = app.add_subcommand("ledger", "The append-only ledger");
  ledger->require_subcommand(1);

  std::string database;
  CLI::App* verify =
      ledger->add_subcommand("verify", "Reread every entry, recompute every hash, name the first difference");
  verify->add_option("--database", database, "The ledger's file; may be in use, or a copy")->required();

  clearance::ImportArguments import_arguments;
  CLI::App* import =
      ledger->add_subcommand("import", "Bring in earlier stays and corrections; the same rows again change nothing");
  import->add_option("file", import_arguments.file, "JSON lines, as docs/clearctl.md describes")->required();
  import->add_option("--database", import_arguments.database, "The ledger's file; no server may have it open")
      ->required();
  import->add_option("--lookup-key", import_arguments.lookup_key, "The centre's key file for pseudonyms")->required();

  const clearance::EraseCommand erase(*app.get_subcommand("ledger"));
  const clearance::KeysCommands keys(app);
  const clearance::RulesCommands rules(app);
  clearance::StayCommands stay(app);
  const clearance::DocumentCommands documents(app);
  const clearance::InspectionCommands inspection(app);
  const clearance::TrustCommands trust(app);
  const clearance::VdsNcCommands seals(app);

  clearance::RefuseEmptyValues(app);
  try {
    app.parse(clearance::WordsLastFirst(argc, argv));
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  const auto run = [&] {
    if (const auto exit_code = erase.Run()) return *exit_code;
    if (const auto exit_code = keys.Run()) return *exit_code;
    if (const auto exit_code = rules.Run()) return *exit_code;
    if (stay.Asked()) return stay.Run();
    if (const auto exit_code = documents.Run()) return *exit_code;
    if (const auto exit_code = inspection.Run()) return *exit_code;
    if (const auto exit_code = trust.Run()) return *exit_code;
    if (const auto exit_code = seals.Run()) return *exit_code;
    if (verify->parsed()) return clearance::Verify(database);
    return clearance::RunImport(import_arguments);
  };
  return clearance::Written(run());
}
