// Connections, statements and savepoints on real files, and how a full, damaged or foreign file is told.
#include "common/sqlite/connection.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <limits>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/transaction.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

class ConnectionTest : public testing::Test {
 protected:
  ConnectionTest() { path_ = folder_.Path("test.db"); }

  std::unique_ptr<Connection> Open(OpenMode mode = OpenMode::kReadWrite) {
    auto connection = Connection::Open(path_, mode);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }

  static std::int64_t One(Connection& connection, std::string_view sql) {
    auto statement = connection.Prepare(sql);
    EXPECT_TRUE(statement.ok()) << statement.status();
    EXPECT_TRUE(*statement->Step());
    return statement->Int(0);
  }

  const TemporaryFolder folder_;
  std::string path_;
};

TEST_F(ConnectionTest, IsSetUpForALedger) {
  const auto connection = Open();
  auto mode = connection->Prepare("PRAGMA journal_mode");
  ASSERT_TRUE(*mode->Step());
  EXPECT_EQ(mode->Text(0), "wal");
  EXPECT_EQ(One(*connection, "PRAGMA synchronous"), 2);
  EXPECT_EQ(One(*connection, "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(One(*connection, "PRAGMA secure_delete"), 1);
  EXPECT_EQ(One(*connection, "PRAGMA busy_timeout"), kBusyTimeout.count());
  EXPECT_EQ(One(*connection, "PRAGMA trusted_schema"), 0);
}

TEST_F(ConnectionTest, ANewFileIsReadableByItsOwnerAlone) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x); INSERT INTO t VALUES (1);").ok());
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat file;
    ASSERT_EQ(::stat((path_ + suffix).c_str(), &file), 0) << suffix;
    EXPECT_EQ(file.st_mode & 0777, 0600u) << suffix;
  }
}

TEST_F(ConnectionTest, ValuesComeBackAsTheyWent) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (i INTEGER, s TEXT, b BLOB, n INTEGER, e TEXT) STRICT").ok());
  const std::string bytes("\0\xff\n", 3);
  const std::string text("\xD2\x9B\0z", 4);
  ASSERT_TRUE(connection
                  ->Run("INSERT INTO t VALUES (?, ?, ?, ?, ?)", std::numeric_limits<std::int64_t>::min(), text,
                        Blob{bytes}, nullptr, std::string_view())
                  .ok());
  ASSERT_TRUE(connection
                  ->Run("INSERT INTO t VALUES (?, ?, ?, ?, ?)", true, "c", Blob{}, std::optional<int>(7),
                        std::optional<std::string>())
                  .ok());
  EXPECT_EQ(connection->ChangedRows(), 1);
  EXPECT_EQ(connection->LastInsertRowId(), 2);
  auto rows = connection->Prepare("SELECT i, s, b, n, e FROM t ORDER BY rowid");
  ASSERT_TRUE(rows.ok());
  ASSERT_TRUE(*rows->Step());
  EXPECT_EQ(rows->Int(0), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(rows->Text(1), text);
  EXPECT_EQ(rows->Bytes(2), bytes);
  EXPECT_TRUE(rows->IsNull(3));
  EXPECT_EQ(rows->OptionalInt(3), std::nullopt);
  EXPECT_FALSE(rows->IsNull(4));
  EXPECT_EQ(rows->OptionalText(4), "");
  ASSERT_TRUE(*rows->Step());
  EXPECT_EQ(rows->Int(0), 1);
  EXPECT_FALSE(rows->IsNull(2));
  EXPECT_EQ(rows->OptionalBytes(2), "");
  EXPECT_EQ(rows->OptionalInt(3), 7);
  EXPECT_EQ(rows->OptionalText(4), std::nullopt);
  EXPECT_FALSE(*rows->Step());
}

