// What only the SQLite store promises: the file outlives the process and belongs to one of them.
#include "db/sqlite_store.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>
#include <tuple>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/crypto/merkle.h"
#include "common/sqlite/connection.h"
#include "db/sealed_entry.h"
#include "db/transact_and_wait.h"
#include "db/verify_ledger.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

TEST_F(SqliteStoreTest, WritesWithWalAndFullSync) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  EXPECT_EQ(store->Settings().journal_mode, "wal");
  EXPECT_EQ(store->Settings().synchronous, 2);
  EXPECT_GT(store->Settings().wal_autocheckpoint_pages, 0);
  EXPECT_EQ(store->Settings().secure_delete, 1);
}

TEST_F(SqliteStoreTest, AReopenedFileHasTheSameRootsAndGoesOn) {
  std::vector<LogRoot> roots;
  for (int part = 0; part < 4; ++part) {
    const std::unique_ptr<SqliteStore> store = Open(Path());
    ASSERT_TRUE(store
                    ->Read([&](const Snapshot& s) {
                      EXPECT_EQ(Must(s.ledger().Roots()), roots);
                      EXPECT_EQ(Must(s.ledger().LastPosition()), static_cast<std::uint64_t>(part * 7));
                      return OkStatus();
                    })
                    .ok());
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) {
                  return SqliteStoreTest::Append(t, part * 7 + 1, part * 7 + 7);
                }).ok());
    ASSERT_TRUE(store
                    ->Read([&](const Snapshot& s) {
                      roots = Must(s.ledger().Roots());
                      return OkStatus();
                    })
                    .ok());
  }
  const VerifyReport report = Verify(Path());
  EXPECT_FALSE(report.first_difference) << report.first_difference->what;
  EXPECT_EQ(report.roots, roots);
  EXPECT_EQ(report.entries_checked, 28U);
}

TEST_F(SqliteStoreTest, ASecondOpenerIsRefused) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  SqliteStoreOptions options;
  options.path = Path();
  const Status second = SqliteStore::Open(options, executor_).status();
  EXPECT_EQ(second.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(second), error_reason::kStoreUnavailable);
  EXPECT_NE(MessageOf(second).find("in use by another process"), std::string::npos) << second;
}

// Whoever removes or replaces the file of a store that is open loses what is written to it from then on.
TEST_F(SqliteStoreTest, NothingIsAcknowledgedInAFileThatHasLostItsName) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return SqliteStoreTest::Append(t, 1, 5); }).ok());
  ASSERT_TRUE(store->Writable().ok());
  std::filesystem::rename(Path(), Path() + ".away");
  const auto append = [](Transaction& t) { return SqliteStoreTest::Append(t, 6, 6); };
  for (const bool replaced : {false, true}) {
    if (replaced) std::filesystem::copy_file(Path() + ".away", Path());
    const Status status = TransactAndWait(*store, append);
    EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
    EXPECT_EQ(MessageOf(store->Writable()).find(Path() + ": nothing can be written: the file is "), 0u);
    EXPECT_FALSE(store->TruncateWal(Duration(0)).ok());
    EXPECT_EQ(std::filesystem::exists(Path()), replaced) << "no new one is made under the name";
  }
}

TEST_F(SqliteStoreTest, AToolReadsBesideTheServer) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  const auto reader = Must(OpenSqliteReader(Path()));
  ASSERT_NE(reader, nullptr);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) { return SqliteStoreTest::Append(t, i, i); }).ok());
    ASSERT_TRUE(reader
                    ->Read([&](const Snapshot& s) {
                      EXPECT_EQ(Must(s.ledger().LastPosition()), static_cast<std::uint64_t>(i));
                      return OkStatus();
                    })
                    .ok());
  }
}

TEST_F(SqliteStoreTest, ASnapshotStandsStillWhileOthersWrite) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  std::promise<void> looked;
  std::promise<void> written;
  std::thread reading([&] {
    const auto reader = Must(OpenSqliteReader(Path()));
    EXPECT_TRUE(reader
                    ->Read([&](const Snapshot& s) {
                      EXPECT_EQ(Must(s.ledger().LastPosition()), 0U);
                      looked.set_value();
                      written.get_future().wait();
                      EXPECT_EQ(Must(s.ledger().LastPosition()), 0U);
                      return OkStatus();
                    })
                    .ok());
  });
  looked.get_future().wait();
  EXPECT_TRUE(TransactAndWait(*store, [](Transaction& t) { return SqliteStoreTest::Append(t, 1, 5); }).ok());
  written.set_value();
  reading.join();
}

TEST_F(SqliteStoreTest, EveryReaderMayBeBusyAtOnceAndMore) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return SqliteStoreTest::Append(t, 1, 5); }).ok());
  std::vector<std::future<std::uint64_t>> reads;
  for (int i = 0; i < 32; ++i) {
    reads.push_back(std::async(std::launch::async, [&store] {
      std::uint64_t last = 0;
      const Status status = store->Read([&](const Snapshot& s) {
        last = Must(s.ledger().LastPosition());
        return OkStatus();
      });
      return status.ok() ? last : 0;
    }));
  }
  for (std::future<std::uint64_t>& read : reads) EXPECT_EQ(read.get(), 5U);
}

TEST_F(SqliteStoreTest, RefusesAFileThatIsNoLedger) {
  const std::string text = folder_.Path("letter.txt");
  std::ofstream(text) << std::string(5000, 'x');
  SqliteStoreOptions options;
  options.path = text;
  const Status no_database = SqliteStore::Open(options, executor_).status();
  EXPECT_EQ(no_database.code(), StatusCode::kDataLoss) << no_database;
  EXPECT_EQ(ReasonOf(no_database), error_reason::kStoreCorrupt);

  options.path = folder_.Path("other.db");
  ASSERT_TRUE(Must(sqlite::Connection::Open(options.path, sqlite::OpenMode::kReadWrite))
                  ->RunScript("CREATE TABLE letters (text TEXT)")
                  .ok());
  EXPECT_EQ(SqliteStore::Open(options, executor_).status().code(), StatusCode::kDataLoss);

  options.path = folder_.Path("no/such/folder.db");
  EXPECT_EQ(SqliteStore::Open(options, executor_).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_FALSE(OpenSqliteReader(folder_.Path("absent.db")).ok());
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("absent.db")));
}

TEST_F(SqliteStoreTest, RefusesAFileOfANewerProgram) {
  MakeFile();
  ASSERT_TRUE(Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite))
                  ->RunScript("INSERT INTO schema_migrations (number, name, sql) VALUES (999, 'later', '')")
                  .ok());
  SqliteStoreOptions options;
  options.path = Path();
  const Status newer = SqliteStore::Open(options, executor_).status();
  EXPECT_EQ(newer.code(), StatusCode::kFailedPrecondition) << newer;
  EXPECT_EQ(OpenSqliteReader(Path()).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(SqliteStoreTest, TheJournalDoesNotGrowWithoutEnd) {
  const std::unique_ptr<SqliteStore> store = Open(Path());
  std::uintmax_t largest = 0;
  for (int round = 0; round < 130; ++round) {  // 78 MiB in all
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) {
                  return SqliteStoreTest::Append(t, round * 2000, round * 2000 + 1999);
                }).ok());
    largest = std::max(largest, std::filesystem::file_size(Path() + "-wal"));
  }
  EXPECT_GT(std::filesystem::file_size(Path()), std::uintmax_t{8} << 20);
  EXPECT_LT(largest, std::uintmax_t{66} << 20) << "64 MiB, and the commit that reached them";
}

}  // namespace
}  // namespace clearance
