// Day by day.
#include "tests/property/stay_oracle.h"

#include <algorithm>

namespace clearance::stay_oracle {
namespace {

DaySet Range(int from, int to) {
  DaySet days;
  for (int day = from; day <= to; ++day) days.insert(day);
  return days;
}

int CountBetween(const DaySet& days, int from, int to) {
  int count = 0;
  for (auto day = days.lower_bound(from); day != days.end() && *day <= to; ++day) ++count;
  return count;
}

}  // namespace

DaySet MostDays(const std::vector<Recorded>& list, std::size_t index, std::optional<int> complete_from, int on) {
  const Recorded& stay = list[index];
  if (stay.entry && stay.exit) return Range(*stay.entry, std::min(*stay.exit, on));
  if (stay.entry) {
    int last = on;
    for (std::size_t i = list.size(); i-- > index + 1;) {
      if (list[i].entry) last = *list[i].entry;
    }
    return Range(*stay.entry, std::min(last, on));
  }
  if (!complete_from) return Range(*stay.exit, std::min(*stay.exit, on));
  int first = *complete_from;
  if (index > 0) {
    const Recorded& before = list[index - 1];
    first = std::max(first, before.exit ? *before.exit : before.entry.value_or(first));
  }
  return Range(std::min(first, *stay.exit), std::min(*stay.exit, on));
}

DaySet LeastDays(const Recorded& stay, int on) {
  if (stay.entry && stay.exit) return Range(*stay.entry, std::min(*stay.exit, on));
  const int known = stay.entry ? *stay.entry : *stay.exit;
  return Range(known, std::min(known, on));
}

int Used(const DaySet& days, int on, int window) { return CountBetween(days, on - window + 1, on); }

bool IsLawful(const DaySet& past, int first_day, int day, const Terms& terms) {
  const int day_of_stay = day - first_day + 1;
  if (terms.per_stay && terms.clock_days_before + day_of_stay > *terms.per_stay) return false;
  if (!terms.window) return true;
  const int window_first = day - *terms.window + 1;
  const int before = CountBetween(past, window_first, first_day - 1);
  const int since = day - std::max(first_day, window_first) + 1;
  if (before + since > terms.window_max) return false;
  if (!terms.fixed_at_entry) return true;
  const int used_at_entry = CountBetween(past, first_day - *terms.window + 1, first_day - 1);
  return used_at_entry + day_of_stay <= terms.window_max;
}

std::optional<int> LongestStay(const DaySet& past, int first_day, const Terms& terms) {
  for (int days = 0; days < kForEver; ++days) {
    if (!IsLawful(past, first_day, first_day + days, terms)) return days;
  }
  return std::nullopt;
}

int UnlawfulDays(const DaySet& past, int first_day, int on, const Terms& terms) {
  int unlawful = 0;
  for (int day = first_day; day <= on; ++day) {
    if (!IsLawful(past, first_day, day, terms)) ++unlawful;
  }
  return unlawful;
}

std::optional<int> EarliestEntry(const DaySet& past, int on, int days, const Terms& terms) {
  for (int entry = on; entry < on + kForEver; ++entry) {
    bool lawful = true;
    for (int day = entry; lawful && day < entry + days; ++day) lawful = IsLawful(past, entry, day, terms);
    if (lawful) return entry;
  }
  return std::nullopt;
}

}  // namespace clearance::stay_oracle