TEST_F(ConnectionTest, AKeyIsKeptAfterItsRowAndBoundAgain) {
  const auto connection = Open();
  auto row = connection->Prepare("SELECT 'it', 7");
  ASSERT_TRUE(row.ok()) << row.status();
  ASSERT_TRUE(*row->Step());
  const std::vector<KeptValue> key = {row->Kept(0), row->Kept(1)};
  row->Reset();
  auto after = connection->Prepare("SELECT ?1, typeof(?2), typeof(?3), (?2, ?3) = ('it', 7)");
  ASSERT_TRUE(after.ok()) << after.status();
  after->Bind(1);
  after->BindKept(2, key);
  ASSERT_TRUE(*after->Step());
  EXPECT_EQ(after->Int(0), 1);
  EXPECT_EQ(after->Text(1), "text");
  EXPECT_EQ(after->Text(2), "integer");
  EXPECT_EQ(after->Int(3), 1);
}

TEST_F(ConnectionTest, TheSameStatementCanBeOnLoanTwice) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x); INSERT INTO t VALUES (1), (2);").ok());
  constexpr std::string_view kSql = "SELECT x FROM t WHERE x >= ? ORDER BY x";
  // The second time both are asked for after the statement has come back to the cache.
  for (int round = 0; round < 2; ++round) {
    auto outer = connection->Prepare(kSql);
    outer->Bind(1);
    ASSERT_TRUE(*outer->Step());
    {
      auto inner = connection->Prepare(kSql);
      inner->Bind(2);
      ASSERT_TRUE(*inner->Step());
      EXPECT_EQ(inner->Int(0), 2);
    }
    EXPECT_EQ(outer->Int(0), 1);
    ASSERT_TRUE(*outer->Step());
    EXPECT_EQ(outer->Int(0), 2);
  }
}

TEST_F(ConnectionTest, AReturnedStatementForgetsItsParametersAndItsPlace) {
  const auto connection = Open();
  constexpr std::string_view kSql = "SELECT ?";
  {
    auto first = connection->Prepare(kSql);
    first->Bind("personal");
    ASSERT_TRUE(*first->Step());
  }
  auto second = connection->Prepare(kSql);
  ASSERT_TRUE(*second->Step());
  EXPECT_TRUE(second->IsNull(0));
}

TEST_F(ConnectionTest, BeyondTheCacheStatementsStillWork) {
  const auto connection = Open();
  for (std::size_t i = 0; i < kMaxCachedStatements + 20; ++i) {
    EXPECT_EQ(One(*connection, "SELECT " + std::to_string(i)), static_cast<std::int64_t>(i));
  }
}

TEST_F(ConnectionTest, ConstraintsAreToldApart) {
  const auto connection = Open();
  ASSERT_TRUE(
      connection->RunScript("CREATE TABLE t (k TEXT PRIMARY KEY, n INTEGER NOT NULL CHECK (n > 0)) STRICT").ok());
  ASSERT_TRUE(connection->Run("INSERT INTO t VALUES ('a', 1)").ok());
  const Status twice = connection->Run("INSERT INTO t VALUES (?, 1)", "a");
  EXPECT_EQ(twice.code(), StatusCode::kAlreadyExists);
  const Status check = connection->Run("INSERT INTO t VALUES ('secret-value', 0)");
  EXPECT_EQ(check.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(MessageOf(check).find("secret-value"), std::string::npos);
  const Status wrong = connection->Run("INSERT INTO nowhere VALUES (1)");
  EXPECT_EQ(wrong.code(), StatusCode::kInternal);
}

TEST_F(ConnectionTest, AFullFileIsUnavailable) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x); PRAGMA max_page_count = 10;").ok());
  const Status full = connection->Run("INSERT INTO t VALUES (zeroblob(1000000))");
  EXPECT_EQ(full.code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(full), error_reason::kStoreUnavailable);
}

TEST_F(ConnectionTest, AFileThatIsNoDatabaseIsCorrupt) {
  ASSERT_TRUE(WriteFile(path_, std::string(4096, 'x')).ok());
  const Status status = Connection::Open(path_, OpenMode::kReadWrite).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
  EXPECT_NE(MessageOf(status).find(path_), std::string::npos);
}

