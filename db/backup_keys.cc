#include "db/backup_keys.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/replaced_file.h"
#include "common/base/stop_signals.h"
#include "common/base/wiped_file.h"
#include "common/sqlite/transaction.h"
#include "db/backup_files.h"
#include "db/keys_history.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

Status Unfit(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, message);
}

StatusOr<std::int64_t> OneInt(sqlite::Connection& connection, std::string_view sql) {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection.Prepare(sql));
  RETURN_IF_ERROR(statement.Step().status());
  return statement.Int(0);
}

StatusOr<std::string> OneText(sqlite::Connection& connection, std::string_view sql) {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection.Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  return row ? statement.Text(0) : std::string();
}

// "purpose, wrapped …": every column of the table but the subject, which is a number of one file alone.
StatusOr<std::string> OtherColumns(sqlite::Connection& connection) {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection.Prepare("SELECT name FROM pragma_table_info('personal_keys', 'main') ORDER BY cid"));
  std::string columns;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return columns;
    if (statement.Text(0) != "subject") columns += ", \"" + statement.Text(0) + "\"";
  }
}

Status CheckSameForm(sqlite::Connection& connection) {
  ASSIGN_OR_RETURN(const std::string ours,
                   OneText(connection, "SELECT sql FROM main.sqlite_schema WHERE name = 'personal_keys'"));
  ASSIGN_OR_RETURN(const std::string theirs,
                   OneText(connection, "SELECT sql FROM keys.sqlite_schema WHERE name = 'personal_keys'"));
  if (!ours.empty() && ours == theirs) return OkStatus();
  return Unfit("the keys file holds another form of the table of keys than this program's");
}

Status KeepErased(sqlite::Connection& connection, const std::vector<std::string>& erased) {
  RETURN_IF_ERROR(connection.RunScript("CREATE TEMP TABLE erased (pseudonym BLOB PRIMARY KEY) STRICT"));
  for (const std::string& pseudonym : erased) {
    RETURN_IF_ERROR(connection.Run("INSERT OR IGNORE INTO temp.erased VALUES (?)", sqlite::Blob{pseudonym}));
  }
  return OkStatus();
}

StatusOr<RestoredKeys> CopyKeys(sqlite::Connection& connection, std::uint64_t expected) {
  RETURN_IF_ERROR(CheckSameForm(connection));
  ASSIGN_OR_RETURN(const std::string columns, OtherColumns(connection));
  RestoredKeys counts;
  ASSIGN_OR_RETURN(const std::int64_t all, OneInt(connection, "SELECT count(*) FROM keys.personal_keys"));
  ASSIGN_OR_RETURN(const std::int64_t erased,
                   OneInt(connection,
                          "SELECT count(*) FROM keys.personal_keys k JOIN keys.travellers t ON t.id = k.subject "
                          "WHERE t.pseudonym IN (SELECT pseudonym FROM temp.erased)"));
  RETURN_IF_ERROR(connection.RunScript(
      "INSERT INTO main.personal_keys (subject" + columns + ") SELECT m.id" + columns +
      " FROM keys.personal_keys k JOIN keys.travellers t ON t.id = k.subject JOIN main.travellers m ON m.pseudonym = "
      "t.pseudonym WHERE t.pseudonym NOT IN (SELECT pseudonym FROM temp.erased)"));
  ASSIGN_OR_RETURN(const std::int64_t restored, OneInt(connection, "SELECT count(*) FROM main.personal_keys"));
  if (static_cast<std::uint64_t>(all) != expected)
    return Unfit("the keys file holds another number of keys than it says");
  counts.restored = static_cast<std::uint64_t>(restored);
  counts.erased = static_cast<std::uint64_t>(erased);
  counts.unknown = expected - counts.restored - counts.erased;
  return counts;
}

// By its manifest, which holds its own hash.
bool BeginsAsKeysFile(std::string_view beginning) {
  const std::size_t end = beginning.find('\n');
  if (end == std::string_view::npos) return false;
  const auto manifest = ParseManifest(beginning.substr(0, end + 1), "");
  return manifest.ok() && manifest->content == BackupContent::kPersonalKeys;
}

}  // namespace

std::vector<sqlite::RowsApart> PersonalKeyRows() {
  return {{.table = kPersonalKeysTable, .condition = ""},
          {.table = "travellers", .condition = "id IN (SELECT subject FROM source.personal_keys)"}};
}

