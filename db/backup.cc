#include "db/backup.h"

#include <filesystem>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/stop_signals.h"
#include "common/sqlite/integrity.h"
#include "db/backup_files.h"
#include "db/replaced_keys.h"
#include "db/schema.h"
#include "db/sqlite_store.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

Status Unfit(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, message);
}

// A folder's name as a folder that is to be made: "backups/today/" is "backups/today".
std::string WithoutSlash(const std::string& folder) {
  const fs::path path(folder);
  return path.has_filename() ? folder : path.parent_path().string();
}

// What the manifest says of the ledger in the copy.
Status DescribeLedger(const std::string& database, BackupManifest& manifest) {
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(database));
  return reader->Read([&manifest](const Snapshot& snapshot) -> Status {
    const Ledger& ledger = snapshot.ledger();
    ASSIGN_OR_RETURN(manifest.last_position, ledger.LastPosition());
    ASSIGN_OR_RETURN(manifest.logs, ledger.Roots());
    if (manifest.last_position == 0) return OkStatus();
    ASSIGN_OR_RETURN(const StoredEntry last, ledger.Get(manifest.last_position));
    manifest.last_leaf_hash = last.leaf_hash;
    return OkStatus();
  });
}

std::function<void(std::uint64_t)> Counting(const BackupProgressTold& progress, std::string_view step,
                                            std::uint64_t total) {
  if (!progress) return nullptr;
  return [&progress, step, total](std::uint64_t done) { progress(step, done, total); };
}

// The copy and its keys, named inside the two scratch folders.
Status Copy(const BackupOptions& options, const ScratchFolder& folder, const std::string& keys_database,
            const BackupProgressTold& progress, const std::stop_token& stop) {
  sqlite::BackupRequest request;
  request.source = options.database;
  request.copy = folder.Path(kBackupDatabaseName);
  request.left_empty = {kPersonalKeysTable};
  request.apart = keys_database;
  request.rows_apart = PersonalKeyRows();
  const auto tell = [&progress](const sqlite::BackupProgress& so_far) {
    if (progress) progress("copying", so_far.bytes_written, so_far.bytes_of_source);
  };
  return sqlite::BackUp(request, tell, stop);
}

// As VerifyLedger, until a stop is asked for.
StatusOr<VerifyReport> VerifyUntil(const std::stop_token& stop, StoreReader& reader,
                                   const BackupProgressTold& progress) {
  LedgerVerifier verifier(reader);
  while (!verifier.report().complete) {
    RETURN_IF_ERROR(CheckNotStopped(stop));
    RETURN_IF_ERROR(verifier.Step());
    if (progress) progress("verifying", verifier.report().entries_checked, verifier.report().entries_total);
  }
  return verifier.report();
}

std::string Differs(std::string_view what) { return "the manifest speaks of another " + std::string(what); }

std::string FirstDifference(const BackupManifest& said, const BackupManifest& found) {
  if (said.last_position != found.last_position) return Differs("last position");
  if (said.last_leaf_hash != found.last_leaf_hash) return Differs("last entry");
  if (said.logs != found.logs) return Differs("size or root of a log");
  return "";
}

}  // namespace

StatusOr<BackupMade> MakeBackup(const BackupOptions& options, const BackupProgressTold& progress,
                                const std::stop_token& stop) {
  // What cannot be copied is refused before anything is made.
  RETURN_IF_ERROR(OpenSqliteReader(options.database).status());
  const std::string folder = WithoutSlash(options.folder);
  std::error_code error;
  if (fs::exists(fs::symlink_status(folder, error))) return Unfit(folder + " is there already");
  RETURN_IF_ERROR(CheckReplacesKeysFile(options.keys_file));
  ASSIGN_OR_RETURN(ScratchFolder scratch, ScratchFolder::Beside(folder));
  ASSIGN_OR_RETURN(ScratchFolder beside_keys, ScratchFolder::Beside(options.keys_file));
  beside_keys.HoldKeys();
  ReplacedKeys replaced({.path = options.keys_file,
                         .ledger = options.database,
                         .erased_from = options.erased_from,
                         .scratch = beside_keys.Path("keys.db.replaced")});
  // Asked of the ledger itself, before the long copy, and of the copy, which is what counts.
  if (progress) progress("looking at the keys to be replaced", 0, 0);
  RETURN_IF_ERROR(replaced.CheckNothingIsLost({.ledger = options.database, .keys = options.database}, stop));
  const std::string keys_database = beside_keys.Path("keys.db");
  RETURN_IF_ERROR(Copy(options, scratch, keys_database, progress, stop));

  const std::string copy = scratch.Path(kBackupDatabaseName);
  BackupMade made;
  made.ledger.made_at = options.made_at;
  made.ledger.schema_version = static_cast<int>(Schema().size());
  RETURN_IF_ERROR(DescribeLedger(copy, made.ledger));
  ASSIGN_OR_RETURN(made.ledger.file,
                   HashFile(copy, 0, Counting(progress, "hashing", fs::file_size(copy, error)), stop));
  RETURN_IF_ERROR(WriteFile(scratch.Path(kBackupManifestName), RenderManifest(made.ledger)));
  RETURN_IF_ERROR(replaced.CheckNothingIsLost({.ledger = copy, .keys = keys_database}, stop));
  RETURN_IF_ERROR(replaced.Wipe());
  ASSIGN_OR_RETURN(made.keys, WriteKeysFile(keys_database, made.ledger, options.keys_file, replaced.line(), stop));
  RETURN_IF_ERROR(scratch.RenameTo(folder));
  return made;
}