TEST_F(ConnectionTest, ADamagedPageIsCorrupt) {
  {
    const auto connection = Open();
    ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x)").ok());
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(connection->Run("INSERT INTO t VALUES (zeroblob(500))").ok());
  }
  std::string file = *ReadFile(path_, 1 << 24);
  file.replace(4096, 4096, std::string(4096, '\x7e'));
  ASSERT_TRUE(WriteFile(path_, file).ok());
  const auto connection = Open();
  auto rows = connection->Prepare("SELECT count(x) FROM t");
  ASSERT_TRUE(rows.ok());
  const Status status = rows->Step().status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
}

TEST_F(ConnectionTest, AFileThatCannotBeOpenedIsUnavailableAndNamed) {
  for (const OpenMode mode : {OpenMode::kReadOnly, OpenMode::kReadWrite}) {
    const std::string path = mode == OpenMode::kReadOnly ? folder_.Path("absent.db") : folder_.Path("absent/x.db");
    const Status status = Connection::Open(path, mode).status();
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_NE(MessageOf(status).find(path), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("absent.db")));
}

// SQLite would wait for ever for who writes into a pipe.
TEST_F(ConnectionTest, NoPipeIsWaitedForAndNoDeviceWritten) {
  ::alarm(60);  // reached only when something is broken: ends the test
  for (const std::string suffix : {"", "-wal", "-journal"}) {
    const std::string pipe = path_ + suffix;
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    for (const OpenMode mode : {OpenMode::kReadOnly, OpenMode::kReadWrite, OpenMode::kNewCopy}) {
      const Status status = Connection::Open(path_, mode).status();
      EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
      EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
      EXPECT_EQ(MessageOf(status), "cannot open " + pipe + ": it is no regular file");
    }
    std::filesystem::remove(pipe);
  }
  ::alarm(0);
  EXPECT_EQ(MessageOf(Connection::Open("/dev/zero", OpenMode::kReadWrite).status()),
            "cannot open /dev/zero: it is no regular file");
}

TEST_F(ConnectionTest, AJournalLeftBehindIsTakenOver) {
  constexpr int kRows = 30;
  const auto writer = Open();
  ASSERT_TRUE(writer->RunScript("CREATE TABLE t (x INTEGER PRIMARY KEY, y BLOB) STRICT").ok());
  for (int x = 0; x < kRows; ++x) ASSERT_TRUE(writer->Run("INSERT INTO t VALUES (?, zeroblob(50000))", x).ok());
  // What a process killed now would leave, but for the shared memory, which is made anew.
  const std::string left = folder_.Path("left.db");
  std::filesystem::copy_file(path_, left);
  std::filesystem::copy_file(path_ + "-wal", left + "-wal");
  EXPECT_GT(std::filesystem::file_size(left + "-wal"), 1'000'000U);
  const auto next = Connection::Open(left, OpenMode::kReadWrite);
  ASSERT_TRUE(next.ok()) << next.status();
  auto count = (*next)->Prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(count->Step().ok());
  EXPECT_EQ(count->Int(0), kRows);
}

TEST_F(ConnectionTest, AReaderBesideTheWriterSeesWhatIsCommittedAndCannotWrite) {
  const auto writer = Open();
  ASSERT_TRUE(writer->RunScript("CREATE TABLE t (x); INSERT INTO t VALUES (1);").ok());
  const auto reader = Open(OpenMode::kReadOnly);
  EXPECT_EQ(One(*reader, "SELECT count(*) FROM t"), 1);
  auto transaction = Transaction::Begin(*writer, TransactionKind::kWrite);
  ASSERT_TRUE(writer->Run("INSERT INTO t VALUES (2)").ok());
  EXPECT_EQ(One(*reader, "SELECT count(*) FROM t"), 1);
  ASSERT_TRUE(transaction->Commit().ok());
  EXPECT_EQ(One(*reader, "SELECT count(*) FROM t"), 2);
  EXPECT_EQ(reader->Run("INSERT INTO t VALUES (3)").code(), StatusCode::kUnavailable);
}

