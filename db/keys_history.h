// Whether wrapped keys in a file and a ledger belong together: are of one history; and who was erased since the keys
// were copied. Only reads.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "db/backup_manifest.h"

namespace clearance {

// What the entry at the moment of the keys tells of them.
enum class KeysHistory {
  kSame,        // it is the one they were copied with; or they are of an empty ledger, as every ledger once was
  kAnother,     // it is another entry
  kNotReached,  // the ledger ends before it, which tells nothing
};

// Of the ledger of any schema version that the connection has open. Errors as in sqlite_status.h.
StatusOr<KeysHistory> HistoryOf(sqlite::Connection& ledger, const BackupManifest& keys);

// The same of the database at `path`, which may be in use. CANCELLED once `stop` asks for it.
StatusOr<KeysHistory> HistoryIn(const std::string& path, const BackupManifest& keys, const std::stop_token& stop = {});

// kAnother in words: "the keys are of another history: …".
std::string AnotherHistory(const BackupManifest& keys);

// FAILED_PRECONDITION (STORE_UNAVAILABLE), behind `name`, where they are of another history; OK where the ledger does
// not tell.
Status CheckSameHistory(sqlite::Connection& ledger, const BackupManifest& keys, const std::string& name);

// Adds the pseudonyms whose erasure is an entry behind the moment of the keys.
Status CollectErased(sqlite::Connection& ledger, const BackupManifest& keys, std::vector<std::string>& erased);

// The same of a later ledger at `path`; empty: of none. Errors name it: of CheckSameHistory; FAILED_PRECONDITION
// (STORE_UNAVAILABLE) where it is no ledger; CANCELLED once `stop` asks for it.
Status CollectErasedFrom(const std::string& path, const BackupManifest& keys, const std::stop_token& stop,
                         std::vector<std::string>& erased);

}  // namespace clearance
