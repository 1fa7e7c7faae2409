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

// What a comparison of the tables that follow from the entries, with what does follow, came upon.
struct DerivedFound {
  std::string first_fault{};  // in words; empty: none
  std::uint64_t rows = 0;     // compared
};

// Compares them in the database of that path, in whose entries nothing was found wrong. How they follow is no knowledge
// of this layer's (services/derivation): it is given, or null, and then nothing is said of those tables. May mend them
// in a copy that is still to be put in place. Errors tell nothing about the database; CANCELLED once the token asks for
// a stop.
using DerivedCheck =
    std::function<StatusOr<DerivedFound>(const std::string&, const BackupProgressTold&, const std::stop_token&)>;

struct BackupOptions {
  std::string database{};
  std::string folder{};       // made; nothing may have that name, its parent is there
  std::string keys_file{};    // made, in the place of an earlier keys file at most
  std::string erased_from{};  // a later ledger whose erasures explain keys that this one lacks; empty: none
  Instant made_at{};
};

struct BackupMade {
  BackupManifest ledger{};
  BackupManifest keys{};
};

// The folder gets its name, and the keys file its new content, only once everything is on the disk; the keys first. An
// error leaves neither half done (the keys file may then be the newer one, which fits every backup before it). Errors:
//  - those of OpenSqliteReader for the database, of another schema version too;
//  - FAILED_PRECONDITION (FILE_UNREADABLE) where something else than a keys file stands in the place of one, and where
//    keys would be lost with the one that is there: those of ReplacedKeys;
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
  std::optional<DerivedFound> derived{};  // absent besides where there was nothing to compare them with
};

// Rereads the whole: manifest, the file's hash, SQLite's own integrity, the ledger's hashes, what the manifest says of
// it, and by `check_derived` the tables that follow from the entries. Errors tell nothing about the backup: it is not
// there, or cannot be read; CANCELLED once `stop` asks for it.
StatusOr<BackupChecked> CheckBackup(const std::string& folder, const DerivedCheck& check_derived,
                                    const BackupProgressTold& progress, const std::stop_token& stop = {});

// The parts of CheckBackup, for a restore.
StatusOr<BackupManifest> ReadManifest(const std::string& folder);
// Empty: `file` is the one the manifest speaks of. A fault does not name it: it may be a copy that goes away.
StatusOr<std::string> HashFault(const std::string& file, const BackupManifest& manifest,
                                const BackupProgressTold& progress, const std::stop_token& stop);
// Looks at the ledger inside the database at `path`. The first fault, which does not name it, and what was verified.
StatusOr<BackupChecked> CheckLedgerInside(const std::string& path, const BackupManifest& manifest,
                                          const DerivedCheck& check_derived, const BackupProgressTold& progress,
                                          const std::stop_token& stop);
// The fault, behind the name of the backup's file; empty: none.
std::string FaultOfBackup(const std::string& folder, const std::string& fault);

}  // namespace clearance
