// The group-commit writer where functions fail: what is run again, how often, and what everybody is told then.
#include <gmock/gmock.h>

#include <atomic>

#include "tests/support/group_commit_fixture.h"

namespace clearance::sqlite {
namespace {

using testing::ElementsAre;

class GroupCommitRerunTest : public GroupCommitTest {
 protected:
  // Writes x, counting how often it is run.
  GroupCommitWriter::Function Counted(int x, int& runs) {
    return [x, &runs](Connection& connection) {
      ++runs;
      return connection.Run("INSERT INTO t VALUES (?)", x);
    };
  }

  // The same, and fails then.
  GroupCommitWriter::Function Failing(int x, int& runs) {
    return [write = Counted(x, runs)](Connection& connection) {
      RETURN_IF_ERROR(write(connection));
      return Refusal();
    };
  }

  static Status Refusal() { return InvalidField("x", "is refused by the rules"); }
};

TEST_F(GroupCommitRerunTest, WhatFailsWithoutWritingLeavesTheRestAsItIs) {
  Start();
  auto gate = SubmitGate();
  int runs = 0;
  auto before = Submit(Counted(1, runs));
  std::vector<std::future<Status>> refused;
  for (int i = 0; i < 3; ++i) {
    refused.push_back(Submit([&runs](Connection& connection) -> Status {
      ++runs;
      auto rows = connection.Prepare("SELECT x FROM t");
      RETURN_IF_ERROR(rows.status());
      EXPECT_TRUE(*rows->Step());  // reads what the first one wrote
      return Refusal();
    }));
  }
  auto after = Submit(Counted(2, runs));
  release_.set_value();
  EXPECT_TRUE(before.get().ok());
  for (auto& one : refused) EXPECT_EQ(one.get(), Refusal());
  EXPECT_TRUE(after.get().ok());
  EXPECT_EQ(runs, 5);
  EXPECT_THAT(Rows(), ElementsAre(1, 2));
  EXPECT_EQ(writer_->Statistics().run_again, 0u);
}

TEST_F(GroupCommitRerunTest, WhatFailsAfterWritingIsUndoneAloneWhereverItStands) {
  Start();
  auto gate = SubmitGate();
  int a = 0, first_failing = 0, b = 0, second_failing = 0, c = 0;
  auto told_a = Submit(Counted(1, a));
  auto told_first = Submit(Failing(2, first_failing));
  auto told_b = Submit(Counted(3, b));
  auto told_second = Submit(Failing(4, second_failing));
  auto told_c = Submit(Counted(5, c));
  release_.set_value();
  EXPECT_TRUE(gate.get().ok());
  EXPECT_TRUE(told_a.get().ok());
  EXPECT_EQ(told_first.get(), Refusal());
  EXPECT_TRUE(told_b.get().ok());
  EXPECT_EQ(told_second.get(), Refusal());
  EXPECT_TRUE(told_c.get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 3, 5));
  // Up to the first that failed they were run twice, all others once: it takes no third time.
  EXPECT_EQ(a, 2);
  EXPECT_EQ(first_failing, 2);
  EXPECT_EQ(b, 1);
  EXPECT_EQ(second_failing, 1);
  EXPECT_EQ(c, 1);
  const BatchStatistics statistics = writer_->Statistics();
  EXPECT_EQ(statistics.batches, 1u);
  EXPECT_EQ(statistics.functions, 6u);
  EXPECT_EQ(statistics.failed_batches, 0u);
  EXPECT_EQ(statistics.run_again, 1u);
}

TEST_F(GroupCommitRerunTest, AWriteThatWasOnlyTriedIsAWrite) {
  Start();
  ASSERT_TRUE(Submit(Insert(1)).get().ok());
  EXPECT_EQ(Submit(Insert(1)).get().code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(writer_->Statistics().run_again, 1u);
}

TEST_F(GroupCommitRerunTest, ForAWhileAfterwardsBatchesHaveSavepointsAtOnce) {
  Start();
  int x = 0;
  int runs = 0;
  const auto fail = [&] { return Submit(Failing(++x, runs)).get(); };
  EXPECT_EQ(fail(), Refusal());
  EXPECT_EQ(runs, 2);
  for (int i = 0; i < 15; ++i) EXPECT_EQ(fail(), Refusal());
  EXPECT_EQ(runs, 17);
  EXPECT_EQ(writer_->Statistics().run_again, 1u);
  EXPECT_EQ(fail(), Refusal());
  EXPECT_EQ(runs, 19);
  EXPECT_EQ(writer_->Statistics().run_again, 2u);
  EXPECT_THAT(Rows(), ElementsAre());
}

TEST_F(GroupCommitRerunTest, TheLastRunIsTheOneThatCounts) {
  Start();
  auto once = Submit([failed = false](Connection& connection) mutable {
    RETURN_IF_ERROR(connection.Run("INSERT INTO t VALUES (1)"));
    return std::exchange(failed, true) ? OkStatus() : Refusal();
  });
  EXPECT_TRUE(once.get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1));
}

TEST_F(GroupCommitRerunTest, ACommitThatFailsThenFailsTheWholeBatch) {
  Start();
  auto gate = SubmitGate();
  int runs = 0;
  auto before = Submit(Counted(1, runs));
  auto failing = Submit(Failing(2, runs));
  auto orphan = Submit([](Connection& connection) { return connection.Run("INSERT INTO child VALUES (99)"); });
  release_.set_value();
  ExpectBatchLost(gate);
  ExpectBatchLost(before);
  ExpectBatchLost(failing);
  ExpectBatchLost(orphan);
  EXPECT_THAT(Rows(), ElementsAre());
  EXPECT_EQ(writer_->Statistics().batches, 0u);
  EXPECT_EQ(writer_->Statistics().failed_batches, 1u);
}

TEST_F(GroupCommitRerunTest, AFullBatchIsRunAgainAsItWas) {
  Start({.max_batch = 3,
         .min_batch_time = std::chrono::hours(1),
         .max_batch_time = std::chrono::hours(1),
         .max_waiting = 100});
  auto gate = SubmitGate();
  int runs = 0;
  std::vector<std::future<Status>> told;
  told.push_back(Submit(Counted(1, runs)));
  auto failing = Submit(Failing(2, runs));
  for (int x = 3; x <= 5; ++x) told.push_back(Submit(Counted(x, runs)));
  release_.set_value();
  for (auto& one : told) EXPECT_TRUE(one.get().ok());
  EXPECT_EQ(failing.get(), Refusal());
  EXPECT_THAT(Rows(), ElementsAre(1, 3, 4, 5));
  EXPECT_EQ(writer_->Statistics().batches, 2u);
  EXPECT_EQ(writer_->Statistics().largest_batch, 3u);
}

TEST_F(GroupCommitRerunTest, StateBesideTheDatabaseBeginsAnew) {
  Counter counter;
  Start(kPatient, counter.Hooks());
  const auto count = [&](int by, Status status) {
    return [&counter, by, status](Connection& connection) -> Status {
      counter.working += by;
      RETURN_IF_ERROR(connection.Run("INSERT INTO t VALUES (?)", by));
      return status;
    };
  };
  auto gate = SubmitGate();
  auto first = Submit(count(1, OkStatus()));
  auto failing = Submit(count(10, Refusal()));
  auto second = Submit(count(100, OkStatus()));
  release_.set_value();
  EXPECT_TRUE(second.get().ok());
  EXPECT_EQ(counter.published, 101);
  EXPECT_EQ(counter.calls, "bfffRbfffrfC");
}

TEST_F(GroupCommitRerunTest, AConnectionKnowsWhetherAWriteWasBegun) {
  const auto connection = Open(OpenMode::kReadWrite);
  auto writes = [&, before = connection->WritesBegun()]() mutable {
    const std::uint64_t now = connection->WritesBegun();
    return now - std::exchange(before, now);
  };
  ASSERT_TRUE(connection->Run("SELECT count(*) FROM t").ok());
  ASSERT_TRUE(connection->Run("SAVEPOINT s").ok());
  ASSERT_TRUE(connection->Run("RELEASE s").ok());
  EXPECT_EQ(writes(), 0u);
  constexpr std::string_view kInsert = "INSERT INTO t VALUES (?)";
  for (int x = 1; x <= 2; ++x) {  // prepared, and kept from then on
    ASSERT_TRUE(connection->Run(kInsert, x).ok());
    EXPECT_EQ(writes(), 1u);
  }
  const auto lent = connection->Prepare(kInsert);
  EXPECT_EQ(writes(), 1u);
  const auto another = connection->Prepare(kInsert);  // not one that is kept
  EXPECT_EQ(writes(), 1u);
  ASSERT_TRUE(connection->RunScript("SELECT 1").ok());
  EXPECT_EQ(writes(), 1u) << "nobody looks into scripts";
}

}  // namespace
}  // namespace clearance::sqlite
