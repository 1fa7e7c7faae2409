// The disk with faults: it forgets what was not synced, keeps what was, and fails as it is told; and SQLite on it.
#include "common/sqlite/fault_vfs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

constexpr int kAlways = 1000;

std::string ContentOf(FaultDisk& disk, const std::string& path) {
  const auto file = disk.Open(path, false);
  if (file == nullptr) return "(none)";
  std::string content;
  EXPECT_EQ(disk.Read(*file, 0, 1 << 20, content), DiskResult::kDone);
  return content;
}

TEST(FaultDiskTest, WhatWasSyncedOutlivesAPowerCut) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    FaultDisk disk(seed);
    {
      const auto file = disk.Open("a", true);
      EXPECT_EQ(disk.Write(*file, 0, "synced"), DiskResult::kDone);
      EXPECT_EQ(disk.Sync(*file, true), DiskResult::kDone);
    }
    disk.CutPower();
    EXPECT_EQ(disk.Open("a", false), nullptr);
    disk.RestorePower();
    EXPECT_EQ(ContentOf(disk, "a"), "synced");
  }
}

TEST(FaultDiskTest, WhatWasNotSyncedIsThereOrNotInWholeOrInPart) {
  std::set<std::string> outcomes;
  const std::string first(kSectorBytes, 'a');
  const std::string second(2 * kSectorBytes, 'b');
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    FaultDisk disk(seed);
    {
      const auto file = disk.Open("a", true);
      disk.Sync(*file, true);
      disk.Write(*file, 0, first);
      disk.Write(*file, kSectorBytes, second);
      std::string seen;
      EXPECT_EQ(disk.Read(*file, 0, 9999, seen), DiskResult::kDone);
      EXPECT_EQ(seen, first + second) << "a reader sees what was written";
    }
    disk.CutPower();
    disk.RestorePower();
    std::string shape;
    const std::string content = ContentOf(disk, "a");
    for (std::size_t i = 0; i < content.size(); i += kSectorBytes) shape += content[i] == '\0' ? '-' : content[i];
    outcomes.insert(shape);
  }
  EXPECT_THAT(outcomes, testing::IsSupersetOf({"", "a", "ab", "abb", "-b", "-bb", "--b", "a-b"}));
}

TEST(FaultDiskTest, ANameIsDurableOnceItsFolderIsSynced) {
  std::set<bool> made;
  std::set<bool> removed;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    FaultDisk disk(seed);
    disk.Sync(*disk.Open("old", true), true);
    disk.Sync(*disk.Open("gone", true), true);
    EXPECT_EQ(disk.Remove("gone", true), DiskResult::kDone);
    EXPECT_EQ(disk.Remove("gone", true), DiskResult::kNotThere);
    disk.Sync(*disk.Open("new", true), false);
    disk.Remove("old", false);
    disk.CutPower();
    disk.RestorePower();
    EXPECT_FALSE(disk.Exists("gone"));
    made.insert(disk.Exists("new"));
    removed.insert(!disk.Exists("old"));
  }
  EXPECT_EQ(made.size(), 2U);
  EXPECT_EQ(removed.size(), 2U);
}

TEST(FaultDiskTest, AFailedSyncMayHaveForgotten) {
  std::set<std::string> after_a_good_one;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    FaultDisk disk(seed);
    {
      const auto file = disk.Open("a", true);
      disk.Sync(*file, true);
      disk.Write(*file, 0, "x");
      disk.SetFaults({.sync_fails = kAlways});
      EXPECT_EQ(disk.Sync(*file, false), DiskResult::kFailed);
      disk.SetFaults({});
      EXPECT_EQ(disk.Sync(*file, false), DiskResult::kDone);
    }
    disk.CutPower();
    disk.RestorePower();
    after_a_good_one.insert(ContentOf(disk, "a"));
  }
  EXPECT_THAT(after_a_good_one, testing::ElementsAre("", "x"));
}

TEST(FaultDiskTest, AFullDiskTakesWhatFits) {
  FaultDisk disk(1);
  const auto file = disk.Open("a", true);
  disk.SetFaults({.free_bytes = 3});
  EXPECT_EQ(disk.Write(*file, 0, "ab"), DiskResult::kDone);
  EXPECT_EQ(disk.Write(*file, 2, "cd"), DiskResult::kFull);
  EXPECT_EQ(disk.Write(*file, 0, "xyz"), DiskResult::kDone) << "no growth";
  EXPECT_EQ(ContentOf(disk, "a"), "xyz");
  EXPECT_EQ(disk.Statistics().Faults(), 1U);
}

