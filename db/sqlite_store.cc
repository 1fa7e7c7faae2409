#include "db/sqlite_store.h"

#include <stdlib.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/written_place.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/file_lock.h"
#include "common/sqlite/group_commit.h"
#include "common/sqlite/sqlite_status.h"
#include "common/sqlite/transaction.h"
#include "common/sqlite/wal.h"
#include "db/ledger_file.h"
#include "db/restore_marks.h"
#include "db/schema.h"
#include "db/sqlite_bookings.h"
#include "db/sqlite_holds.h"
#include "db/sqlite_identities.h"
#include "db/sqlite_ledger.h"
#include "db/sqlite_personal_keys.h"
#include "db/sqlite_views.h"
#include "db/tail_check.h"

namespace clearance {
namespace {

constexpr std::int64_t kSynchronousFull = 2;
constexpr std::int64_t kSecureDeleteOn = 1;

// All views over one connection.
class SqliteViewSet {
 public:
  SqliteViewSet(sqlite::Connection& connection, ViewChanges& changes)
      : ledger_(connection, &memo_, &end_),
        requests_(connection, &memo_),
        stays_(connection, &memo_),
        open_decisions_(connection),
        bookings_(connection, &memo_),
        referrals_(connection, changes),
        lane_commands_(connection, changes),
        lanes_(connection, changes),
        checkpoints_(connection, &memo_),
        holds_(connection, changes),
        identities_(connection, &memo_),
        personal_keys_(connection, &memo_),
        slot_holds_(connection),
        day_closures_(connection),
        booking_attempts_(connection),
        rule_books_(connection),
        lookup_key_check_(connection) {}

  const Views& views() const { return views_; }
  // To be called when somebody else may have written since, or what these wrote was rolled back.
  void Forget() {
    memo_.Forget();
    end_.Forget();
  }
  // The next function is about other people.
  void ForgetTravellers() { memo_.ForgetTravellers(); }

 private:
  DictionaryMemo memo_;
  LedgerEnd end_;
  SqliteLedger ledger_;
  SqliteRequests requests_;
  SqliteStays stays_;
  SqliteOpenDecisions open_decisions_;
  SqliteBookings bookings_;
  SqliteReferrals referrals_;
  SqliteLaneCommands lane_commands_;
  SqliteLanes lanes_;
  SqliteCheckpoints checkpoints_;
  SqliteHolds holds_;
  SqliteIdentities identities_;
  SqlitePersonalKeys personal_keys_;
  SqliteSlotHolds slot_holds_;
  SqliteDayClosures day_closures_;
  SqliteBookingAttempts booking_attempts_;
  SqliteRuleBooks rule_books_;
  SqliteLookupKeyCheck lookup_key_check_;
  const Views views_{ledger_,     requests_,        stays_,      open_decisions_, bookings_,
                     referrals_,  lane_commands_,   lanes_,      checkpoints_,    holds_,
                     identities_, personal_keys_,   slot_holds_, day_closures_,   booking_attempts_,
                     rule_books_, lookup_key_check_};
};

// Connections for reading, lent out one to a caller. Thread-safe.
class ReaderPool {
 public:
  static StatusOr<std::unique_ptr<ReaderPool>> Open(const std::string& path, int readers, const char* vfs = nullptr) {
    CHECK(readers > 0);
    auto pool = std::make_unique<ReaderPool>();
    for (int i = 0; i < readers; ++i) {
      ASSIGN_OR_RETURN(auto connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly, vfs));
      pool->idle_.push_back(std::make_unique<Reader>(std::move(connection)));
    }
    return pool;
  }

  Status Read(const std::function<Status(const Snapshot&)>& fn) {
    std::unique_ptr<Reader> reader = Take();
    const Status status = ReadWith(*reader, fn);
    GiveBack(std::move(reader));
    return status;
  }

  // The connection of a pool nobody uses yet.
  sqlite::Connection& First() { return *idle_.front()->connection; }

