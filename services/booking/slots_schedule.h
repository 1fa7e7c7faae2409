// The schedule of a lane group: on which quarter hours of which civil day it is open. PURE.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/date.h"
#include "common/domain/territory.h"
#include "common/domain/zone_table.h"

namespace clearance {

// What a wall clock shows: minutes after 00:00, up to 24:00.
using TimeOfDay = std::chrono::minutes;
inline constexpr TimeOfDay kEndOfDay = std::chrono::hours(24);

// Open from `from` to `to` by the wall clock, both on the quarter hour, from < to ≤ kEndOfDay.
struct OpenSpan {
  TimeOfDay from{};
  TimeOfDay to{};
  friend bool operator==(const OpenSpan&, const OpenSpan&) = default;
};

using DaySpans = std::vector<OpenSpan>;  // in any order; none: shut

// Opening hours in one territory's civil time. A slot is open when the wall clock at its beginning stands within a
// span and its quarter hour ends within it. Where clocks go back, the hour that comes twice is open twice; where they
// go forward, the hour that is skipped has no slots.
struct SlotSchedule {
  Territory clock = Territory::kKaz;      // kChn or kKaz
  std::array<DaySpans, 7> weekdays{};     // Monday first (ISO 8601)
  std::map<Date, DaySpans> exceptions{};  // instead of the weekday's
  friend bool operator==(const SlotSchedule&, const SlotSchedule&) = default;
};

// The same spans every day: {{00:00, 24:00}} is around the clock.
SlotSchedule EveryDay(Territory clock, const DaySpans& spans);

// The spans of that civil day. `schedule` must outlive the answer.
const DaySpans& SpansOf(const SlotSchedule& schedule, Date day);

// Whether spans are in their form: on the quarter hour, none empty, none beyond the day, no two overlapping.
bool WellFormed(const DaySpans& spans);

// Whether a slot that begins when the wall clock shows `time` ends within the span it begins in.
bool OpenWithin(const DaySpans& spans, Duration time);

// Whether the schedule is open for the slot that begins at `starts_at` (on the quarter-hour grid of UTC).
bool OpenAt(const SlotSchedule& schedule, const ZoneTable& zones, Instant starts_at);

}  // namespace clearance
