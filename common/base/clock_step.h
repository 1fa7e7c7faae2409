// Whether a machine's wall clock was set between two looks at it, and by how much: its way is compared with that of a
// steady clock over the same time. The wall clock alone cannot tell: after a rest of a minute one that was set back by
// half a minute is still ahead of the last look, and one that was read late seems to have jumped. Pure: no clock is
// read here; clock_watch.h does.
#pragma once

#include <optional>

#include "common/base/instant.h"

namespace clearance {

// What two clocks of one machine said at the same moment.
struct ClockReading {
  Instant wall{};     // the calendar's, which people and time services set
  Duration steady{};  // since whatever moment: nobody sets it, and it goes on while process and machine stand still
};

// What is a step at all. More than a leap second, which the kernel puts in by setting the clock back by one, and than
// what a reading on a busy machine may be out by; less than the two seconds of difference from a centre's clock from
// which `clearctl doctor` warns.
inline constexpr Duration kLeastClockStep{1500};
// Of the time between the looks the clocks may come apart by one part in so many besides, which is the 500 ppm that the
// kernel corrects a clock's pace by at most (adjtimex(2)). On Linux it corrects both clocks at once, so that they stay
// together; this is for machines whose host does otherwise. Between looks a few seconds apart it is nothing.
inline constexpr int kClockSlewParts = 2'000;

// By how much the wall clock was set forward between the readings; less than zero: back. Nothing while it went as a
// clock goes. The time between the readings, be it a night, is no step, whatever the process did in it. Several steps
// are one, their sum.
std::optional<Duration> ClockStep(const ClockReading& earlier, const ClockReading& later);

}  // namespace clearance
