// What a crossing costs on the disk, table by table.
#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>

#include "common/sqlite/connection.h"
#include "db/sqlite_store.h"
#include "tests/contract/store_contract.h"
#include "tests/derivation/border_days.h"

namespace clearance {
namespace {

constexpr int kCrossings = 3'000;
// As in the year that the issue measures: ten million crossings of two million people.
constexpr int kEach = 5;
// The aim is 1,000. It was kept until each person had sealed fields and a key of their own, which cost some 80 of
// these: here it is only seen that no more are added (docs/performance.md).
constexpr std::int64_t kMostBytes = 1'100;

TEST(CrossingSizeTest, ADecisionAndItsPassageTakeNoMoreThanTheyDo) {
  TemporaryFolder folder(std::filesystem::exists("/dev/shm") ? "/dev/shm" : "");
  ThreadPool executor(2);
  {
    const auto store = Must(SqliteStore::Open({.path = folder.Path("ledger.db")}, executor));
    BorderDays(*store, 1).RunCrossings(kCrossings, kEach);
  }
  const auto connection = Must(sqlite::Connection::Open(folder.Path("ledger.db"), sqlite::OpenMode::kReadOnly));
  auto sizes =
      connection->Prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY sum(pgsize) DESC").value();
  std::int64_t total = 0;
  while (Must(sizes.Step())) {
    const std::int64_t bytes = sizes.Int(1) / kCrossings;
    if (bytes > 1) std::cout << "  " << sizes.Text(0) << ": " << bytes << "\n";
    total += sizes.Int(1);
  }
  std::cout << "  a crossing: " << total / kCrossings << " bytes\n";
  EXPECT_LT(total / kCrossings, kMostBytes);
}

}  // namespace
}  // namespace clearance
