// The arithmetic of stay limits on recorded presence: how long a stay may last, which limit ends it, when the next one
// may begin. One overload of LongestUnder and of NextEntry for each kind of limit. Knows no traveller, no record and no
// open question; stay_rules.h brings those.
//
// A day of a stay is lawful under a limit if the stay, ended on that day, keeps it, and if a day that counts was left
// when it began. The days of a stay from e to d that
// count are [e + first, d - last], where first and last are 1 if the reading does not count the day of entry and of
// exit, else 0. A day counted twice counts once.
//
// Why rolling limits may look for days instead of walking them. With every day counted a stay that began on e has on
// its day number L used
//   L + |recorded ∩ [e + L - W, e - 1]|
// days of a window of W: every further day adds one and gives back at most one, so that the count never falls while
// the stay runs, and the first unlawful day ends it. Of the M - |recorded ∩ [e - W + 1, e - 1]| days left on the day
// of entry one is spent on each day on which no recorded day leaves the window: the stay lasts until the (M - …)-th
// day of the window that is *not* recorded has left it. A day of entry that does not count moves e by one; a day of
// exit that does not count makes the window a day shorter, as seen from the last day that does.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <variant>

#include "common/rules/past_presence.h"
#include "common/rules/reading.h"
#include "common/rules/rule_book.h"
#include "common/rules/stay_bound.h"

