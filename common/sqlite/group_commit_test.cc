// The group-commit writer: what stands and falls together, what is told when, and what a failed commit undoes.
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <atomic>
#include <latch>
#include <thread>
#include <utility>

#include "tests/support/group_commit_fixture.h"

namespace clearance::sqlite {
namespace {

using testing::ElementsAre;

TEST_F(GroupCommitTest, WhatWaitsIsOneCommit) {
  Start();
  auto gate = SubmitGate();
  std::vector<std::future<Status>> told;
  for (int x = 1; x <= 5; ++x) told.push_back(Submit(Insert(x)));
  EXPECT_THAT(Rows(), ElementsAre());
  release_.set_value();
  for (auto& one : told) EXPECT_TRUE(one.get().ok());
  EXPECT_TRUE(gate.get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 2, 3, 4, 5));
  const BatchStatistics statistics = writer_->Statistics();
  EXPECT_EQ(statistics.batches, 1u);
  EXPECT_EQ(statistics.functions, 6u);
  EXPECT_EQ(statistics.largest_batch, 6u);
  EXPECT_EQ(statistics.failed_batches, 0u);
}

TEST_F(GroupCommitTest, DoneIsToldAfterTheCommit) {
  Start();
  std::promise<std::vector<std::int64_t>> seen;
  std::promise<std::thread::id> writer_thread;
  writer_->Submit(
      [&](Connection& connection) {
        writer_thread.set_value(std::this_thread::get_id());
        return connection.Run("INSERT INTO t VALUES (7)");
      },
      [&](Status status) {
        EXPECT_TRUE(status.ok());
        EXPECT_NE(std::this_thread::get_id(), writer_thread.get_future().get());
        seen.set_value(Rows());
      });
  EXPECT_THAT(seen.get_future().get(), ElementsAre(7));
}

TEST_F(GroupCommitTest, AFailingFunctionIsUndoneAlone) {
  Start();
  auto gate = SubmitGate();
  auto before = Submit(Insert(1));
  auto failing = Submit([](Connection& connection) {
    RETURN_IF_ERROR(connection.Run("INSERT INTO t VALUES (2)"));
    return InvalidField("x", "is refused by the rules");
  });
  auto after = Submit([](Connection& connection) -> Status {
    auto rows = connection.Prepare("SELECT count(*), max(x) FROM t");
    RETURN_IF_ERROR(rows.status());
    EXPECT_TRUE(*rows->Step());
    EXPECT_EQ(rows->Int(0), 1);  // sees what the first one wrote, and nothing of the second
    EXPECT_EQ(rows->Int(1), 1);
    return connection.Run("INSERT INTO t VALUES (3)");
  });
  release_.set_value();
  EXPECT_TRUE(before.get().ok());
  EXPECT_EQ(failing.get(), InvalidField("x", "is refused by the rules"));
  EXPECT_TRUE(after.get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 3));
  EXPECT_EQ(writer_->Statistics().batches, 1u);
}

TEST_F(GroupCommitTest, AStatementErrorIsToldToItsFunctionAlone) {
  Start();
  auto gate = SubmitGate();
  auto first = Submit(Insert(1));
  auto again = Submit(Insert(1));
  release_.set_value();
  EXPECT_TRUE(first.get().ok());
  EXPECT_EQ(again.get().code(), StatusCode::kAlreadyExists);
  EXPECT_THAT(Rows(), ElementsAre(1));
}

TEST_F(GroupCommitTest, AFailedCommitFailsTheWholeBatchAndNoMore) {
  Start();
  auto gate = SubmitGate();
  auto before = Submit(Insert(1));
  auto orphan = Submit([](Connection& connection) { return connection.Run("INSERT INTO child VALUES (99)"); });
  auto refused = Submit([](Connection&) { return InvalidField("x", "is refused by the rules"); });
  release_.set_value();
  ExpectBatchLost(gate);
  ExpectBatchLost(before);
  ExpectBatchLost(orphan);
  ExpectBatchLost(refused);
  EXPECT_THAT(Rows(), ElementsAre());
  EXPECT_EQ(writer_->Statistics().failed_batches, 1u);
  EXPECT_TRUE(Submit(Insert(2)).get().ok());
  EXPECT_THAT(Rows(), ElementsAre(2));
}

