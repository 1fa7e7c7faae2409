// What a look at a store's file asks, and that it neither waits for who has the file nor changes it.
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/migrations.h"
#include "db/schema.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

constexpr std::size_t kMostBytes = 64 << 20;

class SqliteLookTest : public SqliteStoreTest {
 protected:
  // How often the question about the content was asked.
  int asked_ = 0;

  StatusOr<StoreLook> Look(const Status& answer = OkStatus()) {
    return LookAtStore(Path(), [&](const Snapshot& snapshot) {
      ++asked_;
      EXPECT_EQ(Must(snapshot.ledger().LastPosition()), static_cast<std::uint64_t>(kEntries));
      return answer;
    });
  }
  void Alter(std::string_view sql) {
    ASSERT_EQ(Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite))->RunScript(sql), OkStatus());
  }
};

TEST_F(SqliteLookTest, AsksOfAFileWhatAnOpenAsksAndChangesNothing) {
  EXPECT_EQ(Must(Look()), StoreLook::kNoFile);
  EXPECT_FALSE(std::filesystem::exists(Path()));
  MakeFile();
  const std::string before = Must(ReadFile(Path(), kMostBytes));
  EXPECT_EQ(Must(Look()), StoreLook::kWhole);
  EXPECT_EQ(asked_, 1);
  const Status answer = Error(StatusCode::kFailedPrecondition, error_reason::kMasterKeyWrong, "another key");
  EXPECT_EQ(MessageOf(Look(answer).status()), Path() + ": another key");
  EXPECT_EQ(ReasonOf(Look(answer).status()), error_reason::kMasterKeyWrong);
  EXPECT_EQ(Must(ReadFile(Path(), kMostBytes)), before);
  const auto store = Open(Path());
  EXPECT_EQ(Must(Look()), StoreLook::kWhole) << "beside the process that has it";
}

TEST_F(SqliteLookTest, FindsWhatEndsAnOpenAndAsksNoMore) {
  MakeFile();
  Alter("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = 3");
  EXPECT_EQ(Look().status(), SqliteStore::Open({.path = Path()}, executor_).status());
  EXPECT_EQ(ReasonOf(Look().status()), error_reason::kStoreCorrupt);
  Alter("DROP INDEX entries_by_leaf");
  EXPECT_EQ(Look().status(), SqliteStore::Open({.path = Path()}, executor_).status());
  EXPECT_EQ(MessageOf(Look().status()).rfind(Path() + ": index entries_by_leaf is missing", 0), 0u);
  ASSERT_TRUE(WriteFile(Path() + ".restoring", "").ok());
  EXPECT_EQ(Look().status(), SqliteStore::Open({.path = Path()}, executor_).status());
  EXPECT_EQ(Look().status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(asked_, 0);
}

// Its rows are read once Open has brought them to this program's schema.
TEST_F(SqliteLookTest, OfAnOlderSchemaItAsksTheTablesAlone) {
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    ASSERT_EQ(sqlite::Migrate(*connection, Schema().first(Schema().size() - 1)), OkStatus());
  }
  EXPECT_EQ(Must(Look()), StoreLook::kOlderSchema);
  Alter("CREATE TRIGGER planted AFTER INSERT ON entries BEGIN DELETE FROM stays; END");
  EXPECT_EQ(ReasonOf(Look().status()), error_reason::kStoreCorrupt);
  EXPECT_EQ(asked_, 0);
}

}  // namespace
}  // namespace clearance
