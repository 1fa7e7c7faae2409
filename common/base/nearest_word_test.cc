#include "common/base/nearest_word.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(NearestWordTest, IsAtMostOneCharacterInThreeAway) {
  const std::vector<std::string> known = {"db", "id", "verify", "export", "exports"};
  EXPECT_EQ(NearestWord("verfiy", known), "verify");
  EXPECT_EQ(NearestWord("very", known), "verify");
  EXPECT_EQ(NearestWord("chekc", {"check"}), "check") << "two swapped are one mistake";
  EXPECT_EQ(NearestWord("vey", known), "");
  EXPECT_EQ(NearestWord("exports", known), "exports");
  EXPECT_EQ(NearestWord("bd", known), "") << "of two characters every one counts";
  EXPECT_EQ(NearestWord("", known), "");
  EXPECT_EQ(NearestWord(std::string(100'000, 'x'), {std::string(100'000, 'x')}), "");
}

}  // namespace
}  // namespace clearance