TEST_F(ConnectionTest, AReadTransactionKeepsItsSnapshot) {
  const auto writer = Open();
  ASSERT_TRUE(writer->RunScript("CREATE TABLE t (x); INSERT INTO t VALUES (1);").ok());
  const auto reader = Open(OpenMode::kReadOnly);
  {
    const auto snapshot = Transaction::Begin(*reader, TransactionKind::kRead);
    EXPECT_EQ(One(*reader, "SELECT count(*) FROM t"), 1);
    ASSERT_TRUE(writer->Run("INSERT INTO t VALUES (2)").ok());
    EXPECT_EQ(One(*reader, "SELECT count(*) FROM t"), 1);
  }
  EXPECT_EQ(One(*reader, "SELECT count(*) FROM t"), 2);
}

TEST_F(ConnectionTest, ATransactionRollsBackUnlessCommitted) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x)").ok());
  {
    const auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
    ASSERT_TRUE(connection->Run("INSERT INTO t VALUES (1)").ok());
    EXPECT_TRUE(connection->InTransaction());
  }
  EXPECT_FALSE(connection->InTransaction());
  EXPECT_EQ(One(*connection, "SELECT count(*) FROM t"), 0);
}

TEST_F(ConnectionTest, AFailedCommitLeavesNothingOpen) {
  const auto connection = Open();
  ASSERT_TRUE(connection
                  ->RunScript("CREATE TABLE p (k INTEGER PRIMARY KEY);"
                              "CREATE TABLE c (k REFERENCES p DEFERRABLE INITIALLY DEFERRED);")
                  .ok());
  auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
  ASSERT_TRUE(connection->Run("INSERT INTO c VALUES (9)").ok());
  EXPECT_EQ(transaction->Commit().code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(connection->InTransaction());
  EXPECT_EQ(One(*connection, "SELECT count(*) FROM c"), 0);
}

TEST_F(ConnectionTest, SavepointsNest) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x)").ok());
  auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
  auto outer = Savepoint::Begin(*connection);
  ASSERT_TRUE(connection->Run("INSERT INTO t VALUES (1)").ok());
  {
    const auto dropped = Savepoint::Begin(*connection);
    ASSERT_TRUE(connection->Run("INSERT INTO t VALUES (2)").ok());
  }
  auto undone = Savepoint::Begin(*connection);
  ASSERT_TRUE(connection->Run("INSERT INTO t VALUES (3)").ok());
  ASSERT_TRUE(undone->RollBack().ok());
  auto kept = Savepoint::Begin(*connection);
  ASSERT_TRUE(connection->Run("INSERT INTO t VALUES (4)").ok());
  ASSERT_TRUE(kept->Release().ok());
  ASSERT_TRUE(outer->Release().ok());
  ASSERT_TRUE(transaction->Commit().ok());
  EXPECT_EQ(One(*connection, "SELECT count(*) FROM t"), 2);
  EXPECT_EQ(One(*connection, "SELECT sum(x) FROM t"), 5);
}

TEST_F(ConnectionTest, ASavepointNoticesThatSqliteHasRolledBackEverything) {
  const auto connection = Open();
  ASSERT_TRUE(connection->RunScript("CREATE TABLE t (x PRIMARY KEY); INSERT INTO t VALUES (1);").ok());
  auto transaction = Transaction::Begin(*connection, TransactionKind::kWrite);
  auto savepoint = Savepoint::Begin(*connection);
  EXPECT_FALSE(connection->Run("INSERT OR ROLLBACK INTO t VALUES (1)").ok());
  EXPECT_FALSE(connection->InTransaction());
  EXPECT_FALSE(savepoint->RollBack().ok());
  EXPECT_FALSE(transaction->Commit().ok());
}

using ConnectionDeathTest = ConnectionTest;

TEST_F(ConnectionDeathTest, MistakesOfTheProgramStopIt) {
  const auto connection = Open();
  EXPECT_DEATH(connection->Prepare("SELECT 1; SELECT 2").status().IgnoreError(), "CHECK failed");
  auto statement = connection->Prepare("SELECT ?");
  EXPECT_DEATH(statement->Bind(1, 2), "CHECK failed");
  EXPECT_DEATH(statement->Int(0), "CHECK failed");
}

}  // namespace
}  // namespace clearance::sqlite
