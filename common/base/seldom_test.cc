#include "common/base/seldom.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

using std::chrono::seconds;

TEST(Seldom, TellsTheFirstAndThenOneInEachWhileWithHowManyItLeftOut) {
  Seldom seldom(seconds(60));
  const std::chrono::steady_clock::time_point start(seconds(5));
  EXPECT_EQ(seldom.Happened(start), 0u);
  EXPECT_EQ(seldom.Happened(start), std::nullopt);
  EXPECT_EQ(seldom.Happened(start + seconds(59)), std::nullopt);
  EXPECT_EQ(seldom.Happened(start + seconds(60)), 2u);
  EXPECT_EQ(seldom.Happened(start + seconds(119)), std::nullopt) << "the while begins anew with each that is told";
  EXPECT_EQ(seldom.Happened(start + seconds(500)), 1u);
  EXPECT_EQ(seldom.Happened(start + seconds(1000)), 0u);
}

}  // namespace
}  // namespace clearance
