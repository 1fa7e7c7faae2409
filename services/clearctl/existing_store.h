// The ledger's file for a command that writes to what is there already.
#pragma once

#include <memory>
#include <string>

#include "common/base/executor.h"
#include "db/sqlite_store.h"
#include "services/derivation/lookup_key_standing.h"

namespace clearance {

// SqliteStore::Open, but a file that is not there is NOT_FOUND (FILE_UNREADABLE) instead of made: a slip of the pen
// must not be answered with "there is nothing to erase".
StatusOr<std::unique_ptr<SqliteStore>> OpenExistingStore(const std::string& path, Executor& executor);

// The key that was read from the file which --lookup-key names.
GivenLookupKey LookupKeyOption(const Pseudonyms& pseudonyms, const std::string& path);

// SqliteStore::TruncateWal for a command that has erased or overwritten keys; waits a moment for whoever reads the file
// beside it. UNAVAILABLE (STORE_UNAVAILABLE) saying what may be left, and what to do.
Status EmptyWal(SqliteStore& store, const std::string& path);

}  // namespace clearance
