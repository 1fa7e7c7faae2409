// The ledger's file for whoever writes to it, a server or a tool: the only door to it.
#pragma once

#include <memory>
#include <string>

#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/file_lock.h"

namespace clearance {

// Destroyed from the last: the connection closes the WAL under the lock.
struct LedgerFile {
  std::unique_ptr<sqlite::FileLock> lock;
  std::unique_ptr<sqlite::Connection> connection;
};

// Takes the lock, makes sure that the file holds nothing that would run or be missed with the first write, and only
// then lets it be written. The schema may be an older one, or none yet: the file is made when there was none. `vfs` as
// for Connection::Open. Errors:
//  - FAILED_PRECONDITION (STORE_UNAVAILABLE): another process has the file, or a restore of it was interrupted
//    (restore_marks.h);
//  - UNAVAILABLE (STORE_UNAVAILABLE): it cannot be opened;
//  - DATA_LOSS (STORE_CORRUPT): it is no ledger, or holds tables, indexes or triggers that are not of this program.
StatusOr<LedgerFile> OpenLedgerFile(const std::string& path, const char* vfs = nullptr);

// Of a connection to such a file, which may be one that only reads: that it holds nothing that would run or be missed
// with the first write. DATA_LOSS as above.
Status CheckLedgerTables(sqlite::Connection& connection);

}  // namespace clearance
