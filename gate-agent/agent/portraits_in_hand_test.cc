#include "gate-agent/agent/portraits_in_hand.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace clearance {
namespace {

TEST(PortraitsInHand, AreThoseOfTheOthersTheNewestFirst) {
  PortraitsInHand portraits;
  portraits.Keep("a", "portrait of a");
  portraits.Keep("b", "portrait of b");
  portraits.Keep("without", "");
  portraits.Keep("c", "portrait of c");
  portraits.Keep("a", "another of a");
  EXPECT_EQ(portraits.Of("a"), "another of a");
  EXPECT_EQ(portraits.Others("a"), (std::vector<EncodedPicture>{"portrait of c", "portrait of b"}));
  EXPECT_EQ(portraits.Others("nobody's").front(), "another of a");
  portraits.Forget("c");
  portraits.Forget("nobody's");
  EXPECT_EQ(portraits.Of("c"), "");
  EXPECT_EQ(portraits.Others("a"), std::vector<EncodedPicture>{"portrait of b"});
}

TEST(PortraitsInHand, AreBounded) {
  PortraitsInHand portraits;
  for (std::size_t i = 0; i <= PortraitsInHand::kMaxKept; ++i) portraits.Keep(std::to_string(i), std::to_string(i));
  EXPECT_EQ(portraits.Of("0"), "") << "the one kept first has made room";
  EXPECT_EQ(portraits.Of("1"), "1");
  const std::vector<EncodedPicture> others = portraits.Others("none");
  ASSERT_EQ(others.size(), FaceEngine::kMaxOthers);
  EXPECT_EQ(others.front(), std::to_string(PortraitsInHand::kMaxKept));
}

// Lanes side by side: each finds its own, and of the others whole ones only.
TEST(PortraitsInHand, ServeManyLanesAtOnce) {
  PortraitsInHand portraits;
  constexpr int kLanes = 4, kCrossings = 500;
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < kLanes; ++lane) {
    lanes.emplace_back([&portraits, lane] {
      const std::string crossing = std::to_string(lane);
      for (int i = 0; i < kCrossings; ++i) {
        const EncodedPicture own(64, static_cast<char>('a' + lane));
        portraits.Keep(crossing, own);
        EXPECT_EQ(portraits.Of(crossing), own);
        for (const EncodedPicture& other : portraits.Others(crossing)) {
          EXPECT_NE(other, own);
          EXPECT_EQ(other, EncodedPicture(64, other.front()));
        }
        portraits.Forget(crossing);
        EXPECT_EQ(portraits.Of(crossing), "");
      }
    });
  }
  for (std::thread& lane : lanes) lane.join();
  EXPECT_TRUE(portraits.Others("none").empty());
}

}  // namespace
}  // namespace clearance
