// Asks the arithmetic about the days of a history.
#include "common/rules/stay_rules.h"

#include <algorithm>

#include "common/rules/counted_record.h"
#include "common/rules/stay_arithmetic.h"

namespace clearance {

std::optional<Date> StayCount::LastLawfulDay() const {
  if (!bound.days || *bound.days == 0) return std::nullopt;
  return first_day + Days(*bound.days - 1);
}

int StayCount::UnlawfulDays() const {
  if (!bound.days) return 0;
  return std::max(0, static_cast<int>((on - first_day).count()) + 1 - *bound.days);
}

EntryRoute RouteInto(Territory host, const TravelHistory& left) {
  const Stay* open = OpenStay(left);
  const bool back = open != nullptr && open->territory == Territory::kIcbc && open->entered_from == host;
  return back ? EntryRoute::kBackFromZone : EntryRoute::kFromOutside;
}

std::optional<int> StayCount::DaysLeft() const {
  if (!bound.days) return std::nullopt;
  return std::max(0, *bound.days - std::max(0, static_cast<int>((on - first_day).count())));
}

StayCount CountEntry(const CountedHistory& record, Date on, EntryRoute route, Evidence evidence,
                     const Reading& reading) {
  const std::size_t next = record.history.stays.size();
  const PastPresence past = PastOf(record, next, on, evidence, reading);
  StayCount count{.first_day = on, .on = on};
  if (const RollingLimit* window = LongestWindow(record.regime)) {
    count.days_used = past.days.Count(on - Days(window->window_days - 1), on);
    count.window_excess = std::max(0, count.days_used - window->max_days);
  }
  count.bound = LongestStay(record.regime.limits, past, StartOf(record, route, on, evidence, reading), reading);
  return count;
}

std::optional<StayCount> CountInside(const CountedHistory& record, const Stay& present, Date on, Evidence evidence,
                                     const Reading& reading) {
  const TravelHistory& history = record.history;
  const auto index = static_cast<std::size_t>(&present - history.stays.data());
  if (evidence == Evidence::kProven) {
    if (!history.complete_from || !history.covers_all_ports || *history.complete_from > on) return std::nullopt;
    if (!ProvesItsDays(present)) return std::nullopt;
  }
  const StayStart start = StartOf(record, present, on, evidence, reading);
  StayCount count{.first_day = start.first_day, .on = on};
  const PastPresence past = PastOf(record, index, start.first_day, evidence, reading);
  if (const RollingLimit* window = LongestWindow(record.regime)) {
    count.days_used = CountedDays(past.days, start, on - Days(window->window_days - 1), on, reading);
    count.window_excess = std::max(0, count.days_used - window->max_days);
  } else {
    count.days_used = CountedDays(DayWindow(on), start, start.first_day, on, reading);
  }
  count.bound = LongestStay(record.regime.limits, past, start, reading);
  return count;
}

const Stay* PresentStay(const CountedHistory& record, Date on) {
  const Stay* present = nullptr;
  for (const Stay& stay : record.history.stays) {
    const bool holds_day = stay.entry && *stay.entry <= on && (stay.exit ? on <= *stay.exit : !stay.exit_unknown);
    if (holds_day && (present == nullptr || *present->entry <= *stay.entry) && Counts(record, stay)) present = &stay;
  }
  return present;
}

std::optional<Date> EarliestEntry(const CountedHistory& record, Date on, int days, EntryRoute route) {
  const Reading reading = StrictestReading(record.regime);
  if (route == EntryRoute::kBackFromZone) {
    const auto longest = CountEntry(record, on, route, Evidence::kMost, reading).bound.days;
    if (!longest || *longest >= days) return on;
    on += Days(1);  // the stay goes on, too short: a new one begins tomorrow at the earliest
  }
  const PastPresence past = PastOf(record, record.history.stays.size(), on, Evidence::kMost, reading);
  return EarliestEntry(record.regime.limits, past, on, days, reading);
}

StayAnswer EvaluateEntry(const CountedHistory& record, Date on, EntryRoute route) {
  const StayCount count = CountEntry(record, on, route, Evidence::kMost, StrictestReading(record.regime));
  StayAnswer answer;
  answer.territory = record.regime.host;
  answer.regime = record.regime.id;
  answer.days_used = count.days_used;
  answer.longest_stay_days = count.bound.days;
  answer.must_leave_by = count.LastLawfulDay();
  answer.binding_limit = BindingLimit(record.regime, count.bound);
  if (!count.Admissible()) answer.earliest_entry = EarliestEntry(record, on, 1, route);
  return answer;
}

StayAnswer EvaluateStay(const CountedHistory& record, const Stay& present, Date on) {
  const StayCount count = *CountInside(record, present, on, Evidence::kMost, StrictestReading(record.regime));
  const auto proven = CountInside(record, present, on, Evidence::kProven, MildestReading(record.regime));
  StayAnswer answer;
  answer.territory = record.regime.host;
  answer.regime = record.regime.id;
  answer.days_used = count.days_used;
  answer.must_leave_by = LastDayOf(present, count);
  answer.longest_stay_days = DaysLeftOf(present, count);
  answer.binding_limit = BindingLimit(record.regime, count.bound);
  answer.unlawful_days = proven ? UnlawfulDaysOf(present, *proven) : 0;
  return answer;
}

std::optional<Date> LastDayOf(const Stay& stay, const StayCount& count) {
  const auto last = count.LastLawfulDay();
  const bool no_limit = !count.bound.days;
  if (no_limit || !stay.promised_until) return last;
  return std::max(last.value_or(*stay.promised_until), *stay.promised_until);
}

std::optional<int> DaysLeftOf(const Stay& stay, const StayCount& count) {
  const auto left = count.DaysLeft();
  const auto last = LastDayOf(stay, count);
  if (!left || !last) return left;
  return std::max(0, static_cast<int>((*last - count.on).count()) + 1);
}

int UnlawfulDaysOf(const Stay& stay, const StayCount& count) {
  if (!stay.promised_until) return count.UnlawfulDays();
  const int after_promise = std::max(0, static_cast<int>((count.on - *stay.promised_until).count()));
  return std::min(count.UnlawfulDays(), after_promise);
}

std::string_view BindingLimit(const Regime& regime, const StayBound& bound) {
  return bound.limit ? std::string_view(regime.limits[*bound.limit].id) : std::string_view();
}

const RollingLimit* LongestWindow(const Regime& regime) {
  const RollingLimit* longest = nullptr;
  for (const StayLimit& limit : regime.limits) {
    const auto* rolling = std::get_if<RollingLimit>(&limit.terms);
    if (rolling != nullptr && (longest == nullptr || rolling->window_days > longest->window_days)) longest = rolling;
  }
  return longest;
}

std::optional<int> LongestLawfulStay(const Regime& regime) {
  const Reading mildest = MildestReading(regime);
  std::optional<int> longest;
  for (const StayLimit& limit : regime.limits) {
    const auto days = std::visit([&](const auto& terms) { return LongestEver(terms, mildest); }, limit.terms);
    if (days) longest = std::min(longest.value_or(*days), *days);
  }
  return longest;
}

bool LooksBack(const Regime& regime) {
  return std::any_of(regime.limits.begin(), regime.limits.end(), [](const StayLimit& limit) {
    return !std::holds_alternative<PerStayLimit>(limit.terms) && !std::holds_alternative<HoursLimit>(limit.terms);
  });
}

Date LooksBackTo(const Regime& regime, Date on) {
  Date first = on;
  for (const StayLimit& limit : regime.limits) {
    first = std::min(first, std::visit([&](const auto& terms) { return FirstDayAskedBy(terms, on); }, limit.terms));
  }
  return first;
}

HistoryCompleteness CompletenessSince(const TravelHistory& history, Date needed_from) {
  if (!history.complete_from || *history.complete_from > needed_from) return HistoryCompleteness::kUnknown;
  return history.covers_all_ports ? HistoryCompleteness::kComplete : HistoryCompleteness::kThisPortOnly;
}

HistoryCompleteness CompletenessFor(const TravelHistory& history, const Regime& regime, Date on) {
  Date needed_from = LooksBackTo(regime, on);
  if (regime.effective_days_from) needed_from = std::max(needed_from, std::min(*regime.effective_days_from, on));
  return CompletenessSince(history, needed_from);
}

}  // namespace clearance
