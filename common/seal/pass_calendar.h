// A booking's slot for the traveller's own calendar (iCalendar, RFC 5545). It must never hold the seal: calendars are
// copied to places nobody knows.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/seal/booking_pass.h"

namespace clearance {

inline constexpr std::string_view kCalendarMediaType = "text/calendar; charset=utf-8";

// One event from the slot's start to its end in UTC, which every calendar shows in its owner's time; known by the first
// seal's booking id, so that the same booking twice is one event. `made_at` is its time stamp. The same text for the
// same input. Errors as ClaimsOf's.
StatusOr<std::string> PassCalendar(const BookingPass& pass, Instant made_at);

}  // namespace clearance
