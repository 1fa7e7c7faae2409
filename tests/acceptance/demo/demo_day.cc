#include "tests/acceptance/demo/demo_day.h"

namespace clearance {

Calendar CalendarAt(const ZoneTable& zones, Instant now) {
  return {zones.DateAt(Territory::kChn, now), zones.DateAt(Territory::kKaz, now)};
}

Beginning BeginningOfRun(const ZoneTable& zones, Instant now) {
  for (const Territory territory : {Territory::kKaz, Territory::kChn}) {
    const Instant midnight = zones.NextMidnight(territory, now);
    if (midnight - now < kLongestRun) return {midnight, territory};
  }
  return {now};
}

}  // namespace clearance
