// The check in the background: bounded steps with rests between them, what it comes to, and that nothing stops for it.
#include "services/ledger/ledger_health.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/rebuild.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

constexpr int kEntries = 2'500;            // three pages
constexpr std::size_t kPageBytes = 4'096;  // of SQLite's file

// A store of which reading can be made to fail.
class Reader final : public StoreReader {
 public:
  explicit Reader(StoreReader& store) : store_(store) {}
  Status Read(const std::function<Status(const Snapshot&)>& fn) override {
    ++reads;
    return failure.ok() ? store_.Read(fn) : failure;
  }
  int reads = 0;
  Status failure;

 private:
  StoreReader& store_;
};

class LedgerHealthTest : public testing::Test {
 protected:
  LedgerHealthTest() {
    auto opened = SqliteStore::Open({.path = folder_.Path("ledger.db")}, pool_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    store_ = *std::move(opened);
    EXPECT_TRUE(Append(kEntries).ok());
  }
  ~LedgerHealthTest() override {
    check_.reset();
    store_.reset();
  }

  Status Append(int count, const std::string& more = "") {
    return TransactAndWait(*store_, [&](Transaction& t) -> Status {
      for (int i = 0; i < count; ++i)
        RETURN_IF_ERROR(
            t.ledger()
                .Append({.log = "KHORGOS", .kind = EntryKind::kRecordViewed, .body = std::to_string(i) + more})
                .status());
      return OkStatus();
    });
  }
  // Alters the file beside the store, as somebody with access to it could.
  void Alter(std::string_view sql) {
    auto connection = sqlite::Connection::Open(folder_.Path("ledger.db"), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const Status status = (*connection)->RunScript(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  void Start() {
    reader_.emplace(*store_);
    check_.emplace(
        *reader_, [this] { return DerivedVerifier::Open(folder_.Path("ledger.db")); }, time_, health_);
  }

  const TemporaryFolder folder_;
  ThreadPool pool_{1};
  std::unique_ptr<SqliteStore> store_;
  VirtualTime time_{FromUnixMs(1'795'000'000'000)};
  LedgerHealth health_;
  std::optional<Reader> reader_;
  std::optional<LedgerCheck> check_;
};

TEST_F(LedgerHealthTest, IsUnverifiedUntilEverythingWasReread) {
  EXPECT_EQ(health_.Now().state, LedgerState::kUnverified);
  Start();
  EXPECT_EQ(reader_->reads, 0) << "nothing is read before the server goes on";
  for (int page = 1; page <= 3; ++page) {
    EXPECT_EQ(health_.Now().state, LedgerState::kUnverified);
    ASSERT_TRUE(time_.RunOne());
    EXPECT_EQ(reader_->reads, page) << "one page a step";
    EXPECT_EQ(health_.Now().checked, static_cast<std::uint64_t>(std::min(page * 1000, kEntries)));
    EXPECT_EQ(health_.Now().total, static_cast<std::uint64_t>(kEntries));
  }
  EXPECT_EQ(health_.Now().state, LedgerState::kUnverified) << "what follows from the entries comes after them";
  time_.RunFor(std::chrono::seconds(5));
  EXPECT_EQ(health_.Now().state, LedgerState::kVerified);
  EXPECT_FALSE(health_.Now().difference);
  EXPECT_GE(time_.clock().Now(), FromUnixMs(1'795'000'000'000) + 2 * kLeastCheckRest) << "it rests between its steps";
  EXPECT_FALSE(time_.RunOne()) << "once";
}

TEST_F(LedgerHealthTest, ADifferenceStaysAndStopsNothing) {
  Start();
  ASSERT_TRUE(time_.RunOne());
  Alter("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = 1700");
  time_.RunFor(std::chrono::seconds(5));
  const LedgerStanding standing = health_.Now();
  EXPECT_EQ(standing.state, LedgerState::kDifferent);
  ASSERT_TRUE(standing.difference);
  EXPECT_EQ(standing.difference->position, 1'700u);
  EXPECT_EQ(standing.checked, 1'699u);
  EXPECT_TRUE(Append(1).ok()) << "lanes go on";
  time_.RunFor(kDifferenceReminder * 3);
  EXPECT_EQ(health_.Now().state, LedgerState::kDifferent);
  EXPECT_TRUE(time_.RunOne()) << "it goes on being said";

  VerifyReport later;
  later.complete = true;
  health_.Note(later);
  EXPECT_EQ(health_.Now().state, LedgerState::kDifferent) << "and is never taken back";
}

TEST_F(LedgerHealthTest, AnAlteredTableIsADifferenceToo) {
  Alter("INSERT INTO complete_from (territory, day) VALUES (1, 20000)");
  Start();
  time_.RunFor(std::chrono::seconds(10));
  const LedgerStanding standing = health_.Now();
  EXPECT_EQ(standing.state, LedgerState::kDifferent);
  ASSERT_TRUE(standing.difference);
  EXPECT_EQ(standing.difference->position, 0u) << "no entry's";
  EXPECT_NE(standing.difference->what.find("complete_from"), std::string::npos) << standing.difference->what;
}

// SQLite cannot take back into the file what came after the oldest snapshot: one that stood from step to step would let
// the WAL grow with every write until the check has ended, on a big ledger for minutes.
TEST_F(LedgerHealthTest, TheWalStaysBoundedWhileTheCheckGoesOnUnderWrites) {
  constexpr int kEntriesPerWrite = 200;  // of two pages each, and what belongs to them
  constexpr std::uintmax_t kMostPages = 4 * 2 * kEntriesPerWrite;
  const auto wal_pages = [this] { return std::filesystem::file_size(folder_.Path("ledger.db-wal")) / kPageBytes; };
  Start();
  std::uintmax_t written = 0;  // since every entry was reread
  std::uintmax_t longest = 0;
  while (health_.Now().state == LedgerState::kUnverified) {
    ASSERT_TRUE(time_.RunOne());
    ASSERT_TRUE(Append(kEntriesPerWrite, std::string(2 * kPageBytes, 'x')).ok());
    if (health_.Now().checked >= static_cast<std::uint64_t>(kEntries)) written += 2 * kEntriesPerWrite;
    longest = std::max(longest, wal_pages());
    // As the writer does by itself every 16,000 pages, waiting for nobody.
    Alter("PRAGMA wal_checkpoint(PASSIVE)");
  }
  EXPECT_EQ(health_.Now().state, LedgerState::kVerified);
  EXPECT_GT(written, 2 * kMostPages) << "too little to tell";
  EXPECT_LE(longest, kMostPages);
}

// Lanes that never rest: with every step more comes than one derives from between its rests.
TEST_F(LedgerHealthTest, EndsHoweverMuchIsWrittenMeanwhile) {
  constexpr int kMostSteps = 60;
  Start();
  int steps = 0;
  while (health_.Now().state == LedgerState::kUnverified) {
    ASSERT_LE(++steps, kMostSteps) << "it follows the end of the ledger for ever";
    ASSERT_TRUE(time_.RunOne());
    ASSERT_TRUE(Append(2 * static_cast<int>(kEntriesPerStep)).ok());
  }
  EXPECT_EQ(health_.Now().state, LedgerState::kVerified);
  EXPECT_EQ(health_.Now().checked, static_cast<std::uint64_t>(kEntries)) << "what stood there when it began";
}

TEST_F(LedgerHealthTest, RestsTheLeastWhileItIsBehind) {
  Start();
  for (int step = 0; step < 3 + 3; ++step) ASSERT_TRUE(time_.RunOne());  // pages of entries, and as many to derive from
  ASSERT_EQ(health_.Now().state, LedgerState::kUnverified);
  for (int times = 0; times <= kCatchUpFactor; ++times) ASSERT_TRUE(Append(static_cast<int>(kEntriesPerStep)).ok());
  ASSERT_TRUE(time_.RunOne());
  const Instant behind = time_.clock().Now();
  ASSERT_TRUE(time_.RunOne());
  EXPECT_EQ(time_.clock().Now() - behind, kLeastCheckRest);
  time_.RunFor(std::chrono::seconds(30));
  EXPECT_EQ(health_.Now().state, LedgerState::kVerified);
}

TEST_F(LedgerHealthTest, GoesOnWhereTheStoreCouldNotBeRead) {
  Start();
  ASSERT_TRUE(time_.RunOne());
  reader_->failure = Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "busy");
  time_.RunFor(kCheckRetry * 3);
  EXPECT_EQ(health_.Now().state, LedgerState::kUnverified);
  EXPECT_EQ(health_.Now().checked, 1'000u);
  EXPECT_LE(reader_->reads, 5);
  reader_->failure = OkStatus();
  time_.RunFor(kCheckRetry * 2);
  EXPECT_EQ(health_.Now().state, LedgerState::kVerified);
}

TEST_F(LedgerHealthTest, EndsWithItsObject) {
  Start();
  ASSERT_TRUE(time_.RunOne());
  check_.reset();
  time_.RunFor(std::chrono::seconds(5));
  EXPECT_EQ(reader_->reads, 1);
  EXPECT_EQ(health_.Now().state, LedgerState::kUnverified);
}

}  // namespace
}  // namespace clearance
