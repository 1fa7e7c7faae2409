// Instants as text, and the clocks that give them.
#include "common/base/instant.h"

#include <gtest/gtest.h>

#include "common/base/clock.h"

namespace clearance {
namespace {

TEST(InstantTest, WritesRfc3339WithMilliseconds) {
  EXPECT_EQ(FormatInstant(FromUnixMs(0)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatInstant(FromUnixMs(1709226000001)), "2024-02-29T17:00:00.001Z");
  EXPECT_EQ(FormatInstant(FromUnixMs(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(InstantTest, ReadsWhatItWrites) {
  for (const std::int64_t ms : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1709226000001},
                                std::int64_t{253402300799999}, std::int64_t{951782399999}}) {
    const auto instant = ParseInstant(FormatInstant(FromUnixMs(ms)));
    ASSERT_TRUE(instant.ok()) << ms;
    EXPECT_EQ(ToUnixMs(*instant), ms);
  }
  EXPECT_EQ(ToUnixMs(*ParseInstant("2024-02-29T17:00:00Z")), 1709226000000);
}

TEST(InstantTest, RefusesEveryOtherForm) {
  for (const char* bad : {"",
                          "Z",
                          "2024-02-29",
                          "2024-02-29T17:00:00",
                          "2024-02-29 17:00:00Z",
                          "2024-02-29t17:00:00z",
                          "2024-02-29T17:00:00+00:00",
                          "2024-02-29T17:00:00.Z",
                          "2024-02-29T17:00:00.1Z",
                          "2024-02-29T17:00:00.1234Z",
                          "2024-02-29T17:00:00.12xZ",
                          "2024-02-29T17:00:00.000",
                          "2024-02-29T17:00:00ZZ",
                          "2023-02-29T17:00:00Z",
                          "2024-13-01T00:00:00Z",
                          "2024-00-01T00:00:00Z",
                          "2024-01-32T00:00:00Z",
                          "2024-01-00T00:00:00Z",
                          "2024-01-01T24:00:00Z",
                          "2024-01-01T00:60:00Z",
                          "2024-01-01T00:00:60Z",
                          "-024-01-01T00:00:00Z",
                          "2O24-01-01T00:00:00Z",
                          "12024-01-01T00:00:00Z"}) {
    EXPECT_EQ(ParseInstant(bad).status().code(), StatusCode::kInvalidArgument) << bad;
  }
}

TEST(ClockTest, TheSystemClockGoesForwardAndAManualOneByHand) {
  const SystemClock system;
  const Instant first = system.Now();
  EXPECT_GT(first, *ParseInstant("2024-01-01T00:00:00Z"));
  ManualClock manual(FromUnixMs(1000));
  EXPECT_EQ(manual.Now(), FromUnixMs(1000));
  manual.Advance(Duration(5));
  EXPECT_EQ(manual.Now(), FromUnixMs(1005));
  manual.Set(FromUnixMs(7));
  EXPECT_EQ(manual.Now(), FromUnixMs(7));
}

}  // namespace
}  // namespace clearance
