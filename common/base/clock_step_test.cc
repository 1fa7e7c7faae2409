// What is a step of a wall clock and what is not.
#include "common/base/clock_step.h"

#include <gtest/gtest.h>

#include <ostream>
#include <vector>

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr ClockReading kEarlier{.wall = FromUnixMs(1'795'000'000'000), .steady = minutes(7)};

struct ClockStepCase {
  const char* name;
  Duration steady;              // how far that clock has gone
  Duration wall;                // and that one
  std::optional<Duration> set;  // what the wall clock was set by
};

void PrintTo(const ClockStepCase& c, std::ostream* out) { *out << c.name; }

class ClockStepTest : public testing::TestWithParam<ClockStepCase> {};

TEST_P(ClockStepTest, IsWhatTheWallClockWentApartFromTheSteadyOne) {
  const ClockReading later{.wall = kEarlier.wall + GetParam().wall, .steady = kEarlier.steady + GetParam().steady};
  EXPECT_EQ(ClockStep(kEarlier, later), GetParam().set);
}

constexpr Duration kNight = hours(12);
constexpr Duration kSlewOfANight = kNight / 2'000;  // 500 ppm

INSTANTIATE_TEST_SUITE_P(
    Table, ClockStepTest,
    testing::Values(ClockStepCase{"NoTimeAtAll", Duration(0), Duration(0), std::nullopt},
                    ClockStepCase{"SetBackAfterARest", seconds(100), seconds(95), seconds(-5)},
                    ClockStepCase{"SetBackByLessThanAnHourOfRest", hours(1), minutes(50), minutes(-10)},
                    ClockStepCase{"SetBackByMoreThanTheRest", seconds(5), seconds(-65), seconds(-70)},
                    ClockStepCase{"SetForward", seconds(5), seconds(45), seconds(40)},
                    ClockStepCase{"SetForwardAfterARest", seconds(100), seconds(140), seconds(40)},
                    ClockStepCase{"StoppedOrSuspended", seconds(35), seconds(35), std::nullopt},
                    ClockStepCase{"ANightOfRest", kNight, kNight, std::nullopt},
                    ClockStepCase{"SlewedForwardOverANight", kNight, kNight + kSlewOfANight, std::nullopt},
                    ClockStepCase{"SlewedBackOverANight", kNight, kNight - kSlewOfANight, std::nullopt},
                    ClockStepCase{"SetBackOverANight", kNight, kNight - minutes(5), minutes(-5)},
                    ClockStepCase{"ALeapSecond", seconds(5), seconds(4), std::nullopt},
                    ClockStepCase{"LessThanAStepBack", Duration(0), -kLeastClockStep + Duration(1), std::nullopt},
                    ClockStepCase{"TheLeastStepBack", Duration(0), -kLeastClockStep, -kLeastClockStep},
                    ClockStepCase{"LessThanAStepForward", Duration(0), kLeastClockStep - Duration(1), std::nullopt},
                    ClockStepCase{"TheLeastStepForward", Duration(0), kLeastClockStep, kLeastClockStep}),
    [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace clearance
