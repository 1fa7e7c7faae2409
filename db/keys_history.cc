#include "db/keys_history.h"

#include "common/base/error_reasons.h"
#include "common/sqlite/migrations.h"
#include "common/sqlite/sqlite_status.h"
#include "db/ledger.h"
#include "db/schema.h"

namespace clearance {
namespace {

Status Unfit(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, message);
}

Status CollectFromLater(const std::string& path, const BackupManifest& keys, const std::stop_token& stop,
                        std::vector<std::string>& erased) {
  ASSIGN_OR_RETURN(const auto ledger, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
  ledger->StopWith(stop);
  ASSIGN_OR_RETURN(const int applied, sqlite::AppliedMigrations(*ledger, Schema()));
  if (applied == 0) return Unfit("is empty, and no ledger");
  RETURN_IF_ERROR(CheckSameHistory(*ledger, keys, path));
  return CollectErased(*ledger, keys, erased);
}

}  // namespace

StatusOr<KeysHistory> HistoryOf(sqlite::Connection& ledger, const BackupManifest& keys) {
  if (keys.last_position == 0) return KeysHistory::kSame;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   ledger.Prepare("SELECT leaf_hash FROM main.entries WHERE position = ?"));
  statement.Bind(keys.last_position);
  ASSIGN_OR_RETURN(const bool there, statement.Step());
  if (!there) return KeysHistory::kNotReached;
  return statement.Bytes(0) == keys.last_leaf_hash ? KeysHistory::kSame : KeysHistory::kAnother;
}

StatusOr<KeysHistory> HistoryIn(const std::string& path, const BackupManifest& keys, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const auto ledger, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
  ledger->StopWith(stop);
  return HistoryOf(*ledger, keys);
}

std::string AnotherHistory(const BackupManifest& keys) {
  return "the keys are of another history: entry " + std::to_string(keys.last_position) +
         " is not the one they were copied with";
}

Status CheckSameHistory(sqlite::Connection& ledger, const BackupManifest& keys, const std::string& name) {
  ASSIGN_OR_RETURN(const KeysHistory history, HistoryOf(ledger, keys));
  return history == KeysHistory::kAnother ? Unfit(name + ": " + AnotherHistory(keys)) : OkStatus();
}

Status CollectErased(sqlite::Connection& ledger, const BackupManifest& keys, std::vector<std::string>& erased) {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   ledger.Prepare("SELECT t.pseudonym FROM main.entries e JOIN main.travellers t ON t.id = e.traveller "
                                  "WHERE e.position > ? AND e.kind = ?"));
  statement.Bind(keys.last_position, static_cast<std::int64_t>(EntryKind::kKeyErased));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return OkStatus();
    erased.push_back(statement.Bytes(0));
  }
}

Status CollectErasedFrom(const std::string& path, const BackupManifest& keys, const std::stop_token& stop,
                         std::vector<std::string>& erased) {
  if (path.empty()) return OkStatus();
  return sqlite::NamingFile(path, CollectFromLater(path, keys, stop, erased));
}

}  // namespace clearance
