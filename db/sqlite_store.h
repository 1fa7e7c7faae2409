// SqliteStore: the store in one SQLite file (WAL, synchronous=FULL). One process per file writes; read-only tools may
// open beside it.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "common/base/executor.h"
#include "common/base/instant.h"
#include "db/store.h"

namespace clearance {

struct SqliteStoreOptions {
  std::string path{};                              // made when absent; "<path>.lock" beside it holds the lock
  std::size_t max_batch = 256;                     // functions in one commit
  Duration max_wait = Duration(2);                 // how long a function may wait for company
  std::size_t max_waiting = kMaxWaitingFunctions;  // beyond: RESOURCE_EXHAUSTED
  int readers = 4;                                 // connections for Read
};

// What was set, read back from the file's connection.
struct SqliteSettings {
  std::string journal_mode{};  // "wal"
  int synchronous = 0;         // 2 = FULL
};

class SqliteStore : public Store {
 public:
  // Migrates the file to this program's schema. FAILED_PRECONDITION (STORE_UNAVAILABLE) when another process has the
  // file, when it cannot be opened, or when it was written by a newer program; DATA_LOSS (STORE_CORRUPT) when it is no
  // ledger. `executor` must outlive the store. The destructor finishes what is queued.
  static StatusOr<std::unique_ptr<SqliteStore>> Open(const SqliteStoreOptions& options, Executor& executor);

  virtual SqliteSettings Settings() const = 0;
};

// Reads a file that may be in use by a server, or a copy of one. Errors as for Open; a file of another schema version
// is FAILED_PRECONDITION.
StatusOr<std::unique_ptr<StoreReader>> OpenSqliteReader(const std::string& path);

}  // namespace clearance
