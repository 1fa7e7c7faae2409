// The second file of a backup: the wrapped keys of personal fields, apart from the ledger they open, so that they can
// be kept in another place and replaced by each new backup: what has been erased since is then nowhere any more. One
// line, its manifest, then a SQLite database with the rows and the pseudonyms they are of.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/online_backup.h"
#include "db/backup_manifest.h"

namespace clearance {

inline constexpr char kPersonalKeysTable[] = "personal_keys";

// What of a ledger goes into the keys' database.
std::vector<sqlite::RowsApart> PersonalKeyRows();

// Whether a keys file may be made at `path`: nothing is there, or an earlier keys file, as its manifest says. Errors as
// CheckReplaces. Changes nothing.
Status CheckReplacesKeysFile(const std::string& path);

// The first line of a keys file, with its line break: its manifest, to be parsed. FAILED_PRECONDITION (FILE_UNREADABLE)
// naming the file where there is none.
StatusOr<std::string> ManifestLine(const std::string& path);

// Makes the file at `path` out of the database, in the place of an older one, which is wiped: of the one that begins
// with the line `replaced` (ReplacedKeys; empty: of none), which may be gone. `moment` is the manifest of the ledger
// copied with it. The manifest that was written. On an error the older file still stands: that of
// CheckReplacesKeysFile, and FAILED_PRECONDITION (FILE_UNREADABLE) where a keys file with another line is there;
// CANCELLED where `stop` asked for it in time.
StatusOr<BackupManifest> WriteKeysFile(const std::string& database, const BackupManifest& moment,
                                       const std::string& path, const std::string& replaced,
                                       const std::stop_token& stop = {});

// The manifest of a keys file whose every byte is as it was written. DATA_LOSS (STORE_CORRUPT) naming it otherwise;
// CANCELLED once `stop` asks for it.
StatusOr<BackupManifest> CheckKeysFile(const std::string& path, const std::stop_token& stop = {});

struct RestoredKeys {
  std::uint64_t restored = 0;
  std::uint64_t erased = 0;   // not restored: erased after the keys file was made
  std::uint64_t unknown = 0;  // not restored: of travellers that the restored ledger does not know yet
};

// Puts the keys of a checked file into the ledger of `connection`, which holds none, but for those of travellers whose
// erasure is an entry, behind the moment of the file, of that ledger or of the one at `erased_from` (empty: none).
// `scratch`: a path where nothing is, for the time of the call; after an error it may hold keys. FAILED_PRECONDITION
// (STORE_UNAVAILABLE) when the keys are of another history than a ledger, or of another form of the table; CANCELLED
// once `stop` asks for it.
StatusOr<RestoredKeys> RestoreKeys(sqlite::Connection& connection, const std::string& path,
                                   const std::string& erased_from, const std::string& scratch,
                                   const std::stop_token& stop = {});

}  // namespace clearance