TEST(FaultDiskTest, WhatSeveralHaveMetIsAddedUp) {
  DiskStatistics sum{.failed_writes = 1,
                     .short_writes = 2,
                     .full_writes = 3,
                     .failed_reads = 4,
                     .failed_syncs = 5,
                     .failed_others = 6,
                     .power_cuts = 7,
                     .lies = 8,
                     .lost_writes = 9};
  sum += {.failed_writes = 10,
          .short_writes = 20,
          .full_writes = 30,
          .failed_reads = 40,
          .failed_syncs = 50,
          .failed_others = 60,
          .power_cuts = 70,
          .lies = 80,
          .lost_writes = 90};
  const std::uint64_t each[] = {sum.failed_writes, sum.short_writes, sum.full_writes,
                                sum.failed_reads,  sum.failed_syncs, sum.failed_others,
                                sum.power_cuts,    sum.lies,         sum.lost_writes};
  EXPECT_THAT(each, testing::ElementsAre(11, 22, 33, 44, 55, 66, 77, 88, 99));
  EXPECT_EQ(sum.Faults(), 396u);
}

TEST(FaultDiskTest, EveryFaultIsCountedOnce) {
  FaultDisk disk(1);
  const auto file = disk.Open("a", true);
  disk.SetFaults({.write_fails = kAlways});
  EXPECT_EQ(disk.Write(*file, 0, "x"), DiskResult::kFailed);
  disk.SetFaults({.write_cut_short = kAlways});
  EXPECT_NE(disk.Write(*file, 0, "xy"), DiskResult::kDone);
  disk.SetFaults({.read_fails = kAlways, .truncate_fails = kAlways, .remove_fails = kAlways, .open_fails = kAlways});
  std::string got;
  EXPECT_EQ(disk.Read(*file, 0, 1, got), DiskResult::kFailed);
  EXPECT_EQ(disk.Truncate(*file, 0), DiskResult::kFailed);
  EXPECT_EQ(disk.Remove("a", true), DiskResult::kFailed);
  EXPECT_EQ(disk.Open("a", true), nullptr);
  disk.SetFaults({.lies = true});
  EXPECT_EQ(disk.Sync(*file, true), DiskResult::kDone);
  disk.SetFaults({.power_cut_at = 2});
  EXPECT_EQ(disk.Write(*file, 0, "x"), DiskResult::kDone);
  EXPECT_EQ(disk.Write(*file, 1, "y"), DiskResult::kFailed);
  EXPECT_EQ(disk.Write(*file, 2, "z"), DiskResult::kFailed);
  EXPECT_EQ(disk.Statistics().Faults(), 8U);
  EXPECT_EQ(disk.Statistics().failed_others, 3U);
}

class FaultVfsTest : public testing::Test {
 protected:
  FaultVfsTest() { EXPECT_TRUE(Open()->RunScript("CREATE TABLE t (x INTEGER PRIMARY KEY, y BLOB) STRICT;").ok()); }

  std::unique_ptr<Connection> Open() {
    auto connection = Connection::Open(folder_.Path("test.db"), OpenMode::kReadWrite, vfs_.name().c_str());
    EXPECT_TRUE(connection.ok()) << connection.status();
    return connection.ok() ? *std::move(connection) : nullptr;
  }

  static Status Insert(Connection& connection, int x) {
    return connection.Run("INSERT INTO t VALUES (?, zeroblob(3000))", x);
  }

  static std::int64_t Count(Connection& connection) {
    auto statement = connection.Prepare("SELECT count(*) FROM t");
    EXPECT_TRUE(statement.ok() && statement->Step().ok());
    return statement->Int(0);
  }

  void CutAndRestore(std::unique_ptr<Connection> connection) {
    disk_.CutPower();
    connection.reset();
    disk_.RestorePower();
  }

  const TemporaryFolder folder_;
  FaultDisk disk_{4711};
  FaultVfs vfs_{disk_};
};

TEST_F(FaultVfsTest, WithoutFaultsItIsADiskAsAnyOther) {
  auto first = Open();
  const auto second = Open();
  for (int x = 0; x < 2000; ++x) ASSERT_TRUE(Insert(*first, x).ok());  // more than one checkpoint's worth
  EXPECT_EQ(Count(*second), 2000);
  first.reset();
  EXPECT_EQ(Count(*Open()), 2000);
  EXPECT_EQ(disk_.Statistics().Faults(), 0U);
  EXPECT_EQ(std::filesystem::file_size(folder_.Path("test.db")), 0U) << "nothing reached the real disk";
}

