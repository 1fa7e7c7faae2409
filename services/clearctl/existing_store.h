// The ledger's file for a command that writes to what is there already.
#pragma once

#include <memory>
#include <string>

#include "common/base/executor.h"
#include "db/sqlite_store.h"

namespace clearance {

// How long such a command waits for whoever reads the file beside it.
inline constexpr Duration kWaitForReaders{2'000};

// SqliteStore::Open, but a file that is not there is NOT_FOUND (FILE_UNREADABLE) instead of made: a slip of the pen
// must not be answered with "there is nothing to erase".
StatusOr<std::unique_ptr<SqliteStore>> OpenExistingStore(const std::string& path, Executor& executor);

}  // namespace clearance