namespace clearance {

// The beginning of a stretch of a stay.
struct StayStart {
  Date first_day;
  // How many days the clock of one stay had counted before; absent: it starts here.
  std::optional<int> clock_days_before{};
  // False when the stay only goes on after a trip into ICBC: no entry is counted then.
  bool is_entry = true;
};

constexpr Date FirstOf(CalendarPeriod period, Date day) {
  const std::chrono::year_month_day date(std::chrono::local_days{day});
  const auto month = period == CalendarPeriod::kYear ? std::chrono::January : date.month();
  return Date(std::chrono::local_days(date.year() / month / 1));
}

constexpr Date FirstOfNext(CalendarPeriod period, Date day) {
  const std::chrono::year_month_day first(std::chrono::local_days{FirstOf(period, day)});
  const auto step = period == CalendarPeriod::kYear ? std::chrono::months(12) : std::chrono::months(1);
  return Date(std::chrono::local_days(first + step));
}

// The days of a stay that do not count, of both its ends.
constexpr int UncountedDays(const Reading& reading) {
  return reading.UncountedFirstDays() + reading.UncountedLastDays();
}

// The first day of a stay that counts.
constexpr Date FirstCounted(StayStart start, const Reading& reading) {
  return start.first_day + Days(reading.UncountedFirstDays());
}

// Counted days of [from, on], of a stay begun at `start` and ended on `on` and of what was recorded before it.
constexpr int CountedDays(const DayWindow& past, StayStart start, Date from, Date on, const Reading& reading) {
  const Date first = FirstCounted(start, reading);
  const Date last = on - Days(reading.UncountedLastDays());
  const int own = std::max(0, static_cast<int>((last - std::max(first, from)).count()) + 1);
  return own + past.Count(from, std::min(on, first - Days(1)));
}

constexpr std::optional<int> LongestUnder(const PerStayLimit& limit, const PastPresence&, StayStart start,
                                          const Reading& reading) {
  const int before = start.clock_days_before.value_or(-reading.UncountedFirstDays());
  return std::max(0, limit.max_days - before + reading.UncountedLastDays());
}

// Whole days of hours that had run before a stay goes on. Hours know no day of entry that does not count.
constexpr int HoursDaysBefore(StayStart start, const Reading& reading) {
  return start.clock_days_before ? *start.clock_days_before + reading.UncountedFirstDays() : 0;
}

constexpr std::optional<int> LongestUnder(const HoursLimit& limit, const PastPresence&, StayStart start,
                                          const Reading& reading) {
  return std::max(0, limit.max_hours / 24 + 1 - HoursDaysBefore(start, reading));
}

// What is left of `max_days` for a stay that begins at `start`, of days counted from `from` on; nullopt when no day is:
// nobody enters on days that are free, where all that count are used (NIA, June 2024).
constexpr std::optional<int> LeftAtEntry(int max_days, const DayWindow& past, StayStart start, Date from,
                                         const Reading& reading) {
  if (past.Count(from, start.first_day - Days(1)) >= max_days) return std::nullopt;
  return max_days - past.Count(from, FirstCounted(start, reading) - Days(1));
}

constexpr std::optional<int> LongestUnder(const RollingLimit& limit, const PastPresence& past, StayStart start,
                                          const Reading& reading) {
  const int uncounted = UncountedDays(reading);
  const Date counted_from = FirstCounted(start, reading);
  const Date entry_window = start.first_day - Days(limit.window_days - 1);
  const auto left_at_entry = LeftAtEntry(limit.max_days, past.days, start, entry_window, reading);
  if (!left_at_entry) return 0;
  if (reading.allowance == Allowance::kFixedAtEntry) return uncounted + *left_at_entry;
  // As seen from the last counted day.
  const int window_days = limit.window_days - reading.UncountedLastDays();
  if (limit.max_days >= window_days) return std::nullopt;
  const Date window_first = counted_from - Days(window_days - 1);
  const int left = limit.max_days - past.days.Count(window_first, counted_from - Days(1));
  if (left <= 0) return uncounted;
  return uncounted + static_cast<int>((past.days.NthAbsent(window_first, left) - window_first).count()) + 1;
}

// So many calendar periods hold one of each length: after them nothing new comes.
inline constexpr int kPeriodsOfEveryLength = 9;

constexpr std::optional<int> LongestUnder(const CalendarLimit& limit, const PastPresence& past, StayStart start,
                                          const Reading& reading) {
  const int uncounted = UncountedDays(reading);
  const Date counted_from = FirstCounted(start, reading);
  Date period_first = FirstOf(limit.period, start.first_day);
  const auto left_at_entry = LeftAtEntry(limit.max_days, past.days, start, period_first, reading);
  if (!left_at_entry) return 0;
  if (reading.allowance == Allowance::kFixedAtEntry) return uncounted + *left_at_entry;
  const Days last_days(reading.UncountedLastDays());
  period_first = FirstOf(limit.period, counted_from + last_days);
  for (int i = 0; i < kPeriodsOfEveryLength; ++i) {
    const Date next_period = FirstOfNext(limit.period, period_first);
    const Date own_first = std::max(counted_from, period_first);
    const int left = std::max(0, limit.max_days - past.days.Count(period_first, counted_from - Days(1)));
    const Date last_lawful = own_first + Days(left - 1) + last_days;
    if (last_lawful < next_period - Days(1)) return static_cast<int>((last_lawful - start.first_day).count()) + 1;
    period_first = next_period;
  }
  return std::nullopt;
}

// From which day on entries count against `limit` on `day`.
constexpr Date EntriesFrom(const EntriesLimit& limit, Date day) {
  if (const auto* window = std::get_if<Days>(&limit.within)) return day - *window + Days(1);
  return FirstOf(std::get<CalendarPeriod>(limit.within), day);
}

constexpr std::optional<int> LongestUnder(const EntriesLimit& limit, const PastPresence& past, StayStart start,
                                          const Reading&) {
  if (!start.is_entry) return std::nullopt;
  const int entries = past.entries.CountSince(EntriesFrom(limit, start.first_day)) + 1;
  return entries > limit.max_entries ? std::optional(0) : std::nullopt;
}

constexpr std::optional<int> LongestUnder(const GapLimit& limit, const PastPresence& past, StayStart start,
                                          const Reading&) {
  const bool too_soon = start.is_entry && past.last_exit && start.first_day <= *past.last_exit + Days(limit.min_days);
  return too_soon ? std::optional(0) : std::nullopt;
}

// FirstDayAskedBy: the earliest day a limit asks about for a stay that begins on `on`.
template <typename Limit>
constexpr Date FirstDayAskedBy(const Limit&, Date on) {
  return on;  // looks at one stay only
}
constexpr Date FirstDayAskedBy(const RollingLimit& limit, Date on) { return on - Days(limit.window_days - 1); }
constexpr Date FirstDayAskedBy(const CalendarLimit& limit, Date on) { return FirstOf(limit.period, on); }
constexpr Date FirstDayAskedBy(const EntriesLimit& limit, Date on) { return EntriesFrom(limit, on); }
constexpr Date FirstDayAskedBy(const GapLimit& limit, Date on) { return on - Days(limit.min_days); }

// LongestEver: how many days no stay can be longer than, whenever it begins; nullopt: no limit.
template <typename Limit>
constexpr std::optional<int> LongestEver(const Limit& limit, const Reading& reading) {
  const Date any_day{};
  return LongestUnder(limit, PastPresence(any_day), {any_day}, reading);
}
constexpr std::optional<int> LongestEver(const CalendarLimit& limit, const Reading& reading) {
  if (reading.allowance == Allowance::kFixedAtEntry) return limit.max_days + UncountedDays(reading);
  const bool is_month = limit.period == CalendarPeriod::kMonth;
  const int days_of_one = limit.max_days + reading.UncountedLastDays();
  if (days_of_one >= (is_month ? 31 : 366)) return std::nullopt;
  // The end of one period and the beginning of another; between them those that are too short for the limit: a month
  // alone, or the years from one leap year to the next.
  const int periods = days_of_one < (is_month ? 28 : 365) ? 2 : is_month ? 3 : kPeriodsOfEveryLength;
  return periods * days_of_one + reading.UncountedFirstDays();
}

// The longest stay that begins at `start`; `past` must reach to its first day.
constexpr StayBound LongestStay(std::span<const StayLimit> limits, const PastPresence& past, StayStart start,
                                const Reading& reading) {
  StayBound bound;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    const auto longest =
        std::visit([&](const auto& terms) { return LongestUnder(terms, past, start, reading); }, limits[i].terms);
    if (longest && (!bound.days || *longest < *bound.days)) bound = {longest, i};
  }
  return bound;
}

