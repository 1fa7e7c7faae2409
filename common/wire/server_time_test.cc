#include "common/wire/server_time.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(ServerTime, IsReadAsItIsWritten) {
  const Instant now = FromUnixMs(1'795'000'000'123);
  EXPECT_EQ(ServerTimeText(now), "1795000000123");
  EXPECT_EQ(ParseServerTime(ServerTimeText(now)), now);
}

TEST(ServerTime, IsNothingElse) {
  for (const char* text : {"", "-1", "12x", " 12", "9999999999999999999999", "253402300800000", "1.5"})
    EXPECT_EQ(ParseServerTime(text), std::nullopt) << text;
}

}  // namespace
}  // namespace clearance
