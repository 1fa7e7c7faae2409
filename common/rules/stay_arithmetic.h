// The arithmetic of stay limits on a set of recorded days: how long a stay may last, which limit ends it, when the next
// one may begin. Knows no traveller, no record and no readings; stay_rules.h brings those.
//
// Why it may look for days instead of walking them. A stay that began on e has on its day number L used
//   L + |recorded ∩ [e + L - W, e - 1]|
// days of a window of W: every further day adds one and gives back at most one, so that the count never falls while
// the stay runs, and the first unlawful day ends it. Of the M - |recorded ∩ [e - W + 1, e - 1]| days left on the day
// of entry one is spent on each day on which no recorded day leaves the window: the stay lasts until the (M - …)-th
// day of the window that is *not* recorded has left it.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <variant>

#include "common/rules/day_window.h"
#include "common/rules/rule_book.h"

namespace clearance {

// Day 1 of a stay, and how many days the per-stay clock had already run on it.
struct StayStart {
  Date first_day;
  int clock_days_before = 0;
};

// How long a stay may last: its days (nullopt: no limit; 0: not even the first), and the first of the limits that end
// it there, as an index (absent: none).
struct StayBound {
  std::optional<int> days{};
  std::optional<std::size_t> limit{};
};

constexpr std::optional<int> LongestUnder(const PerStayLimit& limit, const DayWindow&, StayStart start, Allowance) {
  return std::max(0, limit.max_days - start.clock_days_before);
}

constexpr std::optional<int> LongestUnder(const RollingLimit& limit, const DayWindow& recorded, StayStart start,
                                          Allowance allowance) {
  const Date window_first = start.first_day - Days(limit.window_days - 1);
  const int left = limit.max_days - recorded.Count(window_first, start.first_day - Days(1));
  if (left <= 0) return 0;
  if (allowance == Allowance::kFixedAtEntry) return left;
  if (limit.max_days >= limit.window_days) return std::nullopt;
  return static_cast<int>((recorded.NthAbsent(window_first, left) - window_first).count()) + 1;
}

// The longest stay that begins at `start`; `recorded` must reach to its first day.
constexpr StayBound LongestStay(std::span<const StayLimit> limits, const DayWindow& recorded, StayStart start,
                                Allowance allowance) {
  StayBound bound;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const auto longest =
        std::visit([&](const auto& terms) { return LongestUnder(terms, recorded, start, allowance); }, limits[i].terms);
    if (longest && (!bound.days || *longest < *bound.days)) bound = {longest, i};
  }
  return bound;
}

// The first day ≥ `from` on which a stay of `days` days would be lawful to its end by this limit; nullopt: never.
// `from` must not be before the last recorded day.
constexpr std::optional<Date> NextEntry(const PerStayLimit& limit, const DayWindow&, Date from, int days, Allowance) {
  return days <= limit.max_days ? std::optional(from) : std::nullopt;
}

constexpr std::optional<Date> NextEntry(const RollingLimit& limit, const DayWindow& recorded, Date from, int days,
                                        Allowance allowance) {
  const auto today = LongestUnder(limit, recorded, {from}, allowance);
  if (!today || *today >= days) return from;
  if (days > limit.max_days) return std::nullopt;
  // Too many recorded days by one: the oldest of them must have left the window that judges the last day, or with a
  // fixed allowance the first.
  const auto oldest_too_many = recorded.NthLatest(limit.max_days - days + 1);
  if (!oldest_too_many) return from + Days(1);
  const int given_back_by_then = allowance == Allowance::kFixedAtEntry ? 0 : days - 1;
  return std::max(from + Days(1), *oldest_too_many + Days(limit.window_days - given_back_by_then));
}

// The first day ≥ `from` on which a stay of `days` days (≥ 1) can begin and be completed lawfully under all limits;
// nullopt when there is none. `from` must not be before the last recorded day.
constexpr std::optional<Date> EarliestEntry(std::span<const StayLimit> limits, const DayWindow& recorded, Date from,
                                            int days, Allowance allowance) {
  // A whole window after `from` nothing recorded is left in any: the search has ended by then.
  const Date last = from + Days(kMaxWindowDays);
  for (Date day = from; day <= last;) {
    Date next = day;
    for (const StayLimit& limit : limits) {
      const auto allowed =
          std::visit([&](const auto& terms) { return NextEntry(terms, recorded, next, days, allowance); }, limit.terms);
      if (!allowed) return std::nullopt;
      next = *allowed;
    }
    if (next == day) return day;
    day = next;
  }
  return std::nullopt;
}

}  // namespace clearance
