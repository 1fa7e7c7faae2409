// Day by day.
#include "tests/property/stay_oracle.h"

#include <algorithm>
#include <chrono>

namespace clearance::stay_oracle {
namespace {

int CountBetween(const DaySet& days, int from, int to) {
  int count = 0;
  for (auto day = days.lower_bound(from); day != days.end() && *day <= to; ++day) ++count;
  return count;
}

int LengthOf(int from, int to) { return std::max(0, to - from + 1); }

// The first day of the window, month or year that holds `day` as its last day so far.
int FirstOf(const Limit& limit, int day) {
  if (limit.span == Span::kWindow) return day - limit.window + 1;
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  const auto month = limit.span == Span::kYear ? std::chrono::January : date.month();
  return static_cast<int>(std::chrono::sys_days(date.year() / month / 1).time_since_epoch().count());
}

// A stay's days by one limit over several stays: those up to its beginning are recorded, the others its own.
int DaysIn(const Past& past, int first, int from, int day, const Reading& reading) {
  const int own_from = first + reading.a();
  return CountBetween(past.days, from, std::min(day, own_from - 1)) +
         LengthOf(std::max(own_from, from), day - reading.b());
}

bool KeepsDays(const Limit& limit, const Past& past, const Start& start, int day, const Reading& reading) {
  if (DaysIn(past, start.first, FirstOf(limit, day), day, reading) > limit.max) return false;
  if (!reading.fixed_at_entry) return true;
  const int own_from = start.first + reading.a();
  const int before = CountBetween(past.days, FirstOf(limit, start.first), own_from - 1);
  return before + LengthOf(own_from, day - reading.b()) <= limit.max;
}

int ClockOn(const Start& start, int day, const Reading& reading) {
  const int days = day - start.first + 1 - reading.b();
  return start.continued ? *start.continued + days : days - reading.a();
}

// Hours know no day that does not count.
int HoursDaysBefore(const Start& start, const Reading& reading) {
  return start.continued ? *start.continued + reading.a() : 0;
}

int EntriesIn(const Past& past, int from, int to) {
  return static_cast<int>(
      std::count_if(past.entries.begin(), past.entries.end(), [&](int day) { return from <= day && day <= to; }));
}

bool IsReturn(const Record& record, std::size_t index) {
  if (index == 0 || !record.stays[index].from_zone) return false;
  const Stay& before = record.stays[index - 1];
  return before.counts && before.to_zone;
}

// How long the clock has run before `first`: walks the stays back from number `count`, keeping the days of those that
// the zone alone parts; nullopt when there is none.
std::optional<int> ClockBefore(const Record& record, std::size_t count, int first, const Reading& reading) {
  DaySet presence;
  int begin = first;
  bool found = false;
  for (std::size_t i = count; i > 0; --i) {
    const Stay& before = record.stays[i - 1];
    if (!before.counts || !before.entry || !before.to_zone || *before.entry > begin) break;
    const int exit = before.exit.value_or(*before.entry);
    const int from = std::max(*before.entry, record.effective_from.value_or(*before.entry));
    if (exit < from) break;
    found = true;
    for (int day = from; day <= exit - reading.b() && day < begin; ++day) presence.insert(day);
    begin = from;
    if (!before.from_zone || from > *before.entry) break;
  }
  if (!found || reading.zone == Zone::kEnds) return std::nullopt;
  return (reading.zone == Zone::kSuspends ? static_cast<int>(presence.size()) : first - begin) - reading.a();
}

}  // namespace

std::optional<Presence> PresenceOf(const Record& record, std::size_t index, Holes holes, int on) {
  const Stay& stay = record.stays[index];
  Presence days{stay.entry.value_or(stay.exit.value_or(0)), stay.exit.value_or(stay.entry.value_or(0))};
  if (holes == Holes::kMost && stay.entry && !stay.exit) {
    days.last = on;
    for (std::size_t i = record.stays.size(); i-- > index + 1;) {
      if (record.stays[i].entry) days.last = std::min(on, *record.stays[i].entry);
    }
  }
  if (holes == Holes::kMost && !stay.entry && record.complete_from) {
    int first = *record.complete_from;
    if (index > 0) {
      const Stay& before = record.stays[index - 1];
      first = std::max(first, before.exit ? *before.exit : before.entry.value_or(first));
    }
    days.first = std::min(first, *stay.exit);
  }
  if (days.first > on) return std::nullopt;
  return days;
}

Past PastOf(const Record& record, std::size_t count, int on, Holes holes, const Reading& reading) {
  Past past;
  for (std::size_t i = 0; i < count; ++i) {
    if (!record.stays[i].counts) continue;
    const auto presence = PresenceOf(record, i, holes, on);
    if (!presence) continue;
    const int effective_from = record.effective_from.value_or(presence->first);
    for (int day = presence->first + reading.a(); day <= presence->last - reading.b() && day <= on; ++day) {
      if (day >= effective_from) past.days.insert(day);
    }
    const int last = std::min(presence->last, on);
    if (last >= effective_from) {
      past.last_presence = std::max(past.last_presence.value_or(last), last);
    }
    const Stay& stay = record.stays[i];
    const std::optional<int> entered = stay.entry || holes == Holes::kLeast ? stay.entry : stay.exit;
    if (entered && *entered <= on && *entered >= effective_from && !IsReturn(record, i))
      past.entries.push_back(*entered);
  }
  return past;
}

Start StartOf(const Record& record, std::size_t count, int first, bool from_zone, const Reading& reading) {
  Start start{.first = first};
  if (record.effective_from && *record.effective_from > first) {
    return {.first = *record.effective_from, .is_return = true};  // its entry is not one under these limits
  }
  if (!from_zone) return start;
  start.is_return = count > 0 && record.stays[count - 1].counts && record.stays[count - 1].to_zone;
  start.continued = ClockBefore(record, count, first, reading);
  return start;
}

Start EntryOf(const Record& record, int on, bool back_from_zone, const Reading& reading) {
  Start start{.first = on, .is_return = back_from_zone};
  if (back_from_zone) start.continued = ClockBefore(record, record.stays.size(), on, reading);
  return start;
}

bool IsLawful(const Limit& limit, const Past& past, const Start& start, int day, const Reading& reading) {
  switch (limit.kind) {
    case Kind::kPerStay:
      return ClockOn(start, day, reading) <= limit.max;
    case Kind::kRolling:
    case Kind::kCalendar:
      // Nobody enters where every day that counts is used, whatever days are free.
      if (CountBetween(past.days, FirstOf(limit, start.first), start.first - 1) >= limit.max) return false;
      return KeepsDays(limit, past, start, day, reading);
    case Kind::kEntries:
      if (day != start.first || start.is_return) return true;
      return EntriesIn(past, FirstOf(limit, day), day) + 1 <= limit.max;
    case Kind::kGap:
      if (day != start.first || start.is_return || !past.last_presence) return true;
      return day > *past.last_presence + limit.max;
    case Kind::kHours:
      return day <= start.first + limit.max / 24 - HoursDaysBefore(start, reading);
  }
  return false;
}

Bound LongestStay(const std::vector<Limit>& limits, const Past& past, const Start& start, const Reading& reading) {
  for (int days = 0; days < kForEver; ++days) {
    for (std::size_t i = 0; i < limits.size(); ++i) {
      if (!IsLawful(limits[i], past, start, start.first + days, reading)) return {days, i};
    }
  }
  return {};
}

int UnlawfulDays(const Bound& bound, int first, int on) { return bound.days ? LengthOf(first + *bound.days, on) : 0; }

std::optional<int> EarliestEntry(const std::vector<Limit>& limits, const Past& past, int on, int days,
                                 const Reading& reading) {
  for (int entry = on; entry < on + kLatestEntry; ++entry) {
    bool lawful = true;
    for (int day = entry; lawful && day < entry + days; ++day) {
      for (const Limit& limit : limits) lawful = lawful && IsLawful(limit, past, {.first = entry}, day, reading);
    }
    if (lawful) return entry;
  }
  return std::nullopt;
}

std::optional<WindowUse> LongestWindow(const std::vector<Limit>& limits, const DaySet& days, int on) {
  std::optional<Limit> longest;
  for (const Limit& limit : limits) {
    if (limit.kind == Kind::kRolling && (!longest || limit.window > longest->window)) longest = limit;
  }
  if (!longest) return std::nullopt;
  const int used = CountBetween(days, on - longest->window + 1, on);
  return WindowUse{used, std::max(0, used - longest->max)};
}

DaySet DaysOn(const Past& past, const Start& present, int on, const Reading& reading) {
  const int own_from = present.first + reading.a();
  DaySet days(past.days.begin(), past.days.lower_bound(own_from));
  for (int day = own_from; day <= on - reading.b(); ++day) days.insert(day);
  return days;
}

Use UseOf(const Limit& limit, const Past& past, const Start& start, bool inside, int on, const Reading& reading) {
  int used = 0;
  switch (limit.kind) {
    case Kind::kPerStay:
      used = std::max(0, inside ? ClockOn(start, on, reading) : start.continued.value_or(0));
      break;
    case Kind::kRolling:
    case Kind::kCalendar:
      used = CountBetween(inside ? DaysOn(past, start, on, reading) : past.days, FirstOf(limit, on), on);
      break;
    case Kind::kEntries:
      used = EntriesIn(past, FirstOf(limit, on), on);
      if (inside && !start.is_return && start.first >= FirstOf(limit, on)) ++used;
      break;
    case Kind::kGap:
      used = past.last_presence ? std::clamp(start.first - *past.last_presence - 1, 0, limit.max) : limit.max;
      break;
    case Kind::kHours:
      used = 24 * (on - start.first + HoursDaysBefore(start, reading));
      break;
  }
  return {used, std::max(0, limit.max - used)};
}

DaySet DaysBack(const std::vector<Limit>& limits, const DaySet& days, int on) {
  int window = 0;
  for (const Limit& limit : limits) {
    if (limit.kind == Kind::kRolling) window = std::max(window, limit.window);
  }
  DaySet back;
  for (const int day : days) {
    if (day <= on && day + window > on) back.insert(day + window);
  }
  return back;
}

Record Until(const Record& record, int on, Holes holes) {
  Record until = record;
  until.stays.clear();
  for (std::size_t i = 0; i < record.stays.size(); ++i) {
    const auto presence = PresenceOf(record, i, holes, on);
    if (!presence) continue;
    Stay stay = record.stays[i];
    stay.exit = std::min(presence->last, on);
    until.stays.push_back(stay);
  }
  return until;
}

std::vector<Bound> AnswerPlan(const std::vector<Limit>& limits, const Past& past, const std::vector<Plan>& plans,
                              const Reading& reading) {
  std::vector<std::size_t> order(plans.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t left, std::size_t right) { return plans[left].from < plans[right].from; });
  std::vector<Bound> answers(plans.size());
  Past so_far = past;
  for (const std::size_t i : order) {
    const Plan& plan = plans[i];
    Past known = so_far;
    if (known.last_presence) known.last_presence = std::min(*known.last_presence, plan.from);
    answers[i] = LongestStay(limits, known, {.first = plan.from}, reading);
    if (answers[i].days && *answers[i].days >= LengthOf(plan.from, plan.to)) answers[i] = {};
    for (int day = plan.from + reading.a(); day <= plan.to - reading.b(); ++day) so_far.days.insert(day);
    so_far.entries.push_back(plan.from);
    so_far.last_presence = std::max(so_far.last_presence.value_or(plan.from), plan.to);
  }
  return answers;
}

}  // namespace clearance::stay_oracle
