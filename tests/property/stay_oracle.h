// The stay rules once more, day by day: sets of days, one question per day, nothing clever. Written apart from
// common/rules, to judge it; shares no code, no types and no tricks with it. Days are plain numbers.
#pragma once

#include <optional>
#include <set>
#include <vector>

namespace clearance::stay_oracle {

struct Terms {
  std::optional<int> per_stay;
  std::optional<int> window;
  int window_max = 0;
  bool fixed_at_entry = false;
  int clock_days_before = 0;  // how long the per-stay clock had run on the first day
};

// A stay as recorded; a missing end is what the record lacks.
struct Recorded {
  std::optional<int> entry;
  std::optional<int> exit;
};

using DaySet = std::set<int>;

// Stays longer than this are without limit.
inline constexpr int kForEver = 700;

// The days the stays of `list` (in order of entry) can have had at most, and at least, up to `on`. A missing exit is at
// most the next entry, a missing entry at least the end of the stay before and not before `complete_from`.
DaySet MostDays(const std::vector<Recorded>& list, std::size_t index, std::optional<int> complete_from, int on);
DaySet LeastDays(const Recorded& stay, int on);

// Recorded days among the `window` days that end on `on`.
int Used(const DaySet& days, int on, int window);

// Whether presence on `day` of a stay begun on `first_day` is lawful; `past` are recorded days.
bool IsLawful(const DaySet& past, int first_day, int day, const Terms& terms);

// Days until the first unlawful one; nullopt when there is none for kForEver days.
std::optional<int> LongestStay(const DaySet& past, int first_day, const Terms& terms);

// Days of `first_day` to `on` that are not lawful, each asked by itself.
int UnlawfulDays(const DaySet& past, int first_day, int on, const Terms& terms);

// The first day from `on` on from which `days` days in a row are lawful; nullopt when there is none for kForEver days.
std::optional<int> EarliestEntry(const DaySet& past, int on, int days, const Terms& terms);

}  // namespace clearance::stay_oracle
