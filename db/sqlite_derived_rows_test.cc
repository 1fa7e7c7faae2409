// Two files laid side by side in slices: wherever one ends, each row is compared once and none is passed over. That
// every alteration is found in files of real entries, tests/derivation shows.
#include "db/sqlite_derived_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "db/sqlite_store.h"

namespace clearance {
namespace {

constexpr std::size_t kMostRowsPerSlice = 10;
constexpr int kMostSlices = 20;

class DerivedComparisonTest : public testing::Test {
 protected:
  static std::unique_ptr<SqliteScratch> NewFile() {
    auto file = SqliteScratch::Open(testing::TempDir() + "derived_rows_test.db");
    EXPECT_TRUE(file.ok()) << file.status();
    return *std::move(file);
  }
  static const DerivedTable& Table(std::string_view name) {
    return *std::find_if(DerivedTables().begin(), DerivedTables().end(),
                         [&](const DerivedTable& table) { return table.name == name; });
  }
  void RunIn(SqliteScratch& file, const std::string& sql) {
    const Status status = file.connection().RunScript(sql);
    ASSERT_TRUE(status.ok()) << sql << ": " << status;
  }
  // The difference, or how many rows were compared; whatever the size of a slice.
  void ExpectCompared(std::string_view table, const std::string& expected) {
    for (std::size_t rows = 1; rows <= kMostRowsPerSlice; ++rows) {
      DerivedComparison comparison(Table(table));
      int slices = 0;
      for (bool more = true; more;) {
        ASSERT_LE(++slices, kMostSlices);
        const auto next = comparison.Step(found_->connection(), rebuilt_->connection(), kNow, rows);
        ASSERT_TRUE(next.ok()) << next.status();
        more = *next;
      }
      EXPECT_EQ(comparison.difference().value_or(std::to_string(comparison.rows())), expected) << rows << " rows each";
    }
  }

  static constexpr Instant kNow = FromUnixMs(500);
  const std::unique_ptr<SqliteScratch> found_ = NewFile();
  const std::unique_ptr<SqliteScratch> rebuilt_ = NewFile();
};

TEST_F(DerivedComparisonTest, ASliceGoesOnBehindTheWholeKey) {
  std::string rows;
  for (const char* key : {"1, 1, 1, 1", "1, 1, 1, 2", "1, 1, 2, 1", "1, 2, 1, 1", "1, 2, 1, 2", "2, 1, 1, 1"}) {
    rows +=
        "INSERT INTO stay_records (traveller, territory, at_ms, position, terms) VALUES (" + std::string(key) + ", 0);";
  }
  RunIn(*found_, rows);
  RunIn(*rebuilt_, rows);
  ExpectCompared("stay_records", "6");
  RunIn(*found_, "DELETE FROM stay_records WHERE (territory, at_ms, position) = (2, 1, 1)");
  ExpectCompared(
      "stay_records",
      "table stay_records: the row (traveller 1, pseudonym none, territory 2, at_ms 1, position 1) is missing");
  RunIn(*rebuilt_, "DELETE FROM stay_records WHERE (territory, at_ms) = (2, 1)");
  ExpectCompared("stay_records",
                 "table stay_records: the row (traveller 1, pseudonym none, territory 2, at_ms 1, position 2) follows "
                 "from no entry");
}

// Of six leases that have ended one is still there; three have not.
TEST_F(DerivedComparisonTest, ASliceMayEndAmongLeasesThatAreGone) {
  const auto put = [&](SqliteScratch& file, const std::string& ids) {
    for (const char id : ids) {
      RunIn(file, "INSERT INTO open_decisions VALUES ('" + std::string(1, id) + "', x'00', " +
                      (id <= 'f' ? "1" : "1000") + ", 1, x'00')");
    }
  };
  put(*rebuilt_, "abcdefghi");
  put(*found_, "dghi");
  ExpectCompared("open_decisions", "4");
  RunIn(*found_, "DELETE FROM open_decisions WHERE request_id = 'h'");
  ExpectCompared("open_decisions", "table open_decisions: the row (request_id h) is missing");
}

}  // namespace
}  // namespace clearance
