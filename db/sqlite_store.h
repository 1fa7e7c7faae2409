// SqliteStore: the store in one SQLite file (WAL, synchronous=FULL). One process per file writes; read-only tools may
// open beside it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/executor.h"
#include "common/base/instant.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/group_commit.h"
#include "db/store.h"

namespace clearance {

struct SqliteStoreOptions {
  std::string path{};                              // made when there was none; "<path>.lock" beside it holds the lock
  std::size_t max_batch = 256;                     // functions in one commit
  Duration min_batch_time{1};                      // a batch takes functions as long as the last commit took,
  Duration max_batch_time{5};                      // at least and at most so long
  std::size_t max_waiting = kMaxWaitingFunctions;  // beyond: RESOURCE_EXHAUSTED
  int readers = 4;                                 // connections for Read: so many at once, further ones wait
  const char* vfs = nullptr;                       // for tests, as Connection::Open takes it
  std::string_view setting{};                      // what names `path`: under it the log tells of failing writes
};

// What was set, read back from the writing connection.
struct SqliteSettings {
  std::string journal_mode{};    // "wal"
  std::int64_t synchronous = 0;  // 2 = FULL
  std::int64_t wal_autocheckpoint_pages = 0;
  std::int64_t secure_delete = 0;  // 1 = what is erased is overwritten
};

class SqliteStore : public Store {
 public:
  // Brings the file to this program's schema. Errors:
  //  - FAILED_PRECONDITION (STORE_UNAVAILABLE): another process has the file, a newer program has written it, or a
  //    restore of it was interrupted (restore_marks.h);
  //  - UNAVAILABLE (STORE_UNAVAILABLE): it cannot be opened;
  //  - DATA_LOSS (STORE_CORRUPT): it is no ledger, holds tables, indexes or triggers that are not of this program, or
  //    its end is damaged (tail_check.h).
  // `executor` must outlive the store. The destructor commits what is queued; what was begun through Read and Subscribe
  // must have ended.
  static StatusOr<std::unique_ptr<SqliteStore>> Open(const SqliteStoreOptions& options, Executor& executor);

  virtual const SqliteSettings& Settings() const = 0;
  // Of its commits since it was opened.
  virtual sqlite::BatchStatistics Statistics() const = 0;

  // OK while what is written is kept. UNAVAILABLE (STORE_UNAVAILABLE) saying why not, in words for people, after a
  // commit that failed until one that did not, and as long as another file stands under the name of the one that is
  // open, or none does. Thread-safe; never waits for a commit.
  virtual Status Writable() = 0;

  // Brings everything committed into the file itself and leaves its WAL empty: what an earlier transaction erased is
  // then in neither. Blocks; waits at most `wait` for whoever reads or writes. UNAVAILABLE (STORE_UNAVAILABLE) when
  // somebody still does, a read-only tool beside this process for example, and as Writable().
  virtual Status TruncateWal(Duration wait) = 0;
};

// How far a file was looked at.
enum class StoreLook {
  kNoFile,       // there is none, and one may be made
  kOlderSchema,  // its tables alone: Open brings it to this program's schema first, and then reads it
  kWhole,
};
// Asks of a file what Open asks, but for the lock: it is only read, beside whoever has it. Then `more` of its content.
// Errors as for Open, or those of `more`. Never writes a row; rehashes as many entries as Open (tail_check.h).
StatusOr<StoreLook> LookAtStore(const std::string& path, const std::function<Status(const Snapshot&)>& more);

// A file of the same schema for a moment, to rebuild derived views in: no lock, nothing durable, gone with the object
// and with the process, however that ends. Belongs to one thread.
class SqliteScratch {
 public:
  // Beside `path`, or where temporary files are kept when that folder cannot be written. UNAVAILABLE
  // (STORE_UNAVAILABLE) when neither can.
  static StatusOr<std::unique_ptr<SqliteScratch>> Open(const std::string& path);
  virtual ~SqliteScratch() = default;
  // Runs `fn` in a transaction of its own and keeps what it wrote when it returns OK; what it returned, or why it could
  // not be kept. Nobody is told of changes.
  virtual Status Write(const Store::Function& fn) = 0;
  virtual sqlite::Connection& connection() = 0;
};

// Reads a file that a server may have in use, or a copy of one; one Read at a time. Errors as for Open, but that the
// content is not looked at; a file of another schema version is FAILED_PRECONDITION.
StatusOr<std::unique_ptr<StoreReader>> OpenSqliteReader(const std::string& path);

}  // namespace clearance
