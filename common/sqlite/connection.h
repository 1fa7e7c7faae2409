// Connection: one open SQLite file, set up for a ledger: WAL, synchronous=FULL, secure_delete, foreign keys, a busy
// timeout. What is read through one that writes is on the disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/sqlite/held_files.h"
#include "common/sqlite/statement.h"

namespace clearance::sqlite {

// How long a statement waits for a lock that another process or connection holds.
inline constexpr Duration kBusyTimeout{5'000};
// Further statements are prepared anew each time. The program's SQL is constant text, a few dozen in all.
inline constexpr std::size_t kMaxCachedStatements = 256;

enum class OpenMode {
  kReadWrite,  // makes the file, readable by its owner alone, when there is none
  kReadOnly,   // beside a writer, or on a copy
  kNewCopy,    // a file nobody else knows yet: no WAL, nothing durable until it is flushed (online_backup.h)
};

// Used by one thread at a time. Errors as in sqlite_status.h.
class Connection {
 public:
  // UNAVAILABLE (STORE_UNAVAILABLE) when the file cannot be opened, naming its folder where that is missing, DATA_LOSS
  // (STORE_CORRUPT) when it is no database; CheckOpens (sqlite_status.h) is asked first. `vfs` names one registered
  // with SQLite, for tests that put another disk beneath (fault_vfs.h); nullptr: the system's.
  static StatusOr<std::unique_ptr<Connection>> Open(const std::string& path, OpenMode mode, const char* vfs = nullptr);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // One statement; prepared once and kept. `sql` is constant text of the program, found again soonest where it stands.
  StatusOr<Statement> Prepare(std::string_view sql);

  // Prepares, binds and runs a statement without rows.
  template <typename... Values>
  Status Run(std::string_view sql, const Values&... values) {
    ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
    statement.BindBorrowed(values...);
    return statement.Run();
  }

  // Runs a script of any number of statements without rows, stopping at the first error.
  Status RunScript(std::string_view sql);

  // Calls `tick` on this thread while a statement runs, about every `operations` of SQLite's machine (> 0). It must not
  // use the connection. nullptr ends it.
  void OnProgress(int operations, std::function<void()> tick);

  // From now on a statement that runs, or would, once a stop is asked for ends with CANCELLED, soon and not at once;
  // one that writes within a transaction has then rolled all of it back.
  void StopWith(std::stop_token stop);

  // False when nothing was begun, and when SQLite has rolled everything back by itself.
  bool InTransaction() const;

  // Rises with every statement that may write and is prepared here, and with every script: as long as it stays,
  // nothing is written but by statements that were prepared before.
  std::uint64_t WritesBegun() const { return writes_begun_; }

  // Within a transaction: writes the head of the file as it is, so that the commit shows whether the disk takes one.
  Status TouchFile();

  // What is open of a database that is written, as long as it is; may outlive the connection. Null for one that only
  // reads, for a new copy, and over a disk of a test's.
  const std::shared_ptr<const HeldFiles>& held_files() const { return held_files_; }

  // Rows changed by the last INSERT, UPDATE or DELETE; the rowid of the last INSERT.
  std::int64_t ChangedRows() const;
  std::int64_t LastInsertRowId() const;

 private:
  struct CachedStatement {
    sqlite3_stmt* statement = nullptr;
    bool on_loan = false;
    bool writes = false;
  };
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Cache = std::unordered_map<std::string, CachedStatement, TextHash, std::equal_to<>>;

  explicit Connection(sqlite3* db) : db_(db) {}
  Status SetUp(OpenMode mode);
  // After it SQLite has everything open that it will have, and held_files_ knows it.
  Status HoldFiles(const std::string& path);
  // What an earlier process left in the WAL journal is on the disk after this.
  Status MakeJournalDurable();
  // Puts what a running statement calls into SQLite, as OnProgress and StopWith have it.
  void WatchStatements();
  StatusOr<sqlite3_stmt*> PrepareAnew(std::string_view sql);
  // The kept statement of that text, or nullptr.
  CachedStatement* FindCached(std::string_view sql);

  sqlite3* db_;
  std::shared_ptr<const HeldFiles> held_files_;
  std::function<void()> tick_;
  int operations_per_tick_ = 0;
  std::stop_token stop_;
  // Gone before the handle: it is called on the thread that asks.
  std::unique_ptr<std::stop_callback<std::function<void()>>> interrupt_;
  std::uint64_t writes_begun_ = 0;
  Cache cache_;
  std::unordered_map<const char*, Cache::value_type*> by_place_;  // texts of cache_ by where they were last seen
};

}  // namespace clearance::sqlite