TEST_F(GroupCommitTest, AFullFileFailsTheWholeBatch) {
  Start();
  ASSERT_TRUE(Submit(Insert(1)).get().ok());
  auto gate = SubmitGate();
  auto before = Submit(Insert(2));
  auto full = Submit([](Connection& connection) {
    // SQLite takes the current size as the least limit: the file can grow no more.
    RETURN_IF_ERROR(connection.RunScript("PRAGMA max_page_count = 1"));
    const Status status = connection.Run("INSERT INTO parent VALUES (zeroblob(100000))");
    EXPECT_FALSE(connection.InTransaction());
    return status;
  });
  release_.set_value();
  ExpectBatchLost(gate);
  ExpectBatchLost(before);
  const Status lost = full.get();
  EXPECT_EQ(lost.code(), StatusCode::kUnavailable);
  EXPECT_NE(MessageOf(lost).find("disk is full"), std::string::npos) << lost;  // the cause, for the operator
  EXPECT_THAT(Rows(), ElementsAre(1));
}

// Files of this process may not grow beyond `bytes` as long as this lives: writing more fails as on a broken disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes) : old_handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &old_limit_);
    const rlimit limit{bytes, old_limit_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_limit_);
    ::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_limit_{};
  sighandler_t old_handler_;
};

TEST_F(GroupCommitTest, ACommitThatCannotBeWrittenFailsTheWholeBatch) {
  Start();
  ASSERT_TRUE(Submit(Insert(1)).get().ok());
  auto gate = SubmitGate();
  auto first = Submit(Insert(2));
  auto second = Submit(Insert(3));
  {
    const FileSizeLimit limit(std::filesystem::file_size(folder_.Path("test.db-wal")));
    release_.set_value();
    ExpectBatchLost(gate);
    ExpectBatchLost(first);
    ExpectBatchLost(second);
  }
  EXPECT_THAT(Rows(), ElementsAre(1));
  EXPECT_TRUE(Submit(Insert(4)).get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 4));
}

TEST_F(GroupCommitTest, ARollbackBySqliteFailsTheWholeBatch) {
  Start();
  ASSERT_TRUE(Submit(Insert(1)).get().ok());
  auto gate = SubmitGate();
  auto before = Submit(Insert(2));
  auto breaking = Submit([](Connection& connection) { return connection.Run("INSERT OR ROLLBACK INTO t VALUES (1)"); });
  auto after = Submit(Insert(3));
  release_.set_value();
  ExpectBatchLost(gate);
  ExpectBatchLost(before);
  ExpectBatchLost(breaking);
  // It had not joined yet: it is in a batch of its own.
  EXPECT_TRUE(after.get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 3));
}

TEST_F(GroupCommitTest, ARollbackThatAFunctionHidesIsStillNoticed) {
  Start();
  ASSERT_TRUE(Submit(Insert(1)).get().ok());
  auto gate = SubmitGate();
  auto before = Submit(Insert(2));
  auto hiding = Submit([](Connection& connection) {
    EXPECT_FALSE(connection.Run("INSERT OR ROLLBACK INTO t VALUES (1)").ok());
    return OkStatus();
  });
  release_.set_value();
  ExpectBatchLost(before);
  ExpectBatchLost(hiding);
  EXPECT_THAT(Rows(), ElementsAre(1));
}