 private:
  struct Reader {
    explicit Reader(std::unique_ptr<sqlite::Connection> open)
        : connection(std::move(open)), views(*connection, no_changes) {}
    std::unique_ptr<sqlite::Connection> connection;
    ViewChanges no_changes;
    SqliteViewSet views;
  };

  static Status ReadWith(Reader& reader, const std::function<Status(const Snapshot&)>& fn) {
    ASSIGN_OR_RETURN(const sqlite::Transaction snapshot,
                     sqlite::Transaction::Begin(*reader.connection, sqlite::TransactionKind::kRead));
    const Status status = fn(Snapshot(reader.views.views()));
    reader.views.Forget();
    return status;
  }

  std::unique_ptr<Reader> Take() {
    std::unique_lock lock(mutex_);
    given_back_.wait(lock, [this] { return !idle_.empty(); });
    std::unique_ptr<Reader> reader = std::move(idle_.back());
    idle_.pop_back();
    return reader;
  }

  void GiveBack(std::unique_ptr<Reader> reader) {
    {
      const std::lock_guard lock(mutex_);
      idle_.push_back(std::move(reader));
    }
    given_back_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Reader>> idle_;
};

// Members are destroyed from the last: readers first, so that the writer's connection is the one that closes the WAL.
class OpenedSqliteStore final : public SqliteStore {
 public:
  OpenedSqliteStore(std::unique_ptr<sqlite::FileLock> lock, std::unique_ptr<sqlite::Connection> connection,
                    SqliteSettings settings, const SqliteStoreOptions& options, Executor& executor)
      : lock_(std::move(lock)),
        path_(options.path),
        vfs_(options.vfs),
        settings_(std::move(settings)),
        subscribers_(executor),
        views_(*connection, changes_),
        writer_(std::move(connection), executor,
                {.max_batch = options.max_batch,
                 .min_batch_time = options.min_batch_time,
                 .max_batch_time = options.max_batch_time,
                 .max_waiting = options.max_waiting,
                 .setting = options.setting,
                 .path = options.path},
                Hooks()) {}

  Status OpenReaders(const SqliteStoreOptions& options) {
    ASSIGN_OR_RETURN(readers_, ReaderPool::Open(options.path, options.readers, options.vfs));
    return OkStatus();
  }

  void Transact(Function fn, Done done) override {
    writer_.Submit(
        [this, fn = std::move(fn)](sqlite::Connection&) {
          Transaction transaction(views_.views());
          return fn(transaction);
        },
        std::move(done));
  }

  Status Read(const std::function<Status(const Snapshot&)>& fn) override { return readers_->Read(fn); }

  std::unique_ptr<Subscription> Subscribe(Subscribers::Callback callback) override {
    return subscribers_.Subscribe(std::move(callback));
  }

  const SqliteSettings& Settings() const override { return settings_; }
  sqlite::BatchStatistics Statistics() const override { return writer_.Statistics(); }

  Status Writable() override { return writer_.Writable(); }

  // Over a connection of its own: the writer's is never between two batches for anybody else. Not where that would make
  // a file under a name that was lost.
  Status TruncateWal(Duration wait) override {
    RETURN_IF_ERROR(Writable());
    ASSIGN_OR_RETURN(const auto connection, sqlite::Connection::Open(path_, sqlite::OpenMode::kReadWrite, vfs_));
    return sqlite::TruncateWal(*connection, wait);
  }

 private:
  sqlite::BatchHooks Hooks() {
    sqlite::BatchHooks hooks;
    hooks.batch_begun = [this] { changes_ = ViewChanges(); };
    hooks.function_begun = [this] {
      changes_before_ = changes_;
      views_.ForgetTravellers();
    };
    hooks.function_rolled_back = [this] {
      changes_ = changes_before_;
      views_.Forget();
    };
    hooks.batch_committed = [this] { subscribers_.Notify(changes_); };
    hooks.batch_rolled_back = [this] { views_.Forget(); };
    return hooks;
  }

