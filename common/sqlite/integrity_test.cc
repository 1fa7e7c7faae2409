// SQLite's own look at a file: a sound one, one whose index lost a row, one with a page that is none.
#include "common/sqlite/integrity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class IntegrityTest : public testing::Test {
 protected:
  IntegrityTest() {
    path_ = folder_.Path("test.db");
    Run("CREATE TABLE t (id INTEGER PRIMARY KEY, x INTEGER, y BLOB) STRICT; CREATE INDEX by_x ON t (x);"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) "
        "INSERT INTO t SELECT i + 1000, i, randomblob(200) FROM n;");
  }

  std::unique_ptr<Connection> Open() {
    auto connection = Connection::Open(path_, OpenMode::kReadWrite);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }
  void Run(const char* sql) {
    const Status status = Open()->RunScript(sql);
    EXPECT_TRUE(status.ok()) << status;
  }
  std::int64_t One(const char* sql) {
    const auto connection = Open();
    auto statement = connection->Prepare(sql);
    EXPECT_TRUE(*statement->Step());
    return statement->Int(0);
  }
  void Overwrite(std::int64_t at, const std::string& bytes) {
    std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(at);
    file << bytes;
    EXPECT_TRUE(file.good());
  }
  std::vector<std::string> Faults(IntegrityDepth depth) {
    const auto connection = Open();
    const auto faults = CheckIntegrity(*connection, depth);
    EXPECT_TRUE(faults.ok()) << faults.status();
    return faults.value_or(std::vector<std::string>());
  }

  const TemporaryFolder folder_;
  std::string path_;
};

TEST_F(IntegrityTest, ASoundFileHasNoFault) {
  EXPECT_THAT(Faults(IntegrityDepth::kQuick), IsEmpty());
  EXPECT_THAT(Faults(IntegrityDepth::kFull), IsEmpty());
}

TEST_F(IntegrityTest, OnlyTheFullLookHoldsAnIndexAgainstItsTable) {
  const std::int64_t page_bytes = One("PRAGMA page_size");
  const std::int64_t index = One("SELECT rootpage FROM sqlite_schema WHERE name = 'by_x'");
  // A page is filled from its end: its last octet is the lower one of the first row's id, which becomes another's.
  Overwrite(index * page_bytes - 1, "\x7f");
  EXPECT_THAT(Faults(IntegrityDepth::kQuick), IsEmpty());
  EXPECT_THAT(Faults(IntegrityDepth::kFull), Contains(HasSubstr("missing from index by_x")));
}

TEST_F(IntegrityTest, APageThatIsNoneIsAFaultAndNoError) {
  const std::int64_t page_bytes = One("PRAGMA page_size");
  const std::int64_t table = One("SELECT rootpage FROM sqlite_schema WHERE name = 't'");
  Overwrite((table - 1) * page_bytes, std::string(static_cast<std::size_t>(page_bytes), '\xAA'));
  for (const IntegrityDepth depth : {IntegrityDepth::kQuick, IntegrityDepth::kFull}) {
    const std::vector<std::string> faults = Faults(depth);
    EXPECT_THAT(faults, Not(IsEmpty()));
    EXPECT_LE(faults.size(), static_cast<std::size_t>(kMaxIntegrityFaults) + 1);
  }
}

}  // namespace
}  // namespace clearance::sqlite