// True when a stay of `days` days from `first_day` on keeps `limit` to its end.
template <typename Limit>
constexpr bool Allows(const Limit& limit, const PastPresence& past, Date first_day, int days, const Reading& reading) {
  const auto longest = LongestUnder(limit, past, {first_day}, reading);
  return !longest || *longest >= days;
}

// NextEntry: the first day ≥ `from` on which a stay of `days` days would be lawful to its end by this limit; nullopt:
// never. `from` must not be before the last recorded day.
template <typename Limit>
constexpr std::optional<Date> NextEntry(const Limit& limit, const PastPresence& past, Date from, int days,
                                        const Reading& reading) {
  // What looks at one stay only does not change from day to day.
  return Allows(limit, past, from, days, reading) ? std::optional(from) : std::nullopt;
}

constexpr std::optional<Date> NextEntry(const RollingLimit& limit, const PastPresence& past, Date from, int days,
                                        const Reading& reading) {
  if (Allows(limit, past, from, days, reading)) return from;
  const bool fixed = reading.allowance == Allowance::kFixedAtEntry;
  // Where the maximum fills the window, all that can be wrong is the day of entry.
  const bool ends = fixed || limit.max_days < limit.window_days - reading.UncountedLastDays();
  const int counted = ends ? std::max(1, days - UncountedDays(reading)) : 1;
  if (counted > limit.max_days) return std::nullopt;
  // Too many recorded days by one: the oldest of them must have left the window that judges the last day, or with a
  // fixed allowance the first.
  const auto oldest_too_many = past.days.NthLatest(limit.max_days - counted + 1);
  if (!oldest_too_many) return from + Days(1);
  const bool first_day_judges = fixed || counted == 1;
  const int given_back_by_then = first_day_judges ? 0 : days - 1;
  return std::max(from + Days(1), *oldest_too_many + Days(limit.window_days - given_back_by_then));
}

constexpr std::optional<Date> NextEntry(const CalendarLimit& limit, const PastPresence& past, Date from, int days,
                                        const Reading& reading) {
  // From the period after the next on nothing recorded counts, and whole periods lie ahead.
  const Date last = FirstOfNext(limit.period, FirstOfNext(limit.period, FirstOfNext(limit.period, from)));
  for (Date day = from; day <= last; day += Days(1)) {
    if (Allows(limit, past, day, days, reading)) return day;
  }
  return std::nullopt;
}

constexpr std::optional<Date> NextEntry(const EntriesLimit& limit, const PastPresence& past, Date from, int,
                                        const Reading& reading) {
  if (Allows(limit, past, from, 1, reading)) return from;
  if (const auto* period = std::get_if<CalendarPeriod>(&limit.within)) return FirstOfNext(*period, from);
  // With the oldest of so many entries outside of the window one more may come.
  return *past.entries.NthLatest(limit.max_entries) + std::get<Days>(limit.within);
}

constexpr std::optional<Date> NextEntry(const GapLimit& limit, const PastPresence& past, Date from, int,
                                        const Reading&) {
  return past.last_exit ? std::max(from, *past.last_exit + Days(limit.min_days + 1)) : from;
}

// The first day ≥ `from` on which a stay of `days` days (≥ 1) can begin and be completed lawfully under all limits;
// nullopt when there is none. `from` must not be before the last recorded day.
constexpr std::optional<Date> EarliestEntry(std::span<const StayLimit> limits, const PastPresence& past, Date from,
                                            int days, const Reading& reading) {
  // Two windows or calendar years after `from` nothing recorded counts any more: the search has ended by then.
  const Date last = from + Days(2 * kMaxWindowDays);
  for (Date day = from; day <= last;) {
    Date next = day;
    for (const StayLimit& limit : limits) {
      const auto allowed =
          std::visit([&](const auto& terms) { return NextEntry(terms, past, next, days, reading); }, limit.terms);
      if (!allowed) return std::nullopt;
      next = *allowed;
    }
    if (next == day) return day;
    day = next;
  }
  return std::nullopt;
}

}  // namespace clearance