StatusOr<std::string> ManifestLine(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string line;
  for (char c; line.size() < kMaxManifestBytes && file.get(c);) {
    line.push_back(c);
    if (c == '\n') return line;
  }
  if (line.empty()) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                 path + ": cannot be read, or is empty");
  }
  return line;
}

Status CheckReplacesKeysFile(const std::string& path) {
  return CheckReplaces(path, {"a file of personal keys", BeginsAsKeysFile});
}

StatusOr<BackupManifest> WriteKeysFile(const std::string& database, const BackupManifest& moment,
                                       const std::string& path, const std::string& replaced,
                                       const std::stop_token& stop) {
  BackupManifest manifest = moment;
  manifest.content = BackupContent::kPersonalKeys;
  manifest.logs.clear();
  {
    ASSIGN_OR_RETURN(const auto keys, sqlite::Connection::Open(database, sqlite::OpenMode::kReadOnly));
    ASSIGN_OR_RETURN(const std::int64_t count, OneInt(*keys, "SELECT count(*) FROM personal_keys"));
    manifest.keys = static_cast<std::uint64_t>(count);
  }
  ASSIGN_OR_RETURN(manifest.file, HashFile(database, 0, nullptr, stop));
  const std::string fresh = database + ".new";
  RETURN_IF_ERROR(CopyInto(database, 0, RenderManifest(manifest), fresh, nullptr, stop));
  // What follows is not stopped between its steps.
  RETURN_IF_ERROR(CheckNotStopped(stop));
  // A second name keeps the older file until it can be wiped.
  const std::string older = database + ".older";
  std::error_code error;
  const bool replaces = fs::exists(fs::symlink_status(path, error));
  if (replaces) {
    RETURN_IF_ERROR(CheckReplacesKeysFile(path));
    if (::link(path.c_str(), older.c_str()) != 0) return FileError("give a second name to", path, errno);
    ASSIGN_OR_RETURN(const std::string line, ManifestLine(older));
    if (line != replaced) {
      return Error(
          StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
          path + ": another backup has put its keys there meanwhile; nothing was changed, make this one again");
    }
  }
  RETURN_IF_ERROR(RenameDurably(fresh, path));
  if (replaces) RETURN_IF_ERROR(WipeFile(older));
  RETURN_IF_ERROR(WipeFile(database));
  return manifest;
}

StatusOr<BackupManifest> CheckKeysFile(const std::string& path, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const std::string line, ManifestLine(path));
  ASSIGN_OR_RETURN(BackupManifest manifest, ParseManifest(line, path));
  if (manifest.content != BackupContent::kPersonalKeys) return Unfit(path + ": is no file of personal keys");
  ASSIGN_OR_RETURN(const FileHash found, HashFile(path, line.size(), nullptr, stop));
  if (found == manifest.file) return manifest;
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, path + ": the file is not as it was written");
}

StatusOr<RestoredKeys> RestoreKeys(sqlite::Connection& connection, const std::string& path,
                                   const std::string& erased_from, const std::string& scratch,
                                   const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const BackupManifest keys, CheckKeysFile(path, stop));
  std::vector<std::string> erased;
  RETURN_IF_ERROR(CheckSameHistory(connection, keys, "the backup"));
  RETURN_IF_ERROR(CollectErased(connection, keys, erased));
  RETURN_IF_ERROR(CollectErasedFrom(erased_from, keys, stop, erased));
  ASSIGN_OR_RETURN(const std::string line, ManifestLine(path));
  RETURN_IF_ERROR(CopyInto(path, line.size(), "", scratch, nullptr, stop));
  RETURN_IF_ERROR(connection.Run("ATTACH ? AS keys", scratch));
  RETURN_IF_ERROR(KeepErased(connection, erased));
  StatusOr<RestoredKeys> counts = [&]() -> StatusOr<RestoredKeys> {
    ASSIGN_OR_RETURN(sqlite::Transaction transaction,
                     sqlite::Transaction::Begin(connection, sqlite::TransactionKind::kWrite));
    ASSIGN_OR_RETURN(const RestoredKeys copied, CopyKeys(connection, keys.keys));
    RETURN_IF_ERROR(transaction.Commit());
    return copied;
  }();
  RETURN_IF_ERROR(connection.RunScript("DETACH keys; DROP TABLE temp.erased;"));
  RETURN_IF_ERROR(WipeFile(scratch));
  return counts;
}

}  // namespace clearance