  std::unique_ptr<sqlite::FileLock> lock_;
  const std::string path_;
  const char* const vfs_;
  const SqliteSettings settings_;
  Subscribers subscribers_;
  ViewChanges changes_;         // of the batch under way; the writer's thread only
  ViewChanges changes_before_;  // before the function under way
  SqliteViewSet views_;
  sqlite::GroupCommitWriter writer_;
  std::unique_ptr<ReaderPool> readers_;
};

StatusOr<SqliteSettings> ReadSettings(sqlite::Connection& connection) {
  SqliteSettings settings;
  {
    ASSIGN_OR_RETURN(sqlite::Statement statement, connection.Prepare("PRAGMA journal_mode"));
    RETURN_IF_ERROR(statement.Step().status());
    settings.journal_mode = statement.Text(0);
  }
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> synchronous, FindInt(connection, "PRAGMA synchronous"));
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> pages, FindInt(connection, "PRAGMA wal_autocheckpoint"));
  settings.synchronous = synchronous.value_or(0);
  settings.wal_autocheckpoint_pages = pages.value_or(0);
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> secure_delete, FindInt(connection, "PRAGMA secure_delete"));
  settings.secure_delete = secure_delete.value_or(0);
  return settings;
}

// What a commit and an erasure promise rests on these.
Status CheckSettings(const SqliteSettings& settings) {
  const bool durable = settings.journal_mode == "wal" && settings.synchronous == kSynchronousFull;
  if (durable && settings.secure_delete == kSecureDeleteOn) return OkStatus();
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable,
               "the file cannot be written with a WAL journal, synchronous=FULL and secure_delete");
}

// What a start asks of the content.
Status CheckEnd(const Snapshot& snapshot) { return CheckTail(snapshot).status(); }

StatusOr<std::unique_ptr<SqliteStore>> OpenStore(const SqliteStoreOptions& options, Executor& executor) {
  ASSIGN_OR_RETURN(LedgerFile file, OpenLedgerFile(options.path, options.vfs));
  RETURN_IF_ERROR(sqlite::Migrate(*file.connection, Schema()));
  ASSIGN_OR_RETURN(SqliteSettings settings, ReadSettings(*file.connection));
  RETURN_IF_ERROR(CheckSettings(settings));
  auto store = std::make_unique<OpenedSqliteStore>(std::move(file.lock), std::move(file.connection),
                                                   std::move(settings), options, executor);
  RETURN_IF_ERROR(store->OpenReaders(options));
  RETURN_IF_ERROR(store->Read(CheckEnd));
  return StatusOr<std::unique_ptr<SqliteStore>>(std::move(store));
}

StatusOr<StoreLook> LookAt(const std::string& path, const std::function<Status(const Snapshot&)>& more) {
  RETURN_IF_ERROR(CheckNoRestoreInterrupted(path));
  if (!std::filesystem::exists(path)) return StoreLook::kNoFile;
  ASSIGN_OR_RETURN(const auto pool, ReaderPool::Open(path, 1));
  RETURN_IF_ERROR(CheckLedgerTables(pool->First()));
  ASSIGN_OR_RETURN(const int applied, sqlite::AppliedMigrations(pool->First(), Schema()));
  if (static_cast<std::size_t>(applied) < Schema().size()) return StoreLook::kOlderSchema;
  RETURN_IF_ERROR(pool->Read([&more](const Snapshot& snapshot) -> Status {
    RETURN_IF_ERROR(CheckEnd(snapshot));
    return more(snapshot);
  }));
  return StoreLook::kWhole;
}

}  // namespace

StatusOr<StoreLook> LookAtStore(const std::string& path, const std::function<Status(const Snapshot&)>& more) {
  const auto looked = LookAt(path, more);
  if (!looked.ok()) return sqlite::NamingFile(path, looked.status());
  return looked;
}