StatusOr<BackupManifest> ReadManifest(const std::string& folder) {
  const std::string path = folder + "/" + kBackupManifestName;
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxManifestBytes));
  ASSIGN_OR_RETURN(BackupManifest manifest, ParseManifest(text, path));
  if (manifest.content != BackupContent::kLedger) return Unfit(path + ": is no manifest of a ledger's backup");
  return manifest;
}

StatusOr<std::string> HashFault(const std::string& file, const BackupManifest& manifest,
                                const BackupProgressTold& progress, const std::stop_token& stop) {
  ASSIGN_OR_RETURN(const FileHash found, HashFile(file, 0, Counting(progress, "hashing", manifest.file.bytes), stop));
  if (found.bytes != manifest.file.bytes) {
    return "has " + std::to_string(found.bytes) + " bytes, the manifest says " + std::to_string(manifest.file.bytes);
  }
  if (found.sha256 != manifest.file.sha256) return std::string("does not have the SHA-256 of the manifest");
  return std::string();
}

StatusOr<BackupChecked> CheckLedgerInside(const std::string& path, const BackupManifest& manifest,
                                          const DerivedCheck& check_derived, const BackupProgressTold& progress,
                                          const std::stop_token& stop) {
  BackupChecked checked;
  checked.manifest = manifest;
  {
    if (progress) progress("checking the file", 0, 0);
    ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
    connection->StopWith(stop);
    ASSIGN_OR_RETURN(const std::vector<std::string> faults,
                     sqlite::CheckIntegrity(*connection, sqlite::IntegrityDepth::kFull));
    if (!faults.empty()) checked.first_fault = faults.front();
    if (!faults.empty() || manifest.schema_version < static_cast<int>(Schema().size())) return checked;
  }
  BackupManifest found = manifest;
  RETURN_IF_ERROR(DescribeLedger(path, found));
  checked.first_fault = FirstDifference(manifest, found);
  if (!checked.first_fault.empty()) return checked;
  ASSIGN_OR_RETURN(const auto reader, OpenSqliteReader(path));
  ASSIGN_OR_RETURN(checked.ledger, VerifyUntil(stop, *reader, progress));
  if (const auto& difference = checked.ledger->first_difference) {
    checked.first_fault =
        "the ledger differs at position " + std::to_string(difference->position) + ": " + difference->what;
  }
  if (!checked.first_fault.empty() || !check_derived) return checked;
  ASSIGN_OR_RETURN(checked.derived, check_derived(path, progress, stop));
  checked.first_fault = checked.derived->first_fault;
  return checked;
}

StatusOr<BackupChecked> CheckBackup(const std::string& folder, const DerivedCheck& check_derived,
                                    const BackupProgressTold& progress, const std::stop_token& stop) {
  BackupChecked checked;
  const StatusOr<BackupManifest> manifest = ReadManifest(folder);
  if (manifest.status().code() == StatusCode::kDataLoss) {
    checked.first_fault = MessageOf(manifest.status());
    return checked;
  }
  RETURN_IF_ERROR(manifest.status());
  checked.manifest = *manifest;
  const std::string database = folder + "/" + kBackupDatabaseName;
  ASSIGN_OR_RETURN(checked.first_fault, HashFault(database, *manifest, progress, stop));
  if (checked.first_fault.empty()) {
    ASSIGN_OR_RETURN(checked, CheckLedgerInside(database, *manifest, check_derived, progress, stop));
  }
  checked.first_fault = FaultOfBackup(folder, checked.first_fault);
  return checked;
}

std::string FaultOfBackup(const std::string& folder, const std::string& fault) {
  return fault.empty() ? "" : folder + "/" + kBackupDatabaseName + ": " + fault;
}

}  // namespace clearance
