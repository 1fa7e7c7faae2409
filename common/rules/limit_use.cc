#include "common/rules/limit_use.h"

#include <algorithm>

namespace clearance {
namespace {

struct Use {
  int used;
  int max;
};

int CountedSince(const StayOnDay& stay, Date from, const Reading& reading) {
  if (stay.inside) return CountedDays(stay.past.days, stay.start, from, stay.on, reading);
  return stay.past.days.Count(from, stay.on);
}

Use UseOf(const PerStayLimit& limit, const StayOnDay& stay, const Reading& reading) {
  if (!stay.inside) return {std::max(0, stay.start.clock_days_before.value_or(0)), limit.max_days};
  const int before = stay.start.clock_days_before.value_or(-reading.UncountedFirstDays());
  const int days = static_cast<int>((stay.on - stay.start.first_day).count()) + 1;
  return {std::max(0, before + days - reading.UncountedLastDays()), limit.max_days};
}

Use UseOf(const HoursLimit& limit, const StayOnDay& stay, const Reading& reading) {
  const int days = HoursDaysBefore(stay.start, reading) + static_cast<int>((stay.on - stay.start.first_day).count());
  return {24 * days, limit.max_hours};
}

Use UseOf(const RollingLimit& limit, const StayOnDay& stay, const Reading& reading) {
  return {CountedSince(stay, stay.on - Days(limit.window_days - 1), reading), limit.max_days};
}

Use UseOf(const CalendarLimit& limit, const StayOnDay& stay, const Reading& reading) {
  return {CountedSince(stay, FirstOf(limit.period, stay.on), reading), limit.max_days};
}

Use UseOf(const EntriesLimit& limit, const StayOnDay& stay, const Reading&) {
  const Date from = EntriesFrom(limit, stay.on);
  const bool own = stay.inside && stay.start.is_entry && stay.start.first_day >= from;
  return {stay.past.entries.CountSince(from) + (own ? 1 : 0), limit.max_entries};
}

// Of the days outside that the limit asks for, how many there have been.
Use UseOf(const GapLimit& limit, const StayOnDay& stay, const Reading&) {
  if (!stay.past.last_exit) return {limit.min_days, limit.min_days};
  const int outside = static_cast<int>((stay.start.first_day - *stay.past.last_exit).count()) - 1;
  return {std::clamp(outside, 0, limit.min_days), limit.min_days};
}

}  // namespace

std::vector<LimitUse> UsesOf(const Regime& regime, const StayOnDay& stay, const Reading& reading) {
  std::vector<LimitUse> uses;
  for (const StayLimit& limit : regime.limits) {
    const Use use = std::visit([&](const auto& terms) { return UseOf(terms, stay, reading); }, limit.terms);
    uses.push_back({limit.id, use.used, std::max(0, use.max - use.used)});
  }
  return uses;
}

}  // namespace clearance
