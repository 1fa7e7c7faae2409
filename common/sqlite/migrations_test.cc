// Migrations: forward only, recorded with their text, and never applied by halves.
#include "common/sqlite/migrations.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <vector>

#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

constexpr Migration kFirst{1, "create_t", "CREATE TABLE t (x INTEGER) STRICT; INSERT INTO t VALUES (1);"};
constexpr Migration kSecond{2, "create_u", "CREATE TABLE u (x INTEGER) STRICT; INSERT INTO t VALUES (2);"};

class MigrationsTest : public testing::Test {
 protected:
  MigrationsTest() {
    auto connection = Connection::Open(folder_.Path("test.db"), OpenMode::kReadWrite);
    EXPECT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
  }
  ~MigrationsTest() override { connection_.reset(); }

  Status MigrateTo(const std::vector<Migration>& migrations) { return Migrate(*connection_, migrations); }

  std::int64_t One(std::string_view sql) {
    auto statement = connection_->Prepare(sql);
    EXPECT_TRUE(statement.ok()) << statement.status();
    EXPECT_TRUE(*statement->Step());
    return statement->Int(0);
  }

  static void ExpectRefused(const Status& status, std::string_view why) {
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
    EXPECT_NE(MessageOf(status).find(why), std::string::npos) << status;
  }

  const TemporaryFolder folder_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(MigrationsTest, AppliesEachOnce) {
  ASSERT_TRUE(MigrateTo({kFirst}).ok());
  ASSERT_TRUE(MigrateTo({kFirst}).ok());
  EXPECT_EQ(One("SELECT count(*) FROM t"), 1);
  ASSERT_TRUE(MigrateTo({kFirst, kSecond}).ok());
  ASSERT_TRUE(MigrateTo({kFirst, kSecond}).ok());
  EXPECT_EQ(One("SELECT count(*) FROM t"), 2);
  EXPECT_EQ(One("SELECT max(number) FROM schema_migrations"), 2);
}

TEST_F(MigrationsTest, AFileOfANewerProgramIsRefusedUntouched) {
  ASSERT_TRUE(MigrateTo({kFirst, kSecond}).ok());
  ExpectRefused(MigrateTo({kFirst}), "a newer program");
  EXPECT_EQ(One("SELECT count(*) FROM schema_migrations"), 2);
}

TEST_F(MigrationsTest, AnEditedOrRenamedMigrationIsFound) {
  ASSERT_TRUE(MigrateTo({kFirst}).ok());
  ExpectRefused(MigrateTo({{1, "create_t", "CREATE TABLE t (x INTEGER) STRICT"}}), "another text");
  ASSERT_TRUE(MigrateTo({kFirst, kSecond}).ok());
  ExpectRefused(MigrateTo({kFirst, {2, "create_uu", kSecond.sql}}), "migration 2");
}

// A gate's file in the place of a ledger, or the other way round.
TEST_F(MigrationsTest, AFileOfAnotherKindIsNamed) {
  ASSERT_TRUE(MigrateTo({{1, "create_gate_file", kFirst.sql}, kSecond}).ok());
  const Migration ledger{1, "create_ledger", kFirst.sql};
  const Status status = MigrateTo({ledger});
  ExpectRefused(status, "is a gate file, not a ledger");
  EXPECT_EQ(MessageOf(status).find("migration"), std::string::npos) << status;
  for (const char* name : {"first", "create_photo-1", "create_", "create_a_name_longer_than_that_of_anything"}) {
    ASSERT_TRUE(connection_->Run("UPDATE schema_migrations SET name = ? WHERE number = 1", std::string(name)).ok());
    ExpectRefused(MigrateTo({ledger}), "is not a ledger: it belongs to another program");
  }
}

TEST_F(MigrationsTest, AMigrationMissingFromTheRecordIsFound) {
  ASSERT_TRUE(MigrateTo({kFirst, kSecond}).ok());
  ASSERT_TRUE(connection_->Run("DELETE FROM schema_migrations WHERE number = 1").ok());
  ExpectRefused(MigrateTo({kFirst, kSecond}), "lacks migration 1");
}

TEST_F(MigrationsTest, AFailingMigrationLeavesNothingOfItself) {
  const Migration failing{2, "half", "CREATE TABLE u (x); INSERT INTO nowhere VALUES (1);"};
  const Status status = MigrateTo({kFirst, failing});
  EXPECT_FALSE(status.ok());
  EXPECT_NE(MessageOf(status).find("migration 2 half"), std::string::npos) << status;
  EXPECT_EQ(One("SELECT count(*) FROM sqlite_schema WHERE name = 'u'"), 0);
  EXPECT_EQ(One("SELECT max(number) FROM schema_migrations"), 1);
  EXPECT_TRUE(MigrateTo({kFirst, kSecond}).ok());
}

TEST_F(MigrationsTest, AFileOfAnotherProgramIsRefusedUntouched) {
  ASSERT_TRUE(connection_->RunScript("CREATE TABLE photographs (x)").ok());
  const Status status = MigrateTo({kFirst});
  EXPECT_EQ(status.code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
  EXPECT_EQ(One("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_F(MigrationsTest, AReaderChecksWithoutApplying) {
  const std::array both = {kFirst, kSecond};
  const std::array first = {kFirst};
  ExpectRefused(CheckMigrated(*connection_, both), "schema version 0");
  ASSERT_TRUE(MigrateTo({kFirst}).ok());
  EXPECT_TRUE(CheckMigrated(*connection_, first).ok());
  ExpectRefused(CheckMigrated(*connection_, both), "schema version 1");
  ASSERT_TRUE(MigrateTo({kFirst, kSecond}).ok());
  EXPECT_TRUE(CheckMigrated(*connection_, both).ok());
  ExpectRefused(CheckMigrated(*connection_, first), "a newer program");
}

using MigrationsDeathTest = MigrationsTest;

TEST_F(MigrationsDeathTest, MistakesOfTheProgramStopIt) {
  EXPECT_DEATH(MigrateTo({kSecond}).IgnoreError(), "CHECK failed");
  EXPECT_DEATH(MigrateTo({{1, "commits", "CREATE TABLE t (x); COMMIT;"}}).IgnoreError(), "CHECK failed");
}

}  // namespace
}  // namespace clearance::sqlite
