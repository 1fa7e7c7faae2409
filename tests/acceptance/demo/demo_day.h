// The civil days on which the demo's travellers come. What they did before, and what is expected of them, is counted
// from one day in each territory, so that a run has to begin and end within it.
#pragma once

#include "common/domain/zone_table.h"

namespace clearance {

struct Calendar {
  Date chn;
  Date kaz;
  friend bool operator==(const Calendar&, const Calendar&) = default;
};

// The civil days at `now`.
Calendar CalendarAt(const ZoneTable& zones, Instant now);

// More than a run takes: about a minute and a half on two cores.
inline constexpr Duration kLongestRun = std::chrono::minutes(3);

// When a run may begin: `now`, or the end of the day that is nearer than kLongestRun.
struct Beginning {
  Instant at;
  Territory midnight_of = Territory::kKaz;  // whose day ends then, where `at` is not `now`
};
Beginning BeginningOfRun(const ZoneTable& zones, Instant now);

}  // namespace clearance
