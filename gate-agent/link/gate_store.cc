// See gate_store.h.
#include "gate-agent/link/gate_store.h"

#include <array>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/sqlite/migrations.h"
#include "common/sqlite/sqlite_status.h"
#include "common/sqlite/transaction.h"

namespace clearance {
namespace {

constexpr std::array kMigrations = {
    sqlite::Migration{1, "create_gate_file", R"sql(
CREATE TABLE reports (
  position   INTEGER PRIMARY KEY AUTOINCREMENT,
  request_id TEXT NOT NULL UNIQUE,
  body       BLOB NOT NULL,
  stored_at  INTEGER NOT NULL,
  refusal    TEXT
) STRICT;
CREATE INDEX reports_waiting ON reports (position) WHERE refusal IS NULL;
CREATE TABLE lane_journal (
  lane_id  TEXT PRIMARY KEY,
  crossing BLOB NOT NULL
) STRICT;
)sql"},
};

StatusOr<std::optional<StoredReport>> FindReport(sqlite::Statement statement) {
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::nullopt;
  return StoredReport{.position = statement.Int(0), .request_id = statement.Text(1), .body = statement.Bytes(2)};
}

}  // namespace

StatusOr<std::unique_ptr<GateStore>> GateStore::Open(const std::string& path, const char* vfs) {
  auto opened = OpenUnnamed(path, vfs);
  if (!opened.ok()) return sqlite::NamingFile(path, opened.status());
  return opened;
}

StatusOr<std::unique_ptr<GateStore>> GateStore::OpenUnnamed(const std::string& path, const char* vfs) {
  ASSIGN_OR_RETURN(std::unique_ptr<sqlite::FileLock> lock, sqlite::FileLock::Acquire(path));
  ASSIGN_OR_RETURN(std::unique_ptr<sqlite::Connection> connection,
                   sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite, vfs));
  RETURN_IF_ERROR(connection->RunScript("PRAGMA secure_delete = ON"));
  RETURN_IF_ERROR(sqlite::Migrate(*connection, kMigrations));
  RETURN_IF_ERROR(connection->Run("UPDATE reports SET refusal = NULL WHERE refusal IS NOT NULL"));
  std::unique_ptr<GateStore> store(new GateStore(path, std::move(lock), std::move(connection)));
  RETURN_IF_ERROR(store->CountReports());
  return store;
}

GateStore::GateStore(const std::string& path, std::unique_ptr<sqlite::FileLock> lock,
                     std::unique_ptr<sqlite::Connection> connection)
    : lock_(std::move(lock)), connection_(std::move(connection)), health_("outbox", path, connection_->held_files()) {}

Status GateStore::CountReports() {
  ASSIGN_OR_RETURN(sqlite::Statement count, connection_->Prepare("SELECT count(*) FROM reports"));
  RETURN_IF_ERROR(count.Step().status());
  counts_.waiting = static_cast<int>(count.Int(0));
  return OkStatus();
}

