// Civil time from a table of offsets.
#include "common/domain/zone_table.h"

#include <algorithm>

#include "common/base/check.h"

namespace clearance {
namespace {

bool IsRising(const std::vector<ZoneOffset>& offsets) {
  return !offsets.empty() &&
         std::is_sorted(offsets.begin(), offsets.end(),
                        [](const ZoneOffset& a, const ZoneOffset& b) { return a.begins < b.begins; });
}

std::chrono::local_time<Duration> LocalTime(Instant instant, std::chrono::minutes offset) {
  return std::chrono::local_time<Duration>(instant.time_since_epoch() + offset);
}

std::size_t IndexAt(const std::vector<ZoneOffset>& offsets, Instant instant) {
  const auto after = std::upper_bound(offsets.begin(), offsets.end(), instant,
                                      [](Instant at, const ZoneOffset& offset) { return at < offset.begins; });
  return after == offsets.begin() ? 0 : static_cast<std::size_t>(after - offsets.begin()) - 1;
}

// The first moment at or after the beginning of offsets[first] at which clocks show `local` or later. Where clocks go
// back the time of one offset may fall into the reign of the next: each offset is asked within its own reign only.
Instant FirstMomentOf(const std::vector<ZoneOffset>& offsets, std::size_t first,
                      std::chrono::local_time<Duration> local) {
  for (std::size_t i = first;; ++i) {
    const Instant shown(local.time_since_epoch() - offsets[i].offset);
    const Instant moment = i == 0 ? shown : std::max(shown, offsets[i].begins);
    if (i + 1 == offsets.size() || moment < offsets[i + 1].begins) return moment;
  }
}

}  // namespace

ZoneTable::ZoneTable(std::vector<ZoneOffset> chn, std::vector<ZoneOffset> kaz)
    : chn_(std::move(chn)), kaz_(std::move(kaz)) {
  CHECK(IsRising(chn_));
  CHECK(IsRising(kaz_));
}

Date ZoneTable::DateAt(Territory territory, Instant instant) const {
  return std::chrono::floor<Days>(LocalTime(instant, OffsetAt(territory, instant)));
}

Duration ZoneTable::TimeOfDayAt(Territory territory, Instant instant) const {
  const auto local = LocalTime(instant, OffsetAt(territory, instant));
  return local - std::chrono::floor<Days>(local);
}

Instant ZoneTable::NextMidnight(Territory territory, Instant instant) const {
  const std::vector<ZoneOffset>& offsets = Of(territory);
  return FirstMomentOf(offsets, IndexAt(offsets, instant), DateAt(territory, instant) + Days(1));
}

Instant ZoneTable::StartOf(Territory territory, Date date) const { return FirstMomentOf(Of(territory), 0, date); }

Instant ZoneTable::FirstMomentAt(Territory territory, Date date, Duration time_of_day) const {
  return FirstMomentOf(Of(territory), 0, date + time_of_day);
}

std::string ZoneTable::FormatLocal(Territory territory, Instant instant) const {
  const auto local = LocalTime(instant, OffsetAt(territory, instant));
  const Date date = std::chrono::floor<Days>(local);
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(local - date).count();
  // Digit by digit: a list of a month's slots has this done 6,000 times.
  std::string text = FormatDate(date);
  const auto append = [&text](char before, auto number) {
    text += {before, static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  append(' ', minutes / 60);
  append(':', minutes % 60);
  return text;
}

const std::vector<ZoneOffset>& ZoneTable::Of(Territory territory) const {
  CHECK(territory == Territory::kChn || territory == Territory::kKaz);
  return territory == Territory::kChn ? chn_ : kaz_;
}

std::chrono::minutes ZoneTable::OffsetAt(Territory territory, Instant instant) const {
  const std::vector<ZoneOffset>& offsets = Of(territory);
  return offsets[IndexAt(offsets, instant)].offset;
}

}  // namespace clearance
