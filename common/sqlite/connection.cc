#include "common/sqlite/connection.h"

#include <fcntl.h>
#include <sqlite3.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"
#include "common/base/place.h"
#include "common/base/written_place.h"
#include "common/sqlite/sqlite_status.h"

namespace clearance::sqlite {
namespace {

// SQLite would make the file readable to all. An existing file is left alone: to open and close it here would drop the
// POSIX locks this process may hold on it through another connection.
void MakePrivateFile(const std::string& path) {
  const FileDescriptor closed_at_once(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
}

// SQLite's own VFS takes less than 128 KiB at a time.
constexpr std::size_t kJournalPieceBytes = 1 << 16;

// Reads the journal and writes the same bytes in their place, then syncs. The result code of the first call that fails.
int WriteAgain(sqlite3_file* journal) {
  sqlite3_int64 size = 0;
  int code = journal->pMethods->xFileSize(journal, &size);
  std::vector<char> piece(kJournalPieceBytes);
  for (sqlite3_int64 at = 0; code == SQLITE_OK && at < size; at += static_cast<sqlite3_int64>(piece.size())) {
    const int length = static_cast<int>(std::min<sqlite3_int64>(size - at, static_cast<sqlite3_int64>(piece.size())));
    code = journal->pMethods->xRead(journal, piece.data(), length, at);
    if (code == SQLITE_OK) code = journal->pMethods->xWrite(journal, piece.data(), length, at);
  }
  return code == SQLITE_OK ? journal->pMethods->xSync(journal, SQLITE_SYNC_NORMAL) : code;
}

// Bounds what a journal keeps of the disk after a burst, and the pages held in memory. A journal of 64 MiB before it is
// brought into the file: pages that every commit touches are then copied a sixteenth as often as with SQLite's own
// 4 MiB. A start after a crash reads and writes it once, a fraction of a second.
constexpr std::string_view kLimits =
    "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384; PRAGMA wal_autocheckpoint = 16000;";

// As kNotWorkedOn, of a file that is just being opened.
constexpr std::string_view kNotOpened = "cannot be opened as a database";

// Whoever reads where there is nothing need not be allowed to write there: only a folder that is missing is told.
Status NotOpened(sqlite3* db, int code, const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::exists(FolderOf(MadeAt(path)), ignored)) return StatusOfCode(db, code, "open " + path);
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, MessageOf(CheckFolderToOpen(path)));
}

// As RunScript; an error says that `doing` failed.
Status Script(sqlite3* db, std::string_view sql, std::string_view doing) {
  const std::string text(sql);
  const int code = sqlite3_exec(db, text.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? OkStatus() : StatusOfCode(db, code, doing);
}

// Temporary tables in memory; and, where nothing is synced, what a savepoint would roll back to.
constexpr std::string_view kTemporariesInMemory = "PRAGMA temp_store = MEMORY;";

// What a savepoint would roll back to, a copy of every page that a function of a group commit touches, is kept in one
// piece of memory of this size, of which the system gives only what is used; a function that touches more pages puts
// them into a file. SQLite's own 64 KiB makes a file under /var/tmp for nearly every function, and temporaries in
// memory take a piece of 1 KiB at a time, a tenth of the writer's time.
constexpr int kSavepointBytes = 8 << 20;

// Small pieces of memory that a connection lends its statements without asking the heap.
constexpr int kLookasideBytes = 512;
constexpr int kLookasidePieces = 256;

// Between two looks at whether to stop: well below a millisecond.
constexpr int kOperationsPerLook = 1'000;

// Without accounts of the memory in use, which nobody reads: they take a lock at every piece of it, a twentieth of the
// writer's time. Once for the process, and only before SQLite is first used; later it answers SQLITE_MISUSE, and that
// costs time and nothing else.
void ConfigureMemory() {
  static const int once =
      sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) | sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, kSavepointBytes);
  static_cast<void>(once);
}

}  // namespace

StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path, OpenMode mode, const char* vfs) {
  ConfigureMemory();
  if (!path.empty()) RETURN_IF_ERROR(CheckOpens(path));
  if (mode != OpenMode::kReadOnly) MakePrivateFile(path);
  int access = mode == OpenMode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  // What is attached to a copy may be told by its URI to be read only.
  if (mode == OpenMode::kNewCopy) access |= SQLITE_OPEN_URI;
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
  std::unique_ptr<Connection> connection(new Connection(db));
  if (code != SQLITE_OK) return NotOpened(db, code, path);
  Status set_up = connection->SetUp(mode);
  if (set_up.ok() && mode == OpenMode::kReadWrite && vfs == nullptr) set_up = connection->HoldFiles(path);
  if (!set_up.ok()) return Error(set_up.code(), ReasonOf(set_up), path + ": " + MessageOf(set_up));
  return connection;
}

Connection::~Connection() {
  interrupt_.reset();
  for (auto& [sql, cached] : cache_) {
    CHECK(!cached.on_loan);
    sqlite3_finalize(cached.statement);
  }
  sqlite3_close_v2(db_);
}

Status Connection::SetUp(OpenMode mode) {
  sqlite3_busy_timeout(db_, static_cast<int>(kBusyTimeout.count()));
  // A damaged or hostile file must not reach the functions of this process through its schema.
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_LOOKASIDE, nullptr, kLookasideBytes, kLookasidePieces);
  RETURN_IF_ERROR(Script(db_, "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON;", kNotOpened));
  // Read the file for the first time: here a file that is no database is found.
  RETURN_IF_ERROR(Script(db_, kLimits, kNotOpened));
  if (mode != OpenMode::kReadWrite) RETURN_IF_ERROR(Script(db_, kTemporariesInMemory, kNotOpened));
  RETURN_IF_ERROR(Script(db_, "SELECT count(*) FROM sqlite_schema;", kNotOpened));
  if (mode == OpenMode::kReadOnly) return OkStatus();
  if (mode == OpenMode::kNewCopy)
    return RunScript("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -4096;");
  // SQLite opens what may only be read without a word, and a WAL file goes on looking writable until the first commit.
  if (sqlite3_db_readonly(db_, "main") != 0) {
    return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "may be read but not written");
  }
  {
    ASSIGN_OR_RETURN(Statement journal_mode, Prepare("PRAGMA journal_mode = WAL"));
    ASSIGN_OR_RETURN(const bool row, journal_mode.Step());
    if (!row || journal_mode.Text(0) != "wal") {
      return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable,
                   "the file system cannot hold a WAL journal");
    }
  }
  // What is erased is overwritten with zeros, in the file and in what reaches it through the WAL.
  RETURN_IF_ERROR(RunScript("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;"));
  return MakeJournalDurable();
}

Status Connection::HoldFiles(const std::string& path) {
  // The journal and its index are opened with the first reading in WAL mode.
  RETURN_IF_ERROR(Script(db_, "SELECT count(*) FROM sqlite_schema;", kNotOpened));
  held_files_ = std::make_shared<const HeldFiles>(path, sqlite3_db_filename(db_, "main"));
  int moved = 0;
  CHECK(sqlite3_file_control(db_, "main", SQLITE_FCNTL_HAS_MOVED, &moved) == SQLITE_OK);
  if (moved != 0) return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "is being replaced");
  return held_files_->Check();
}

// A journal that another process left is taken for committed as far as it can be read, but reading proves nothing of
// the disk: that process may have died before its sync, or have seen it fail, after which the system holds what it
// could not write for written and no later sync tries again. What is committed behind such a hole would be lost with
// it. So the same bytes are written once more, and synced, before anybody is told of them. The write lock keeps others
// from adding frames meanwhile.
Status Connection::MakeJournalDurable() {
  sqlite3_file* journal = nullptr;
  CHECK(sqlite3_file_control(db_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &journal) == SQLITE_OK);
  if (journal->pMethods == nullptr) return OkStatus();  // a file just made: there is none yet
  sqlite3_int64 size = 0;
  int code = journal->pMethods->xFileSize(journal, &size);
  if (code == SQLITE_OK && size == 0) return OkStatus();
  if (code == SQLITE_OK) {
    RETURN_IF_ERROR(RunScript("BEGIN IMMEDIATE;"));
    code = WriteAgain(journal);
    RETURN_IF_ERROR(RunScript("ROLLBACK;"));
  }
  return code == SQLITE_OK ? OkStatus() : StatusOfCode(db_, code, "write the journal again");
}

