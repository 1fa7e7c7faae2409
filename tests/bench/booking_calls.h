// The centre as the booking channel sees it: bookings over mutual TLS, and a bare call of the same server beside.
#pragma once

#include <chrono>

#include "tests/bench/gate_calls.h"

namespace clearance {

// Bookings of one person each, nobody twice, spread over the slots of a month; each answer read.
RateOfCalls BookingsPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time);

// Bare calls with as many bytes in the request: the standard health check.
RateOfCalls BookingEchoesPerSecond(const Channels& channels, int callers, std::chrono::milliseconds time);

// Seconds that ListSlots takes for 30 days of one lane group, in pages of a thousand; the median of so many.
double SecondsToListAMonth(const Channels& channels, int times);

}  // namespace clearance
