// The civil times of both states as this port has known them, without the IANA database: China's, and Kazakhstan's at
// the port, which went back an hour at the midnight that would have begun 2024-03-01. 29 February had 25 hours there.
#pragma once

#include "common/domain/zone_table.h"

namespace clearance {

inline constexpr Instant kKazClockBack = FromUnixMs(1'709'229'600'000);  // 2024-02-29 18:00 UTC

inline ZoneTable CivilZones() {
  using std::chrono::hours;
  return ZoneTable({{Instant{}, hours(8)}}, {{Instant{}, hours(6)}, {kKazClockBack, hours(5)}});
}

}  // namespace clearance
