#include "gate-agent/agent/portraits_in_hand.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace clearance