TEST_F(GroupCommitTest, ABatchHasAtMostSoManyFunctions) {
  Start({.max_batch = 3,
         .min_batch_time = std::chrono::hours(1),
         .max_batch_time = std::chrono::hours(1),
         .max_waiting = 100});
  auto gate = SubmitGate();
  std::vector<std::future<Status>> told;
  for (int x = 1; x <= 8; ++x) told.push_back(Submit(Insert(x)));
  release_.set_value();
  for (auto& one : told) EXPECT_TRUE(one.get().ok());
  EXPECT_EQ(writer_->Statistics().batches, 3u);
  EXPECT_EQ(writer_->Statistics().largest_batch, 3u);
  EXPECT_EQ(writer_->Statistics().batches_by_size[2], 3u) << "of three to four";
}

TEST_F(GroupCommitTest, ABatchThatHasRunLongEnoughTakesNoMore) {
  Start({.max_batch = 100, .max_batch_time = Duration(0), .max_waiting = 100});
  auto gate = SubmitGate();
  auto first = Submit(Insert(1));
  auto second = Submit(Insert(2));
  release_.set_value();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
  EXPECT_EQ(writer_->Statistics().batches, 3u);
}

// A clock of which every function takes a millisecond, and every commit as many as it is told.
class GroupCommitIntakeTest : public GroupCommitTest {
 protected:
  static GroupCommitOptions::TimePoint Now() { return GroupCommitOptions::TimePoint(std::chrono::milliseconds(ms_)); }

  // The sizes of the batches of ten functions that waited when the first of them began.
  std::vector<std::size_t> BatchesWhenACommitTakes(int ms) {
    ms_ = 0;
    std::vector<std::size_t> sizes;
    BatchHooks hooks;
    hooks.batch_begun = [&] { sizes.push_back(0); };
    hooks.function_begun = [&] { ++sizes.back(); };
    hooks.batch_committed = [ms] { ms_ += ms; };
    Start({.max_batch = 100, .max_waiting = 100, .now = Now}, hooks);
    auto gate = SubmitGate();
    std::vector<std::future<Status>> told;
    for (int i = 0; i < 10; ++i) {
      told.push_back(Submit([](Connection&) {
        ++ms_;
        return OkStatus();
      }));
    }
    release_.set_value();
    for (auto& one : told) EXPECT_TRUE(one.get().ok());
    return sizes;
  }

 private:
  static inline std::atomic<int> ms_ = 0;
};

TEST_F(GroupCommitIntakeTest, ABatchTakesFunctionsForAMillisecondAtLeast) {
  EXPECT_THAT(BatchesWhenACommitTakes(0), ElementsAre(2, 1, 1, 1, 1, 1, 1, 1, 1, 1)) << "the first with its gate";
}

TEST_F(GroupCommitIntakeTest, ABatchTakesFunctionsForAsLongAsTheLastCommitTook) {
  EXPECT_THAT(BatchesWhenACommitTakes(3), ElementsAre(2, 3, 3, 3));
}

TEST_F(GroupCommitIntakeTest, ABatchTakesFunctionsForFiveMillisecondsAtMost) {
  EXPECT_THAT(BatchesWhenACommitTakes(60), ElementsAre(2, 5, 4));
}

TEST_F(GroupCommitTest, AFullQueueIsToldAtOnceAndTheRestGoesOn) {
  Start({.max_batch = 1, .max_batch_time = std::chrono::hours(1), .max_waiting = 2});
  auto gate = SubmitGate();
  auto first = Submit(Insert(1));
  auto second = Submit(Insert(2));
  auto refused = Submit(Insert(3));
  const Status overloaded = refused.get();  // told while the writer is still busy
  EXPECT_EQ(overloaded.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(overloaded), error_reason::kOverloaded);
  EXPECT_EQ(writer_->Statistics().waiting, 2u);
  release_.set_value();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(second.get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 2));
}