Status GateStore::Commit(const std::function<Status()>& work) {
  ASSIGN_OR_RETURN(sqlite::Transaction transaction,
                   sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
  RETURN_IF_ERROR(work());
  if (!health_.Writable()) RETURN_IF_ERROR(connection_->TouchFile());
  return transaction.Commit();
}

Status GateStore::Kept(const Status& committed) {
  const bool asks = committed.ok() && connection_->held_files() != nullptr;
  const Status kept = asks ? connection_->held_files()->Check() : committed;
  health_.Note(kept);
  return kept;
}

Status GateStore::TryToWrite() {
  const std::lock_guard lock(mutex_);
  if (!health_.Writable()) Kept(Commit([] { return OkStatus(); })).IgnoreError();
  return health_.Now();
}

StatusOr<bool> GateStore::WasSentNameless(const Report& report) {
  if (!nameless_.contains(RequestIdOf(report))) return false;
  ASSIGN_OR_RETURN(sqlite::Statement there, connection_->Prepare("SELECT 1 FROM reports WHERE request_id = ?"));
  there.Bind(RequestIdOf(report));
  ASSIGN_OR_RETURN(const bool waits, there.Step());
  return !waits;
}

StatusOr<bool> GateStore::InsertReport(const Report& report, Instant now) {
  const std::string body = EncodeReport(report);
  ASSIGN_OR_RETURN(sqlite::Statement same, connection_->Prepare("SELECT body FROM reports WHERE request_id = ?"));
  same.Bind(RequestIdOf(report));
  ASSIGN_OR_RETURN(const bool known, same.Step());
  if (known && same.Bytes(0) == body) return false;
  if (known) {
    return Error(StatusCode::kAlreadyExists, error_reason::kRequestIdReused,
                 "another report with this request id is kept already");
  }
  RETURN_IF_ERROR(connection_->Run("INSERT INTO reports (request_id, body, stored_at) VALUES (?, ?, ?)",
                                   RequestIdOf(report), sqlite::Blob{body}, ToUnixMs(now)));
  return true;
}

Status GateStore::UpsertJournal(const LaneJournal& journal) {
  if (journal.crossing.empty()) return connection_->Run("DELETE FROM lane_journal WHERE lane_id = ?", journal.lane_id);
  return connection_->Run("INSERT OR REPLACE INTO lane_journal (lane_id, crossing) VALUES (?, ?)", journal.lane_id,
                          sqlite::Blob{journal.crossing});
}

Status GateStore::PutReport(const Report& report, Instant now, const LaneJournal& journal) {
  const std::lock_guard lock(mutex_);
  if (counts_.waiting + counts_.refused >= kMaxKeptReports) {
    return Error(StatusCode::kResourceExhausted, error_reason::kOverloaded, "the gate's outbox is full");
  }
  ASSIGN_OR_RETURN(const bool sent, WasSentNameless(report));
  StatusOr<bool> inserted = false;
  const Status committed = Commit([&]() -> Status {
    if (!sent) inserted = InsertReport(report, now);
    if (!inserted.ok() && inserted.status().code() != StatusCode::kAlreadyExists) return inserted.status();
    return UpsertJournal(journal);
  });
  if (committed.ok() && inserted.ok() && *inserted) ++counts_.waiting;
  const Status kept = Kept(committed);
  if (committed.ok() && !kept.ok() && !sent) nameless_.insert(RequestIdOf(report));
  if (!kept.ok() && !sent) return kept;
  nameless_.erase(RequestIdOf(report));
  return inserted.status();
}

StatusOr<std::optional<StoredReport>> GateStore::OldestWaiting() {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(sqlite::Statement oldest,
                   connection_->Prepare("SELECT position, request_id, body FROM reports WHERE refusal IS NULL "
                                        "ORDER BY position LIMIT 1"));
  return FindReport(std::move(oldest));
}

StatusOr<std::optional<StoredReport>> GateStore::NextRefused(std::int64_t after) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(sqlite::Statement next,
                   connection_->Prepare("SELECT position, request_id, body FROM reports WHERE refusal IS NOT NULL "
                                        "AND position > ? ORDER BY position LIMIT 1"));
  next.Bind(after);
  return FindReport(std::move(next));
}

Status GateStore::Acknowledge(std::int64_t position) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(connection_->Run("DELETE FROM reports WHERE position = ? AND refusal IS NULL", position));
  if (connection_->ChangedRows() > 0) {
    --counts_.waiting;
    return OkStatus();
  }
  RETURN_IF_ERROR(connection_->Run("DELETE FROM reports WHERE position = ?", position));
  if (connection_->ChangedRows() > 0) --counts_.refused;
  return OkStatus();
}

Status GateStore::Refuse(std::int64_t position, std::string_view reason) {
  const std::lock_guard lock(mutex_);
  RETURN_IF_ERROR(
      connection_->Run("UPDATE reports SET refusal = ? WHERE position = ? AND refusal IS NULL", reason, position));
  if (connection_->ChangedRows() == 0) return OkStatus();
  --counts_.waiting;
  ++counts_.refused;
  return OkStatus();
}

ReportCounts GateStore::Counts() const {
  const std::lock_guard lock(mutex_);
  return counts_;
}

Status GateStore::WriteJournal(const LaneJournal& journal) {
  const std::lock_guard lock(mutex_);
  return Kept(Commit([&] { return UpsertJournal(journal); }));
}

StatusOr<std::string> GateStore::ReadJournal(std::string_view lane_id) {
  const std::lock_guard lock(mutex_);
  ASSIGN_OR_RETURN(sqlite::Statement row, connection_->Prepare("SELECT crossing FROM lane_journal WHERE lane_id = ?"));
  row.Bind(lane_id);
  ASSIGN_OR_RETURN(const bool found, row.Step());
  return found ? row.Bytes(0) : std::string();
}

}  // namespace clearance
