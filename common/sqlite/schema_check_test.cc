// What was planted, changed or dropped in a file's schema, told by the first that differs.
#include "common/sqlite/schema_check.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

constexpr std::array<Migration, 2> kMigrations = {
    Migration{1, "create_t", "CREATE TABLE t (x INTEGER) STRICT; CREATE INDEX by_x ON t (x);"},
    Migration{2, "create_u", "CREATE TABLE u (x INTEGER) STRICT;"}};

class SchemaCheckTest : public testing::Test {
 protected:
  SchemaCheckTest() {
    auto connection = Connection::Open(folder_.Path("test.db"), OpenMode::kReadWrite);
    EXPECT_TRUE(connection.ok()) << connection.status();
    connection_ = *std::move(connection);
  }
  ~SchemaCheckTest() override { connection_.reset(); }

  void Run(const std::string& sql) {
    const Status status = connection_->RunScript(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  void MigrateAll() { ASSERT_TRUE(Migrate(*connection_, kMigrations).ok()); }
  std::string Fault() {
    const auto fault = SchemaFault(*connection_, kMigrations);
    EXPECT_TRUE(fault.ok()) << fault.status();
    return fault.value_or("an error");
  }

  const TemporaryFolder folder_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(SchemaCheckTest, WhatTheMigrationsMakeHasNone) {
  EXPECT_EQ(Fault(), "") << "a new file";
  MigrateAll();
  EXPECT_EQ(Fault(), "");
  Run("INSERT INTO t VALUES (1); ANALYZE;");
  EXPECT_EQ(Fault(), "") << "statistics are no table of ours, and no harm";
}

TEST_F(SchemaCheckTest, AFileOfAnEarlierVersionIsHeldAgainstThatVersion) {
  ASSERT_TRUE(Migrate(*connection_, std::span(kMigrations).first(1)).ok());
  EXPECT_EQ(Fault(), "");
  Run("CREATE TABLE u (x INTEGER) STRICT;");
  EXPECT_EQ(Fault(), "table u is none of this program's");
}

TEST_F(SchemaCheckTest, NamesWhatIsNotOurs) {
  MigrateAll();
  Run("CREATE TRIGGER swallow BEFORE INSERT ON t BEGIN SELECT raise(IGNORE); END;");
  EXPECT_EQ(Fault(), "trigger swallow is none of this program's");
  Run("DROP TRIGGER swallow; CREATE VIEW \"a\nb\x1b\" AS SELECT 1;");
  EXPECT_EQ(Fault(), "view a?b? is none of this program's") << "whoever planted it chose the name";
}

TEST_F(SchemaCheckTest, ALongNameIsCutShort) {
  MigrateAll();
  Run("CREATE TABLE " + std::string(300, 'a') + " (x);");
  EXPECT_EQ(Fault(), "table " + std::string(64, 'a') + " is none of this program's");
}

TEST_F(SchemaCheckTest, NamesWhatIsMadeOtherwise) {
  MigrateAll();
  Run("DROP INDEX by_x; CREATE INDEX by_x ON u (x);");
  EXPECT_EQ(Fault(), "index by_x is not made as this program makes it");
}

TEST_F(SchemaCheckTest, NamesWhatIsMissing) {
  MigrateAll();
  Run("DROP INDEX by_x;");
  EXPECT_EQ(Fault(), "index by_x is missing");
}

}  // namespace
}  // namespace clearance::sqlite
