// SqliteStore: the store in one SQLite file (WAL, synchronous=FULL). One process per file writes; read-only tools may
// open beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "common/base/executor.h"
#include "common/base/instant.h"
#include "common/sqlite/group_commit.h"
#include "db/store.h"

namespace clearance {

struct SqliteStoreOptions {
  std::string path{};                              // made when absent; "<path>.lock" beside it holds the lock
  std::size_t max_batch = 256;                     // functions in one commit
  Duration max_batch_time{2};                      // no further function joins a batch that has run so long
  std::size_t max_waiting = kMaxWaitingFunctions;  // beyond: RESOURCE_EXHAUSTED
  int readers = 4;                                 // connections for Read: so many at once, further ones wait
};

// What was set, read back from the writing connection.
struct SqliteSettings {
  std::string journal_mode{};    // "wal"
  std::int64_t synchronous = 0;  // 2 = FULL
  std::int64_t wal_autocheckpoint_pages = 0;
};

class SqliteStore : public Store {
 public:
  // Brings the file to this program's schema. Errors:
  //  - FAILED_PRECONDITION (STORE_UNAVAILABLE): another process has the file, or a newer program has written it;
  //  - UNAVAILABLE (STORE_UNAVAILABLE): it cannot be opened;
  //  - DATA_LOSS (STORE_CORRUPT): it is no ledger, or its last position is not the sum of its logs' sizes.
  // `executor` must outlive the store. The destructor commits what is queued; what was begun through Read and Subscribe
  // must have ended.
  static StatusOr<std::unique_ptr<SqliteStore>> Open(const SqliteStoreOptions& options, Executor& executor);

  virtual const SqliteSettings& Settings() const = 0;
  // Of its commits since it was opened.
  virtual sqlite::BatchStatistics Statistics() const = 0;
};

// Reads a file that a server may have in use, or a copy of one; one Read at a time. Errors as for Open, but that the
// content is not looked at; a file of another schema version is FAILED_PRECONDITION.
StatusOr<std::unique_ptr<StoreReader>> OpenSqliteReader(const std::string& path);

}  // namespace clearance
