// Executors: order, delays, draining, and virtual time.
#include "common/base/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

TEST(ThreadPoolTest, OneThreadRunsTasksInOrder) {
  std::vector<int> order;
  {
    ThreadPool pool(1);
    for (int i = 0; i < 100; ++i) pool.Post([&order, i] { order.push_back(i); });
  }
  ASSERT_EQ(order.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(ThreadPoolTest, TasksRunSideBySide) {
  // Each task waits for the other: one thread alone would never end.
  std::promise<void> first_began, second_began;
  ThreadPool pool(2);
  std::promise<void> both_ended;
  std::atomic<int> ended{0};
  const auto end = [&] {
    if (ended.fetch_add(1) == 1) both_ended.set_value();
  };
  pool.Post([&] {
    first_began.set_value();
    second_began.get_future().wait();
    end();
  });
  pool.Post([&] {
    second_began.set_value();
    first_began.get_future().wait();
    end();
  });
  both_ended.get_future().wait();
}

TEST(ThreadPoolTest, DestructionRunsWhatIsQueuedAndWhatItsTasksPost) {
  std::atomic<int> runs{0};
  {
    ThreadPool pool(2);
    for (int i = 0; i < 50; ++i) {
      pool.Post([&] {
        ++runs;
        pool.Post([&] { ++runs; });
      });
    }
  }
  EXPECT_EQ(runs, 100);
}

TEST(ThreadPoolTest, DestructionDropsWhatIsDelayed) {
  auto held = std::make_shared<int>(1);
  std::atomic<bool> ran{false};
  {
    ThreadPool pool(1);
    pool.PostAfter(hours(1), [held, &ran] { ran = true; });
    EXPECT_EQ(held.use_count(), 2);
  }
  EXPECT_FALSE(ran);
  EXPECT_EQ(held.use_count(), 1);
}

TEST(ThreadPoolTest, ADelayedTaskRunsNotBeforeItsTime) {
  ThreadPool pool(2);
  const auto begin = steady_clock::now();
  std::promise<steady_clock::time_point> ran;
  pool.PostAfter(milliseconds(20), [&] { ran.set_value(steady_clock::now()); });
  EXPECT_GE(ran.get_future().get() - begin, milliseconds(20));
}

// In one of many rounds at the latest, all threads are already waiting when the delayed task is posted.
constexpr int kRounds = 50;
constexpr auto kNever = std::chrono::seconds(20);

TEST(ThreadPoolTest, IdleThreadsWakeForADelayedTask) {
  for (int round = 0; round < kRounds; ++round) {
    std::promise<void> first, second;
    ThreadPool pool(2);
    pool.PostAfter(milliseconds(1), [&] { first.set_value(); });
    ASSERT_EQ(first.get_future().wait_for(kNever), std::future_status::ready) << round;
    pool.PostAfter(milliseconds(1), [&] { second.set_value(); });
    ASSERT_EQ(second.get_future().wait_for(kNever), std::future_status::ready) << round;
  }
}

TEST(ThreadPoolTest, AnEarlierDelayedTaskOvertakesALaterOne) {
  std::vector<std::promise<void>> ran(kRounds);
  ThreadPool pool(2);
  pool.PostAfter(hours(1), [] {});
  for (std::promise<void>& early : ran) {
    pool.PostAfter(milliseconds(1), [&early] { early.set_value(); });
    ASSERT_EQ(early.get_future().wait_for(kNever), std::future_status::ready);
  }
}

TEST(ThreadPoolTest, ADelayedTaskRunsWhileAnotherThreadIsBusy) {
  // The thread that watches the delayed task may be the one that takes the long one: the other must take over.
  for (int round = 0; round < kRounds; ++round) {
    std::promise<void> begun, delayed_ran, long_ended;
    ThreadPool pool(2);
    pool.PostAfter(milliseconds(5), [&] { delayed_ran.set_value(); });
    pool.Post([&] { begun.set_value(); });
    begun.get_future().wait();
    pool.Post([&] {
      EXPECT_EQ(delayed_ran.get_future().wait_for(kNever), std::future_status::ready);
      long_ended.set_value();
    });
    long_ended.get_future().wait();
    if (HasFailure()) return;
  }
}

TEST(StrandTest, RunsInOrderAndNeverTwoAtOnce) {
  constexpr int kTasks = 2000;
  std::vector<int> order;
  std::atomic<int> inside{0};
  std::atomic<int> most_inside{0};
  {
    ThreadPool pool(4);
    Strand strand(pool);
    for (int i = 0; i < kTasks; ++i) {
      strand.Post([&, i] {
        most_inside = std::max(most_inside.load(), ++inside);
        order.push_back(i);
        --inside;
      });
    }
  }
  EXPECT_EQ(most_inside, 1);
  ASSERT_EQ(order.size(), static_cast<std::size_t>(kTasks));
  for (int i = 0; i < kTasks; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(StrandTest, PostedTasksOutliveTheStrand) {
  std::atomic<int> runs{0};
  {
    ThreadPool pool(1);
    Strand strand(pool);
    for (int i = 0; i < 40; ++i) strand.Post([&] { ++runs; });
  }
  EXPECT_EQ(runs, 40);
}

TEST(StrandTest, ALongQueueLetsOthersHaveTheirTurn) {
  VirtualTime time(FromUnixMs(0));
  Strand strand(time);
  std::vector<int> order;
  for (int i = 0; i < 100; ++i) strand.Post([&, i] { order.push_back(i); });
  time.Post([&] { order.push_back(-1); });
  while (time.RunOne()) {
  }
  ASSERT_EQ(order.size(), 101u);
  EXPECT_NE(order.back(), -1);
}

TEST(StrandTest, DelayedTasksJoinTheOrder) {
  VirtualTime time(FromUnixMs(0));
  Strand strand(time);
  std::string order;
  strand.PostAfter(milliseconds(10), [&] { order += 'b'; });
  strand.Post([&] { order += 'a'; });
  time.RunFor(milliseconds(9));
  EXPECT_EQ(order, "a");
  time.RunFor(milliseconds(1));
  EXPECT_EQ(order, "ab");
}

TEST(VirtualTimeTest, RunsInOrderOfTimeThenOfPosting) {
  VirtualTime time(FromUnixMs(1000));
  std::string order;
  time.PostAfter(milliseconds(5), [&] { order += 'd'; });
  time.PostAfter(milliseconds(2), [&] { order += 'b'; });
  time.PostAfter(milliseconds(2), [&] { order += 'c'; });
  time.Post([&] { order += 'a'; });
  EXPECT_EQ(order, "");
  while (time.RunOne()) {
  }
  EXPECT_EQ(order, "abcd");
  EXPECT_EQ(time.clock().Now(), FromUnixMs(1005));
}

TEST(VirtualTimeTest, RunForRunsWhatIsDueAndStandsAtItsEnd) {
  VirtualTime time(FromUnixMs(0));
  std::vector<std::int64_t> at;
  const auto note = [&] { at.push_back(ToUnixMs(time.clock().Now())); };
  time.PostAfter(milliseconds(10), [&] {
    note();
    time.PostAfter(milliseconds(5), note);   // due within the same run
    time.PostAfter(milliseconds(50), note);  // not yet
  });
  time.RunFor(milliseconds(20));
  EXPECT_EQ(at, (std::vector<std::int64_t>{10, 15}));
  EXPECT_EQ(time.clock().Now(), FromUnixMs(20));
  EXPECT_TRUE(time.RunOne());
  EXPECT_EQ(at.back(), 60);
  EXPECT_FALSE(time.RunOne());
}

TEST(VirtualTimeTest, ANegativeDelayIsNow) {
  VirtualTime time(FromUnixMs(100));
  time.PostAfter(milliseconds(-50), [] {});
  EXPECT_TRUE(time.RunOne());
  EXPECT_EQ(time.clock().Now(), FromUnixMs(100));
}

}  // namespace
}  // namespace clearance
