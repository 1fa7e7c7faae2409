// The pool of network sets: a set is one holder's alone, and nobody is passed who waits.
#include <gtest/gtest.h>

#include <optional>
#include <thread>
#include <vector>

#include "gate-agent/vision/networks.h"

namespace clearance {
namespace {

std::vector<std::unique_ptr<NetworkSet>> EmptySets(int count) {
  std::vector<std::unique_ptr<NetworkSet>> sets;
  for (int i = 0; i < count; ++i) sets.push_back(std::make_unique<NetworkSet>());
  return sets;
}

void AwaitWaiting(const NetworkPool& pool, std::size_t count) {
  while (pool.waiting() < count) std::this_thread::yield();
}

TEST(NetworkPoolTest, WhoeverAsksAgainAtOncePassesNobodyWhoWaits) {
  constexpr int kLanes = 4, kRounds = 50;
  NetworkPool pool(EmptySets(1));
  for (int round = 0; round < kRounds; ++round) {
    std::vector<int> order;  // only whoever has the one set writes here
    std::optional<NetworkPool::Loan> first(std::in_place, pool);
    std::vector<std::thread> lanes;
    for (int lane = 0; lane < kLanes; ++lane) {
      lanes.emplace_back([&, lane] {
        const NetworkPool::Loan loan(pool);
        order.push_back(lane);
      });
      AwaitWaiting(pool, static_cast<std::size_t>(lane) + 1);
    }
    first.reset();
    {
      const NetworkPool::Loan again(pool);
      order.push_back(kLanes);
    }
    for (std::thread& lane : lanes) lane.join();
    ASSERT_EQ(order, (std::vector<int>{0, 1, 2, 3, kLanes})) << "round " << round;
  }
}

TEST(NetworkPoolTest, EverySetIsLentAndEachToOneHolder) {
  NetworkPool pool(EmptySets(2));
  std::optional<NetworkPool::Loan> one(std::in_place, pool), other(std::in_place, pool);
  EXPECT_NE(&**one, &**other);
  std::vector<std::thread> lanes;
  for (int i = 0; i < 2; ++i) lanes.emplace_back([&] { const NetworkPool::Loan loan(pool); });
  AwaitWaiting(pool, 2);
  one.reset();
  other.reset();
  for (std::thread& lane : lanes) lane.join();
  EXPECT_EQ(pool.waiting(), 0U);
}

}  // namespace
}  // namespace clearance
