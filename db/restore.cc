#include "db/restore.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/stop_signals.h"
#include "common/sqlite/file_lock.h"
#include "common/sqlite/migrations.h"
#include "db/backup_files.h"
#include "db/restore_marks.h"
#include "db/schema.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

// A ledger is its file and, as long as it is in use or after a crash, these: together or not at all.
constexpr std::string_view kSuffixes[] = {"", "-wal", "-shm"};

bool IsThere(const std::string& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

bool AnyPartThere(const std::string& database) {
  for (const std::string_view suffix : kSuffixes) {
    if (IsThere(database + std::string(suffix))) return true;
  }
  return IsThere(RestoringMark(database));
}

Status Refused(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, message);
}

// "ledger.db.replaced-2026-11-26T10-00-00.000Z"
std::string AsideName(const std::string& database, Instant now) {
  std::string moment = FormatInstant(now);
  for (char& c : moment) {
    if (c == ':') c = '-';
  }
  return database + kReplacedSuffix + moment;
}

// Gives every part of the ledger a second name.
Status LinkAside(const std::string& database, const std::string& aside) {
  for (const std::string_view suffix : kSuffixes) {
    const std::string from = database + std::string(suffix);
    const std::string to = aside + std::string(suffix);
    if (IsThere(from) && ::link(from.c_str(), to.c_str()) != 0) {
      return Refused("cannot move " + from + " aside to " + to + ": " + std::strerror(errno));
    }
  }
  return FlushFolderOf(aside);
}

Status Remove(const std::string& path) {
  if (::unlink(path.c_str()) == 0 || errno == ENOENT) return OkStatus();
  return Refused("cannot remove " + path + ": " + std::strerror(errno));
}

// The copy in the place of the ledger, under whose name there is one at every moment. Between two of the steps it may
// be the old one without its last commits, or the new one beside the WAL of the old: the mark keeps servers from it.
Status PutInPlace(const std::string& copy, const std::string& database, const std::string& aside) {
  const std::string mark = RestoringMark(database);
  RETURN_IF_ERROR(LinkAside(database, aside));
  RETURN_IF_ERROR(WriteFile(mark, "the ledger before the restore is " + aside + "\n"));
  RETURN_IF_ERROR(FlushFile(mark));
  RETURN_IF_ERROR(FlushFolderOf(mark));
  for (const char* suffix : {"-wal", "-shm"}) RETURN_IF_ERROR(Remove(database + suffix));
  RETURN_IF_ERROR(FlushFolderOf(database));
  RETURN_IF_ERROR(RenameDurably(copy, database));
  RETURN_IF_ERROR(Remove(mark));
  return FlushFolderOf(database);
}

// Brings the copy to this program's schema and puts the keys in, and leaves it flushed.
Status Complete(const RestoreOptions& options, ScratchFolder& scratch, const std::string& copy, Restored& restored,
                const std::stop_token& stop) {
  {
    ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(copy, sqlite::OpenMode::kNewCopy));
    connection->StopWith(stop);
    RETURN_IF_ERROR(sqlite::Migrate(*connection, Schema()));
    if (!options.keys_file.empty()) {
      scratch.HoldKeys();
      ASSIGN_OR_RETURN(restored.keys,
                       RestoreKeys(*connection, options.keys_file, options.erased_from, scratch.Path("keys.db"), stop));
    }
  }
  return FlushFile(copy);
}

// What is wrong with the copy was so in the backup: the copy is gone when that is read.
Restored InBackup(const RestoreOptions& options, Restored restored) {
  restored.checked.first_fault = FaultOfBackup(options.folder, restored.checked.first_fault);
  return restored;
}

Status InBackup(const RestoreOptions& options, const std::string& copy, const Status& status) {
  if (status.code() != StatusCode::kDataLoss) return status;
  std::string message = MessageOf(status);
  for (const std::string& other : {options.keys_file, options.erased_from}) {
    if (!other.empty() && message.find(other) != std::string::npos) return status;
  }
  if (message.starts_with(copy + ": ")) message.erase(0, copy.size() + 2);
  return Error(status.code(), ReasonOf(status), FaultOfBackup(options.folder, message));
}

}  // namespace

StatusOr<Restored> RestoreBackup(const RestoreOptions& options, const BackupProgressTold& progress,
                                 const std::stop_token& stop) {
  // The backup first: one that is not there leaves nothing beside the ledger's name, not even a lock.
  Restored restored;
  StatusOr<BackupManifest> manifest = ReadManifest(options.folder);
  if (manifest.status().code() == StatusCode::kDataLoss) {
    restored.checked.first_fault = MessageOf(manifest.status());
    return restored;
  }
  RETURN_IF_ERROR(manifest.status());
  if (manifest->schema_version > static_cast<int>(Schema().size())) {
    return Refused("the backup has schema version " + std::to_string(manifest->schema_version) +
                   ", this program knows up to " + std::to_string(Schema().size()) + ": a newer program has made it");
  }
  if (!options.keys_file.empty()) RETURN_IF_ERROR(CheckKeysFile(options.keys_file, stop).status());

  ASSIGN_OR_RETURN(const auto lock, sqlite::FileLock::Acquire(options.database));
  lock->LeaveNothingWithoutDatabase();
  if (AnyPartThere(options.database) && !options.replace) {
    return Refused(options.database + " is there already, or a part of it is; nothing was restored");
  }
  ASSIGN_OR_RETURN(ScratchFolder scratch, ScratchFolder::Beside(options.database));
  const std::string copy = scratch.Path(kBackupDatabaseName);
  const auto tell = [&](std::uint64_t bytes) {
    if (progress) progress("copying", bytes, manifest->file.bytes);
  };
  RETURN_IF_ERROR(CopyInto(options.folder + "/" + kBackupDatabaseName, 0, "", copy, tell, stop));
  // Of the copy: what was read from the backup and what is on this disk are the same bytes, or it is found here.
  restored.checked.manifest = *manifest;
  ASSIGN_OR_RETURN(restored.checked.first_fault, HashFault(copy, *manifest, progress, stop));
  if (!restored.checked.first_fault.empty()) return InBackup(options, std::move(restored));
  RETURN_IF_ERROR(InBackup(options, copy, Complete(options, scratch, copy, restored, stop)));
  BackupManifest completed = *manifest;
  completed.schema_version = static_cast<int>(Schema().size());
  StatusOr<BackupChecked> inside = CheckLedgerInside(copy, completed, options.check_derived, progress, stop);
  RETURN_IF_ERROR(InBackup(options, copy, inside.status()));
  restored.checked = *std::move(inside);
  restored.checked.manifest = *manifest;
  if (!restored.checked.first_fault.empty()) return InBackup(options, std::move(restored));
  // What was mended in it meanwhile.
  RETURN_IF_ERROR(FlushFile(copy));

  // What follows is not stopped between its steps.
  RETURN_IF_ERROR(CheckNotStopped(stop));
  if (!AnyPartThere(options.database)) {
    RETURN_IF_ERROR(RenameDurably(copy, options.database));
    return restored;
  }
  restored.aside = AsideName(options.database, options.now);
  RETURN_IF_ERROR(PutInPlace(copy, options.database, restored.aside));
  return restored;
}

}  // namespace clearance
