#include "services/clearctl/db_check.h"

#include <iostream>
#include <optional>
#include <vector>

#include "common/base/stop_signals.h"
#include "common/sqlite/integrity.h"
#include "common/sqlite/migrations.h"
#include "db/backup.h"
#include "db/schema.h"
#include "services/clearctl/db_output.h"
#include "services/clearctl/derived_check.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

int RunCheckBackup(const CheckArguments& arguments) {
  const StopSignals signals;
  StatusOr<BackupChecked> checked = Error(StatusCode::kInternal, "", "");
  {
    ProgressLine line;
    checked =
        CheckBackup(arguments.backup, arguments.quick ? nullptr : CompareDerived(), ToldTo(line), signals.token());
  }
  if (!checked.ok()) return FailOrInterrupted(checked.status(), signals);
  if (!checked->first_fault.empty()) return SayFault(checked->first_fault);
  std::optional<BackupManifest> keys;
  if (!arguments.keys.empty()) {
    const StatusOr<BackupManifest> found = CheckKeysFile(arguments.keys, signals.token());
    if (found.status().code() == StatusCode::kDataLoss) return SayFault(MessageOf(found.status()));
    if (!found.ok()) return FailOrInterrupted(found.status(), signals);
    keys = *found;
  }
  const BackupManifest& manifest = checked->manifest;
  std::cout << "in order: " << manifest.last_position << " entries of " << FormatInstant(manifest.made_at) << ", "
            << manifest.file.bytes << " bytes rehashed";
  if (checked->ledger) {
    std::cout << ", every entry reread, every hash recomputed\n";
    PrintDerived(*checked);
  } else {
    std::cout << "\nschema version " << manifest.schema_version << ", older than this program's " << Schema().size()
              << ": the entries' own hashes and what is derived from them are looked at by a restore\n";
  }
  PrintLogs(manifest.logs);
  if (keys) {
    std::cout << "wrapped keys: " << keys->keys << " of " << FormatInstant(keys->made_at) << ", in order\n";
    if (keys->last_position < manifest.last_position)
      std::cout << "the keys are older than the backup: those of travellers first seen since then are not among them\n";
  }
  return 0;
}

StatusOr<std::vector<std::string>> Faults(const CheckArguments& arguments, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(arguments.database, sqlite::OpenMode::kReadOnly));
  connection->StopWith(stop);
  ASSIGN_OR_RETURN(std::vector<std::string> faults,
                   sqlite::CheckIntegrity(*connection, sqlite::IntegrityDepth::kQuick));
  if (!faults.empty() || arguments.quick) return faults;
  return sqlite::CheckIntegrity(*connection, sqlite::IntegrityDepth::kFull);
}

// What SQLite cannot tell, and who can: of a ledger. Of a gate's file, or somebody else's, whose it is.
std::string BeyondSqlite(const std::string& database) {
  const auto connection = sqlite::Connection::Open(database, sqlite::OpenMode::kReadOnly);
  const Status ledger =
      connection.ok() ? sqlite::AppliedMigrations(**connection, Schema()).status() : connection.status();
  if (ledger.ok()) return "`clearctl ledger verify` recomputes the ledger's hashes";
  return "nobody looked at what is in it: " + MessageOf(ledger);
}

int RunCheckDatabase(const CheckArguments& arguments) {
  const StopSignals signals;
  const auto faults = Faults(arguments, signals.token());
  if (faults.status().code() == StatusCode::kDataLoss) return SayFault(MessageOf(faults.status()));
  if (!faults.ok()) return FailOrInterrupted(faults.status(), signals);
  for (const std::string& fault : *faults) SayFault(fault);
  if (!faults->empty()) return kExitDifference;
  std::cout << "in order, as far as SQLite can tell" << (arguments.quick ? " without the indexes" : "") << "; "
            << ShownText(BeyondSqlite(arguments.database)) << "\n";
  return 0;
}

}  // namespace

int RunDbCheck(const CheckArguments& arguments) {
  return arguments.backup.empty() ? RunCheckDatabase(arguments) : RunCheckBackup(arguments);
}

}  // namespace clearance