StatusOr<std::unique_ptr<SqliteStore>> SqliteStore::Open(const SqliteStoreOptions& options, Executor& executor) {
  auto opened = OpenStore(options, executor);
  if (!opened.ok()) return sqlite::NamingFile(options.path, opened.status());
  return opened;
}

namespace {

class SqliteReader final : public StoreReader {
 public:
  explicit SqliteReader(std::unique_ptr<ReaderPool> pool) : pool_(std::move(pool)) {}
  Status Read(const std::function<Status(const Snapshot&)>& fn) override { return pool_->Read(fn); }

 private:
  std::unique_ptr<ReaderPool> pool_;
};

// A file that nobody has named, and that is gone when its trouble is read: whoever reads of a full disk must not take
// it for their ledger's.
class OpenedSqliteScratch final : public SqliteScratch {
 public:
  OpenedSqliteScratch(std::unique_ptr<sqlite::Connection> connection, const std::string& folder)
      : name_("a scratch file in " + folder), connection_(std::move(connection)), views_(*connection_, changes_) {}

  Status MakeTables() { return sqlite::NamingFile(name_, sqlite::Migrate(*connection_, Schema())); }

  Status Write(const Store::Function& fn) override {
    const Status written = WriteUnnamed(fn);
    return written.code() == StatusCode::kUnavailable ? sqlite::NamingFile(name_, written) : written;
  }

  sqlite::Connection& connection() override { return *connection_; }

 private:
  Status WriteUnnamed(const Store::Function& fn) {
    ASSIGN_OR_RETURN(auto transaction, sqlite::Transaction::Begin(*connection_, sqlite::TransactionKind::kWrite));
    views_.Forget();
    Transaction views(views_.views());
    RETURN_IF_ERROR(fn(views));
    return transaction.Commit();
  }

  const std::string name_;
  std::unique_ptr<sqlite::Connection> connection_;
  ViewChanges changes_;
  SqliteViewSet views_;
};

// The file has no name any more when this returns: nothing is left of it, whatever becomes of the process.
StatusOr<std::unique_ptr<sqlite::Connection>> OpenNameless(const std::string& folder) {
  std::string path = folder + "/clearance-rebuild-XXXXXX";
  const int fd = mkstemp(path.data());
  if (fd < 0)
    return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "cannot make a file in " + folder);
  close(fd);
  // Without a WAL there is one file, which SQLite opens once.
  auto connection = sqlite::Connection::Open(path, sqlite::OpenMode::kNewCopy);
  if (connection.ok()) {
    const Status set_up = (*connection)->RunScript("PRAGMA cache_size = -65536;");
    if (!set_up.ok()) connection = set_up;
  }
  unlink(path.c_str());
  return connection;
}

}  // namespace

StatusOr<std::unique_ptr<SqliteScratch>> SqliteScratch::Open(const std::string& path) {
  std::string folder = FolderOf(path);
  auto connection = OpenNameless(folder);
  if (!connection.ok()) {
    const char* temporary = getenv("TMPDIR");
    folder = temporary == nullptr ? "/tmp" : temporary;
    connection = OpenNameless(folder);
  }
  RETURN_IF_ERROR(connection.status());
  auto scratch = std::make_unique<OpenedSqliteScratch>(*std::move(connection), folder);
  RETURN_IF_ERROR(scratch->MakeTables());
  return StatusOr<std::unique_ptr<SqliteScratch>>(std::move(scratch));
}

StatusOr<std::unique_ptr<StoreReader>> OpenSqliteReader(const std::string& path) {
  ASSIGN_OR_RETURN(auto pool, ReaderPool::Open(path, 1));
  RETURN_IF_ERROR(sqlite::NamingFile(path, sqlite::CheckMigrated(pool->First(), Schema())));
  return StatusOr<std::unique_ptr<StoreReader>>(std::make_unique<SqliteReader>(std::move(pool)));
}

}  // namespace clearance
