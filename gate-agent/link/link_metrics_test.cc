#include "gate-agent/link/link_metrics.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(ClockOffset, IsOursMinusTheirsInTheMiddleOfTheCall) {
  ClockOffset offset;
  EXPECT_EQ(offset.Now(), std::nullopt);
  const Instant sent = FromUnixMs(1'000'000);
  offset.Note(sent, sent + Duration(5'000), sent + Duration(200));
  EXPECT_EQ(offset.Now(), Duration(-4'900)) << "ours is behind";
  offset.Note(sent, sent - Duration(60'000), sent);
  EXPECT_EQ(offset.Now(), Duration(60'000)) << "ours is ahead";
}

}  // namespace
}  // namespace clearance
