#include "services/clearctl/db_check.h"

#include <iostream>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "common/base/base64.h"
#include "common/base/stop_signals.h"
#include "common/sqlite/integrity.h"
#include "common/sqlite/migrations.h"
#include "db/backup.h"
#include "db/keys_history.h"
#include "db/schema.h"
#include "services/clearctl/db_output.h"
#include "services/clearctl/derived_check.h"
#include "services/clearctl/json_text.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

// `word`: what it is called before people.
int NotInOrder(const CheckArguments& arguments, const std::string& fault, std::string_view word = "DAMAGED") {
  if (!arguments.json) return SayFault(fault, word);
  std::cout << JsonText(Json{{"in_order", false}, {"what", fault}}) << "\n";
  return kExitDifference;
}

struct CheckedKeys {
  BackupManifest manifest;
  KeysHistory history = KeysHistory::kSame;
};

StatusOr<CheckedKeys> CheckKeys(const CheckArguments& arguments, const std::stop_token& stop) {
  CheckedKeys keys;
  ASSIGN_OR_RETURN(keys.manifest, CheckKeysFile(arguments.keys, stop));
  ASSIGN_OR_RETURN(keys.history, HistoryIn(arguments.backup + "/" + kBackupDatabaseName, keys.manifest, stop));
  return keys;
}

void TellBackupInOrder(const BackupChecked& checked, const std::optional<CheckedKeys>& keys) {
  const BackupManifest& manifest = checked.manifest;
  std::cout << "in order: " << manifest.last_position << " entries of " << FormatInstant(manifest.made_at) << ", "
            << manifest.file.bytes << " bytes rehashed";
  if (checked.ledger) {
    std::cout << ", every entry reread, every hash recomputed\n";
    PrintDerived(checked);
  } else {
    std::cout << "\nschema version " << manifest.schema_version << ", older than this program's " << Schema().size()
              << ": the entries' own hashes and what is derived from them are looked at by a restore\n";
  }
  PrintLogs(manifest.logs);
  if (!keys) return;
  std::cout << "wrapped keys: " << keys->manifest.keys << " of " << FormatInstant(keys->manifest.made_at)
            << ", in order\n";
  if (keys->manifest.last_position < manifest.last_position)
    std::cout << "the keys are older than the backup: those of travellers first seen since then are not among them\n";
  if (keys->history == KeysHistory::kNotReached)
    std::cout << "the keys are newer than the backup, which ends before their entry " << keys->manifest.last_position
              << " and cannot tell whether they are of its history\n";
}

void TellBackupInOrderAsJson(const BackupChecked& checked, const std::optional<CheckedKeys>& keys) {
  const BackupManifest& manifest = checked.manifest;
  Json json = {{"in_order", true},
               {"entries", manifest.last_position},
               {"made_at", FormatInstant(manifest.made_at)},
               {"bytes", manifest.file.bytes},
               {"schema_version", manifest.schema_version},
               {"entries_reread", checked.ledger.has_value()}};
  if (checked.derived) json["derived_rows"] = checked.derived->rows;
  json["logs"] = Json::array();
  for (const LogRoot& log : manifest.logs)
    json["logs"].push_back({{"log", log.log}, {"size", log.size}, {"root_hash", ToBase64(log.root_hash)}});
  if (keys) {
    json["keys"] = {{"count", keys->manifest.keys},
                    {"made_at", FormatInstant(keys->manifest.made_at)},
                    {"entries", keys->manifest.last_position},
                    {"history", keys->history == KeysHistory::kSame ? "SAME" : "NOT_REACHED"}};
  }
  std::cout << JsonText(json) << "\n";
}

int RunCheckBackup(const CheckArguments& arguments) {
  const StopSignals signals;
  StatusOr<BackupChecked> checked = Error(StatusCode::kInternal, "", "");
  {
    ProgressLine line;
    checked =
        CheckBackup(arguments.backup, arguments.quick ? nullptr : CompareDerived(), ToldTo(line), signals.token());
  }
  if (!checked.ok()) return FailOrInterrupted(checked.status(), signals);
  if (!checked->first_fault.empty()) return NotInOrder(arguments, checked->first_fault);
  std::optional<CheckedKeys> keys;
  if (!arguments.keys.empty()) {
    const StatusOr<CheckedKeys> found = CheckKeys(arguments, signals.token());
    if (found.status().code() == StatusCode::kDataLoss) return NotInOrder(arguments, MessageOf(found.status()));
    if (!found.ok()) return FailOrInterrupted(found.status(), signals);
    if (found->history == KeysHistory::kAnother)
      return NotInOrder(arguments, arguments.keys + ": " + AnotherHistory(found->manifest), "UNFIT");
    keys = *found;
  }
  arguments.json ? TellBackupInOrderAsJson(*checked, keys) : TellBackupInOrder(*checked, keys);
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
  if (faults.status().code() == StatusCode::kDataLoss) return NotInOrder(arguments, MessageOf(faults.status()));
  if (!faults.ok()) return FailOrInterrupted(faults.status(), signals);
  if (!faults->empty() && arguments.json) return NotInOrder(arguments, faults->front());
  for (const std::string& fault : *faults) SayFault(fault);
  if (!faults->empty()) return kExitDifference;
  if (arguments.json) {
    std::cout << JsonText(Json{{"in_order", true}, {"note", BeyondSqlite(arguments.database)}}) << "\n";
    return 0;
  }
  std::cout << "in order, as far as SQLite can tell" << (arguments.quick ? " without the indexes" : "") << "; "
            << ShownText(BeyondSqlite(arguments.database)) << "\n";
  return 0;
}

}  // namespace

int RunDbCheck(const CheckArguments& arguments) {
  return arguments.backup.empty() ? RunCheckDatabase(arguments) : RunCheckBackup(arguments);
}

}  // namespace clearance
