// Backups of a ledger: a folder with a copy of the database, taken beside a running server, and a manifest that holds
// the hash of the whole file; the wrapped keys of personal fields stand apart in a file of their own (backup_keys.h).
// docs/operations.md says how to live with them. Never writes to the ledger.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "common/base/status.h"
#include "db/backup_keys.h"
#include "db/backup_manifest.h"
#include "db/verify_ledger.h"

namespace clearance {

inline constexpr char kBackupDatabaseName[] = "ledger.db";
inline constexpr char kBackupManifestName[] = "manifest.json";

// What is being done, for people: a step ("copying"), how much of it is done and how much there is in all, in the
// step's own unit.
using BackupProgressTold = std::function<void(std::string_view step, std::uint64_t done, std::uint64_t total)>;

struct BackupOptions {
  std::string database{};
  std::string folder{};     // made; nothing may have that name, its parent is there
  std::string keys_file{};  // made, in the place of an earlier keys file at most
  Instant made_at{};
};

struct BackupMade {
  BackupManifest ledger{};
  BackupManifest keys{};
};

// The folder gets its name, and the keys file its new content, only once everything is on the disk; the keys first. An
// error leaves neither half done (the keys file may then be the newer one, which fits every backup before it). Errors:
//  - those of OpenSqliteReader for the database, of another schema version too;
//  - FAILED_PRECONDITION (FILE_UNREADABLE) where something else than a keys file stands in the place of one;
//  - FAILED_PRECONDITION, NOT_FOUND (FILE_UNREADABLE) naming a file or folder that cannot be made, written or flushed;
//  - UNAVAILABLE (STORE_UNAVAILABLE): the disk is full, for example;
//  - CANCELLED: `stop` asked for it, and nothing was changed, the keys file neither. Once that is replaced, all is
//  done.
StatusOr<BackupMade> MakeBackup(const BackupOptions& options, const BackupProgressTold& progress,
                                const std::stop_token& stop = {});

struct BackupChecked {
  BackupManifest manifest{};
  std::string first_fault{};  // in words; empty: none
  // Absent when a fault was found before, and when the backup has an older schema than this program: then everything
  // but the ledger's own hashes was checked, which a restore does.
  std::optional<VerifyReport> ledger{};
};

// Rereads the whole: manifest, the file's hash, SQLite's own integrity, the ledger's hashes, and what the manifest says
// of it. Errors tell nothing about the backup: it is not there, or cannot be read;
// CANCELLED once `stop` asks for it.
StatusOr<BackupChecked> CheckBackup(const std::string& folder, const BackupProgressTold& progress,
                                    const std::stop_token& stop = {});

// The parts of CheckBackup, for a restore.
StatusOr<BackupManifest> ReadManifest(const std::string& folder);
// Empty: `file` is the one the manifest speaks of. A fault does not name it: it may be a copy that goes away.
StatusOr<std::string> HashFault(const std::string& file, const BackupManifest& manifest,
                                const BackupProgressTold& progress, const std::stop_token& stop);
// Looks at the ledger inside the database at `path`. The first fault, which does not name it, and what was verified.
StatusOr<BackupChecked> CheckLedgerInside(const std::string& path, const BackupManifest& manifest,
                                          const BackupProgressTold& progress, const std::stop_token& stop);
// The fault, behind the name of the backup's file; empty: none.
std::string FaultOfBackup(const std::string& folder, const std::string& fault);

}  // namespace clearance
