#include "gate-agent/link/owned_strand.h"

#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <thread>
#include <vector>

namespace clearance {
namespace {

// What the tasks count is no atomic: a task beside another, or behind End, is what the thread sanitizer finds.
TEST(OwnedStrand, RunsOneTaskAtATimeAndNoneBehindItsEnd) {
  constexpr int kRuns = 50;
  for (int run = 0; run < kRuns; ++run) {
    int done = 0;
    int at_end = 0;
    {
      ThreadPool pool(3);
      OwnedStrand strand(pool);
      std::vector<std::thread> posters;
      for (int poster = 0; poster < 3; ++poster) {
        posters.emplace_back([handle = strand, &done]() mutable {
          for (int i = 0; i < 20; ++i) handle.Post([&done] { ++done; });
        });
      }
      strand.End();
      at_end = done;
      for (std::thread& poster : posters) poster.join();
    }  // the pool has run what was queued
    EXPECT_EQ(done, at_end);
  }
}

TEST(OwnedStrand, EndWaitsForTheTaskAtWorkAndNoneRunsAfterwards) {
  bool finished = false;
  bool ran = false;
  auto pool = std::make_unique<ThreadPool>(2);
  OwnedStrand strand(*pool);
  std::promise<void> at_work, ending, let_go;
  strand.Post([&] {
    at_work.set_value();
    let_go.get_future().wait();
    finished = true;
  });
  at_work.get_future().wait();
  std::thread ender([&] {
    ending.set_value();
    strand.End();
    EXPECT_TRUE(finished);
  });
  ending.get_future().wait();
  let_go.set_value();
  ender.join();
  strand.Post([&] { ran = true; });
  pool.reset();  // runs what is queued
  EXPECT_FALSE(ran);
}

TEST(OwnedStrand, WhatIsPostedForLaterIsDroppedWithIt) {
  bool ran = false;
  VirtualTime time(FromUnixMs(1'795'000'000'000));
  {
    OwnedStrand strand(time);
    strand.PostAfter(Duration(5), [&] { ran = true; });
    time.RunFor(Duration(5));
    EXPECT_TRUE(ran);
    ran = false;
    strand.PostAfter(Duration(5), [&] { ran = true; });
  }
  time.RunFor(Duration(50));
  EXPECT_FALSE(ran) << "its last handle has gone";
}

}  // namespace
}  // namespace clearance