StatusOr<sqlite3_stmt*> Connection::PrepareAnew(std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* rest = nullptr;
  const int code =
      sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, &rest);
  if (code != SQLITE_OK) return StatusOfCode(db_, code, kNotWorkedOn);
  // One statement and no more: what stands behind it would silently never run.
  CHECK(statement != nullptr && rest == sql.data() + sql.size());
  return statement;
}

Connection::CachedStatement* Connection::FindCached(std::string_view sql) {
  // Texts are long, and most stand where they stood: to compare one takes a fraction of hashing it.
  const auto place = by_place_.find(sql.data());
  if (place != by_place_.end() && place->second->first == sql) return &place->second->second;
  const auto found = cache_.find(sql);
  if (found == cache_.end()) return nullptr;
  if (by_place_.size() < kMaxCachedStatements) by_place_.insert_or_assign(sql.data(), &*found);
  return &found->second;
}

StatusOr<Statement> Connection::Prepare(std::string_view sql) {
  CachedStatement* cached = FindCached(sql);
  if (cached != nullptr && !cached->on_loan) {
    cached->on_loan = true;
    if (cached->writes) ++writes_begun_;
    return Statement(cached->statement, &cached->on_loan);
  }
  ASSIGN_OR_RETURN(sqlite3_stmt* const statement, PrepareAnew(sql));
  const bool writes = sqlite3_stmt_readonly(statement) == 0;
  if (writes) ++writes_begun_;
  if (cached != nullptr || cache_.size() >= kMaxCachedStatements) return Statement(statement, nullptr);
  cached =
      &cache_.emplace(sql, CachedStatement{.statement = statement, .on_loan = true, .writes = writes}).first->second;
  return Statement(statement, &cached->on_loan);
}

Status Connection::RunScript(std::string_view sql) {
  ++writes_begun_;
  return Script(db_, sql, kNotWorkedOn);
}

// No program of ours reads that number, and SQLite writes it whether or not it is another one.
Status Connection::TouchFile() { return RunScript("PRAGMA user_version = 0;"); }

void Connection::OnProgress(int operations, std::function<void()> tick) {
  tick_ = std::move(tick);
  operations_per_tick_ = tick_ ? operations : 0;
  WatchStatements();
}

void Connection::StopWith(std::stop_token stop) {
  stop_ = std::move(stop);
  // An integrity check goes through a whole tree in one operation of SQLite's machine, and only an interrupt ends that.
  // The look between operations is for what was asked before the statement ran: of that an interrupt knows nothing.
  interrupt_ = std::make_unique<std::stop_callback<std::function<void()>>>(stop_, [this] { sqlite3_interrupt(db_); });
  WatchStatements();
}

void Connection::WatchStatements() {
  const auto call = [](void* connection) {
    const auto* const self = static_cast<Connection*>(connection);
    if (self->tick_) self->tick_();
    return self->stop_.stop_requested() ? 1 : 0;  // anything but 0 ends the statement
  };
  const int operations = tick_ ? operations_per_tick_ : stop_.stop_possible() ? kOperationsPerLook : 0;
  sqlite3_progress_handler(db_, operations, operations > 0 ? +call : nullptr, this);
}

bool Connection::InTransaction() const { return sqlite3_get_autocommit(db_) == 0; }

std::int64_t Connection::ChangedRows() const { return sqlite3_changes64(db_); }

std::int64_t Connection::LastInsertRowId() const { return sqlite3_last_insert_rowid(db_); }

}  // namespace clearance::sqlite
