// When a failed call may be tried again: a wait that a Status carries with it, over the wire too (RetryInfo).
#pragma once

#include <chrono>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// What waits behind a full queue of ours is written within this: 8,192 transactions in commits of 256, at 30 ms a
// flush.
inline constexpr std::chrono::milliseconds kOverloadedRetryAfter{1000};

// RESOURCE_EXHAUSTED (OVERLOADED) of a bounded queue; asks to be called again after kOverloadedRetryAfter.
Status Overloaded(std::string_view message);

// The same failure, asking that the call is not tried again before `delay` (> 0) has passed.
Status WithRetryAfter(Status status, std::chrono::milliseconds delay);

// How long the failure asks to wait; 0 when it says nothing of that.
std::chrono::milliseconds RetryAfterOf(const Status& status);

}  // namespace clearance