TEST_F(GroupCommitTest, DestructionWritesWhatIsWaiting) {
  Start();
  auto gate = SubmitGate();
  std::vector<std::future<Status>> told;
  for (int x = 1; x <= 20; ++x) told.push_back(Submit(Insert(x)));
  std::thread destroyer([this] { writer_.reset(); });
  release_.set_value();
  destroyer.join();
  EXPECT_EQ(Rows().size(), 20u);
  for (auto& one : told) EXPECT_TRUE(one.get().ok());
}

TEST_F(GroupCommitTest, SubmittingDuringDestructionIsRefused) {
  Start();
  std::thread destroyer;
  std::future<Status> late;
  // The writer's end waits for this function, so that the writer still stands while it is asked.
  auto inside = Submit([&](Connection&) {
    GroupCommitWriter* writer = writer_.release();
    destroyer = std::thread([writer] { delete writer; });
    // Until the end has begun a Submit is still taken: ask until it is not.
    do {
      auto told = std::make_shared<std::promise<Status>>();
      late = told->get_future();
      writer->Submit([](Connection&) { return OkStatus(); }, [told](Status status) { told->set_value(status); });
    } while (late.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready);
    return OkStatus();
  });
  EXPECT_TRUE(inside.get().ok());
  destroyer.join();
  const Status status = late.get();
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(status), error_reason::kShuttingDown);
}

TEST_F(GroupCommitTest, StateBesideTheDatabaseFollowsIt) {
  Counter counter;
  Start(kPatient, counter.Hooks());
  const auto count = [&](int by, Status status) {
    return [&counter, by, status](Connection&) {
      counter.working += by;
      return status;
    };
  };
  auto gate = SubmitGate();
  auto first = Submit(count(1, OkStatus()));
  auto failing = Submit(count(10, InvalidField("x", "is refused by the rules")));
  auto second = Submit(count(100, OkStatus()));
  release_.set_value();
  EXPECT_TRUE(second.get().ok());
  EXPECT_EQ(counter.published, 101);
  EXPECT_EQ(counter.calls, "bfffrfC");

  auto lost = Submit([&](Connection& connection) {
    counter.working += 1000;
    return connection.Run("INSERT INTO child VALUES (99)");
  });
  ExpectBatchLost(lost);
  EXPECT_EQ(counter.published, 101);
  EXPECT_EQ(counter.calls, "bfffrfCbfR");
}

TEST_F(GroupCommitTest, ALockedFileFailsOnlyThoseWhoWaited) {
  Start();
  const auto other = Open(OpenMode::kReadWrite);
  ASSERT_TRUE(other->Run("BEGIN IMMEDIATE").ok());
  auto locked = Submit(Insert(1));
  ExpectBatchLost(locked);
  ASSERT_TRUE(other->Run("ROLLBACK").ok());
  EXPECT_TRUE(Submit(Insert(2)).get().ok());
  EXPECT_THAT(Rows(), ElementsAre(2));
}

TEST_F(GroupCommitTest, ManyThreadsLoseNothingWhileAnotherCounts) {
  Start({.max_batch = 64, .max_batch_time = Duration(2), .max_waiting = 8'192});
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  std::latch all_told(kThreads * kEach);
  std::atomic<int> ok{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < kEach; ++i) {
        writer_->Submit(Insert(t * kEach + i), [&](Status status) {
          if (status.ok()) ++ok;
          all_told.count_down();
        });
      }
    });
  }
  // Whoever scrapes the metrics counts meanwhile, and never sees less than before.
  for (std::uint64_t functions = 0; !all_told.try_wait();) {
    const std::uint64_t seen = writer_->Statistics().functions;
    EXPECT_GE(seen, std::exchange(functions, seen));
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(ok, kThreads * kEach);
  EXPECT_EQ(Rows().size(), static_cast<std::size_t>(kThreads * kEach));
  EXPECT_EQ(writer_->Statistics().functions, static_cast<std::uint64_t>(kThreads * kEach));
}

}  // namespace
}  // namespace clearance::sqlite
