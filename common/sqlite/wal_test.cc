// What was erased is nowhere in the raw files once the WAL has been emptied, and it is told when it could not be.
#include "common/sqlite/wal.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/random.h"
#include "common/sqlite/transaction.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

constexpr Duration kShortWait{50};

class WalTest : public testing::Test {
 protected:
  WalTest() {
    path_ = folder_.Path("test.db");
    connection_ = *Connection::Open(path_, OpenMode::kReadWrite);
  }

  std::string Content(const char* suffix) {
    const std::string path = path_ + suffix;
    if (!std::filesystem::exists(path)) return "";
    return *ReadFile(path, 100'000'000);
  }
  bool SomewhereInTheFiles(std::string_view text) {
    return (Content("") + Content("-wal") + Content("-shm")).find(text) != std::string::npos;
  }

  // 60 bytes that are all their own number's.
  static std::string Secret(int number) {
    std::string secret(60, '\0');
    SeededRandom random(static_cast<std::uint64_t>(number) + 1);
    random.Fill({reinterpret_cast<std::uint8_t*>(secret.data()), secret.size()});
    return secret;
  }

  const TemporaryFolder folder_;
  std::string path_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(WalTest, ErasedRowsAreNowhereInTheFiles) {
  // Rows in an order that splits pages again and again, so that pieces of them have stood in many places.
  constexpr int kRows = 5'000;
  constexpr int kRowsInOneCommit = 100;
  ASSERT_TRUE(connection_->RunScript("CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB) WITHOUT ROWID").ok());
  for (int begin = 0; begin < kRows; begin += kRowsInOneCommit) {
    auto writing = Transaction::Begin(*connection_, TransactionKind::kWrite);
    for (int i = begin; i < begin + kRowsInOneCommit; ++i) {
      const int number = i * 1'999 % kRows;
      ASSERT_TRUE(connection_->Run("INSERT INTO t VALUES (?, ?)", number, Blob{Secret(number)}).ok());
    }
    ASSERT_TRUE(writing->Commit().ok());
  }
  ASSERT_TRUE(TruncateWal(*connection_, kShortWait).ok());
  ASSERT_TRUE(SomewhereInTheFiles(Secret(17)));
  for (int number = 17; number < kRows; number += 97) {
    ASSERT_TRUE(connection_->Run("DELETE FROM t WHERE k = ?", number).ok());
  }
  EXPECT_TRUE(SomewhereInTheFiles(Secret(17))) << "the WAL has not been brought in yet";
  ASSERT_TRUE(TruncateWal(*connection_, kShortWait).ok());
  EXPECT_EQ(Content("-wal"), "");
  const std::string files = Content("") + Content("-wal") + Content("-shm");
  for (int number = 17; number < kRows; number += 97) {
    for (const std::size_t piece : {0u, 16u, 32u, 44u}) {
      EXPECT_EQ(files.find(Secret(number).substr(piece, 16)), std::string::npos) << number;
    }
  }
  EXPECT_TRUE(SomewhereInTheFiles(Secret(18)));
}

TEST_F(WalTest, AReaderThatHindersIsTold) {
  ASSERT_TRUE(connection_->RunScript("CREATE TABLE t (v BLOB); INSERT INTO t VALUES (x'00');").ok());
  const auto reader = *Connection::Open(path_, OpenMode::kReadOnly);
  {
    auto reading = Transaction::Begin(*reader, TransactionKind::kRead);
    ASSERT_TRUE(reading.ok());
    auto look = reader->Prepare("SELECT count(*) FROM t");
    ASSERT_TRUE(*look->Step());
    ASSERT_TRUE(connection_->Run("INSERT INTO t VALUES (x'01')").ok());
    const Status hindered = TruncateWal(*connection_, kShortWait);
    EXPECT_EQ(hindered.code(), StatusCode::kUnavailable) << hindered;
    EXPECT_EQ(ReasonOf(hindered), error_reason::kStoreUnavailable);
    EXPECT_NE(Content("-wal"), "");
  }
  EXPECT_TRUE(TruncateWal(*connection_, kShortWait).ok());
  EXPECT_EQ(Content("-wal"), "");
  auto timeout = connection_->Prepare("PRAGMA busy_timeout");
  ASSERT_TRUE(*timeout->Step());
  EXPECT_EQ(timeout->Int(0), kBusyTimeout.count()) << "as the connection had it";
}

TEST_F(WalTest, AWriterThatHindersIsTold) {
  ASSERT_TRUE(connection_->RunScript("CREATE TABLE t (v BLOB)").ok());
  const auto other = *Connection::Open(path_, OpenMode::kReadWrite);
  auto writing = Transaction::Begin(*other, TransactionKind::kWrite);
  ASSERT_TRUE(writing.ok());
  EXPECT_EQ(TruncateWal(*connection_, kShortWait).code(), StatusCode::kUnavailable);
}

}  // namespace
}  // namespace clearance::sqlite
