// ZoneTable: the offsets of civil time that pure code may use, made once by common/zones from the IANA database.
#pragma once

#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/date.h"
#include "common/domain/territory.h"

namespace clearance {

// From `begins` on, civil time is UTC + `offset`.
struct ZoneOffset {
  Instant begins{};
  std::chrono::minutes offset{};
};

// A value. Each territory has at least one offset, in rising order of `begins`; before the first the first holds.
// kIcbc has none of its own: ask with CivilDayOf(territory, movement).
class ZoneTable {
 public:
  // Every list must be non-empty and sorted (CHECK).
  ZoneTable(std::vector<ZoneOffset> chn, std::vector<ZoneOffset> kaz);

  // The civil day at `instant`. `territory` must be kChn or kKaz (CHECK).
  Date DateAt(Territory territory, Instant instant) const;

  // What a clock on the wall shows at `instant`, since 00:00 of DateAt: 0 to below 24 h, on days of any length.
  Duration TimeOfDayAt(Territory territory, Instant instant) const;

  // The first moment of the civil day after DateAt(territory, instant).
  Instant NextMidnight(Territory territory, Instant instant) const;

  // The first moment of civil day `date`.
  Instant StartOf(Territory territory, Date date) const;

  // The first moment at which clocks show that time of civil day `date`, or a later one where it is skipped.
  Instant FirstMomentAt(Territory territory, Date date, Duration time_of_day) const;

  // "2026-11-22 10:48" in the territory's civil time.
  std::string FormatLocal(Territory territory, Instant instant) const;

 private:
  const std::vector<ZoneOffset>& Of(Territory territory) const;
  std::chrono::minutes OffsetAt(Territory territory, Instant instant) const;
  std::vector<ZoneOffset> chn_;
  std::vector<ZoneOffset> kaz_;
};

}  // namespace clearance