TEST_F(FaultVfsTest, WhatWasCommittedOutlivesAPowerCut) {
  int committed = 0;
  for (int round = 0; round < 30; ++round) {
    auto connection = Open();
    EXPECT_EQ(Count(*connection), committed) << "round " << round;
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(Insert(*connection, committed++).ok());
    CutAndRestore(std::move(connection));
  }
}

TEST_F(FaultVfsTest, WhatWasCommittedWithoutSyncIsLost) {
  int lost = 0;
  for (int round = 0; round < 10; ++round) {
    auto connection = Open();
    ASSERT_TRUE(connection->RunScript("DELETE FROM t; PRAGMA synchronous = NORMAL;").ok());
    for (int x = 0; x < 20; ++x) ASSERT_TRUE(Insert(*connection, x).ok());
    CutAndRestore(std::move(connection));
    lost += Count(*Open()) < 20 ? 1 : 0;
  }
  EXPECT_GT(lost, 2);
}

// What a process finds it may tell; so the power must not take it away again.
TEST_F(FaultVfsTest, WhatADeadProcessLeftIsDurableOnceItIsSeen) {
  int seen_unsynced = 0;
  for (int round = 0; round < 40; ++round) {
    auto dying = Open();
    const std::int64_t before = Count(*dying);
    disk_.SetFaults({.power_cut_at = static_cast<std::uint64_t>(round % 20) + 1});
    int x = 0;
    while (Insert(*dying, 100 * round + x).ok()) ++x;
    dying.reset();
    disk_.RestartProcess();
    auto next = Open();
    const std::int64_t seen = Count(*next);
    EXPECT_GE(seen, before + x);
    seen_unsynced += seen > before + x ? 1 : 0;
    CutAndRestore(std::move(next));
    EXPECT_EQ(Count(*Open()), seen) << "round " << round;
  }
  EXPECT_GT(seen_unsynced, 0);
}

TEST_F(FaultVfsTest, WhatFollowsAFailedFlushDoesNotHangOnIt) {
  int failed_yet_there = 0;
  for (int round = 0; round < 40; ++round) {
    auto failing = Open();
    ASSERT_TRUE(Insert(*failing, 100 * round).ok());
    disk_.SetFaults({.sync_fails = kAlways});
    EXPECT_EQ(Insert(*failing, 100 * round + 1).code(), StatusCode::kUnavailable);
    disk_.CutPower();  // the process ends before it can write anything more
    failing.reset();
    disk_.RestartProcess();
    auto next = Open();
    const std::int64_t seen = Count(*next);
    failed_yet_there += Insert(*next, 100 * round + 1).ok() ? 0 : 1;
    ASSERT_TRUE(Insert(*next, 100 * round + 2).ok());
    CutAndRestore(std::move(next));
    auto after = Open();
    EXPECT_GE(Count(*after), seen + 1) << "round " << round;
  }
  EXPECT_GT(failed_yet_there, 0);
}

TEST_F(FaultVfsTest, FailuresAreToldAndPass) {
  const std::vector<DiskFaults> table = {
      {.write_fails = kAlways}, {.write_cut_short = kAlways}, {.sync_fails = kAlways}, {.free_bytes = 100}};
  auto connection = Open();
  for (std::size_t i = 0; i < table.size(); ++i) {
    disk_.SetFaults(table[i]);
    const Status failed = Insert(*connection, static_cast<int>(i));
    EXPECT_EQ(failed.code(), StatusCode::kUnavailable) << i << ": " << failed;
    EXPECT_EQ(ReasonOf(failed), error_reason::kStoreUnavailable);
    disk_.SetFaults({});
    EXPECT_EQ(Count(*connection), static_cast<std::int64_t>(i));
    ASSERT_TRUE(Insert(*connection, static_cast<int>(i)).ok());
  }
  disk_.SetFaults({.sync_fails = kAlways});
  EXPECT_EQ(Connection::Open(folder_.Path("test.db"), OpenMode::kReadWrite, vfs_.name().c_str()).status().code(),
            StatusCode::kUnavailable)
      << "the journal that is there cannot be made durable";
  disk_.SetFaults({.read_fails = kAlways});
  EXPECT_EQ(Connection::Open(folder_.Path("test.db"), OpenMode::kReadOnly, vfs_.name().c_str()).status().code(),
            StatusCode::kUnavailable);
}

}  // namespace
}  // namespace clearance::sqlite
