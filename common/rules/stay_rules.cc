// Turns histories into sets of days and asks the arithmetic.
#include "common/rules/stay_rules.h"

#include <algorithm>

namespace clearance {
namespace {

struct DaySpan {
  Date from;
  Date to;
};

// The limit with the longest window: the one days used are told for. nullptr where none looks back.
const RollingLimit* RollingLimitOf(const Regime& regime) {
  const RollingLimit* longest = nullptr;
  for (const StayLimit& limit : regime.limits) {
    const auto* rolling = std::get_if<RollingLimit>(&limit.terms);
    if (rolling != nullptr && (longest == nullptr || rolling->window_days > longest->window_days)) longest = rolling;
  }
  return longest;
}

// The day on which a stay without a recorded exit ended at the latest: that of the next entry, else `on`.
Date LatestExit(const TravelHistory& history, std::size_t index, Date on) {
  for (std::size_t i = index + 1; i < history.stays.size(); ++i) {
    const Stay& next = history.stays[i];
    if (next.entry) return std::min(*next.entry, on);
  }
  return on;
}

// The day on which a stay without a recorded entry began at the earliest: where the stay before it ends or the promise
// of the record begins. Days before that are the business of the record's completeness.
Date EarliestBegin(const TravelHistory& history, std::size_t index) {
  Date begin = history.complete_from.value_or(*history.stays[index].exit);
  if (index > 0) {
    const Stay& previous = history.stays[index - 1];
    if (previous.exit)
      begin = std::max(begin, *previous.exit);
    else if (previous.entry)
      begin = std::max(begin, *previous.entry);
  }
  return std::min(begin, *history.stays[index].exit);
}

std::optional<DaySpan> DaysOf(const TravelHistory& history, std::size_t index, Date on, Evidence evidence) {
  const Stay& stay = history.stays[index];
  if (stay.entry && stay.exit) return DaySpan{*stay.entry, *stay.exit};
  if (stay.entry)
    return DaySpan{*stay.entry, evidence == Evidence::kMost ? LatestExit(history, index, on) : *stay.entry};
  if (stay.exit) return DaySpan{evidence == Evidence::kMost ? EarliestBegin(history, index) : *stay.exit, *stay.exit};
  return std::nullopt;
}

// The recorded days that the regime's limits look at on `last`.
DayWindow RecordedDays(const CountedHistory& record, Date last, Evidence evidence) {
  const TravelHistory& history = record.history;
  DayWindow days(last);
  const RollingLimit* rolling = RollingLimitOf(record.regime);
  Date first = rolling == nullptr ? last : last - Days(rolling->window_days - 1);
  if (record.regime.effective_days_from) first = std::max(first, *record.regime.effective_days_from);
  if (evidence == Evidence::kProven) first = std::max(first, *history.complete_from);
  for (std::size_t i = 0; i < history.stays.size(); ++i) {
    const Stay& stay = history.stays[i];
    if ((stay.exit && *stay.exit < first) || (stay.entry && *stay.entry > last)) continue;
    if (!Counts(record, stay)) continue;
    if (const auto span = DaysOf(history, i, last, evidence)) {
      days.Add(std::max(span->from, first), span->to);
    }
  }
  return days;
}

// How many days the per-stay clock has run when a stay goes on after a trip into ICBC: `next` is the index of that
// stay, or the number of stays for one that begins now.
int ClockDaysBefore(const CountedHistory& record, std::size_t next, Date first_day, ZoneExit zone_exit) {
  if (zone_exit == ZoneExit::kEnds) return 0;
  const std::vector<Stay>& stays = record.history.stays;
  int presence_days = 0;
  Date chain_begin = first_day;
  for (std::size_t i = next; i-- > 0;) {
    const Stay& before = stays[i];
    if (!Counts(record, before) || !before.entry || before.left_to != Territory::kIcbc) break;
    if (*before.entry > chain_begin) break;
    const Date last_day = std::min(before.exit.value_or(*before.entry), chain_begin - Days(1));
    presence_days += std::max(0, static_cast<int>((last_day - *before.entry).count()) + 1);
    chain_begin = *before.entry;
    if (before.entered_from != Territory::kIcbc) break;
  }
  return zone_exit == ZoneExit::kSuspends ? presence_days : static_cast<int>((first_day - chain_begin).count());
}

template <typename T>
T Strictest(const Marked<T>& reading, T strictest) {
  return reading.certainty == Certainty::kInferred ? strictest : reading.value;
}

template <typename T>
T Mildest(const Marked<T>& reading, T mildest) {
  return reading.certainty == Certainty::kInferred ? mildest : reading.value;
}

// Fills both bounds of `count`. `next` as for ClockDaysBefore; `interrupted` says whether an earlier stay goes on.
void BoundStay(const CountedHistory& record, const DayWindow& recorded, std::size_t next, bool interrupted,
               StayCount& count) {
  const Regime& regime = record.regime;
  const auto bound = [&](Allowance allowance, ZoneExit zone_exit) {
    const int before = interrupted ? ClockDaysBefore(record, next, count.first_day, zone_exit) : 0;
    return LongestStay(regime.limits, recorded, {count.first_day, before}, allowance);
  };
  count.strictest =
      bound(Strictest(regime.allowance, Allowance::kFixedAtEntry), Strictest(regime.zone_exit, ZoneExit::kContinues));
  count.mildest = bound(Mildest(regime.allowance, Allowance::kRolling), Mildest(regime.zone_exit, ZoneExit::kEnds));
}

std::string_view BindingLimit(const Regime& regime, const StayBound& bound) {
  return bound.limit ? std::string_view(regime.limits[*bound.limit].id) : std::string_view();
}

}  // namespace

bool Counts(const CountedHistory& record, const Stay& stay) {
  const Regime& regime = record.regime;
  return stay.territory == regime.host && (stay.nationality.empty() || stay.nationality == record.nationality) &&
         std::find(regime.counted_bases.begin(), regime.counted_bases.end(), stay.basis) != regime.counted_bases.end();
}

std::optional<Date> LastLawfulDay(const StayBound& bound, Date first_day) {
  if (!bound.days || *bound.days == 0) return std::nullopt;
  return first_day + Days(*bound.days - 1);
}

int UnlawfulDays(const StayBound& bound, const StayCount& count) {
  if (!bound.days) return 0;
  return std::max(0, static_cast<int>((count.on - count.first_day).count()) + 1 - *bound.days);
}

StayCount CountEntry(const CountedHistory& record, Date on, EntryRoute route, Evidence evidence) {
  const DayWindow recorded = RecordedDays(record, on, evidence);
  StayCount count{.first_day = on, .on = on};
  if (const RollingLimit* rolling = RollingLimitOf(record.regime)) {
    count.days_used = recorded.Count(on - Days(rolling->window_days - 1), on);
    count.window_excess = std::max(0, count.days_used - rolling->max_days);
  }
  BoundStay(record, recorded, record.history.stays.size(), route == EntryRoute::kBackFromZone, count);
  return count;
}

std::optional<StayCount> CountInside(const CountedHistory& record, const Stay& present, Date on, Evidence evidence) {
  const TravelHistory& history = record.history;
  StayCount count{.first_day = *present.entry, .on = on};
  bool interrupted = present.entered_from == Territory::kIcbc;
  if (evidence == Evidence::kProven) {
    if (!history.complete_from || !history.covers_all_ports || *history.complete_from > on) return std::nullopt;
    // Whoever is inside now and has no later entry has been inside since then, whatever happened before.
    interrupted = interrupted && *history.complete_from <= count.first_day;
    count.first_day = std::max(count.first_day, *history.complete_from);
  }
  // The present stay itself adds nothing to it that is asked for: its days begin on first_day.
  const DayWindow recorded = RecordedDays(record, count.first_day, evidence);
  const int days_of_stay = std::max(0, static_cast<int>((on - count.first_day).count()) + 1);
  count.days_used = days_of_stay;
  if (const RollingLimit* rolling = RollingLimitOf(record.regime)) {
    const Date window_first = on - Days(rolling->window_days - 1);
    count.days_used = std::min(days_of_stay, rolling->window_days) +
                      recorded.Count(window_first, std::min(on, count.first_day - Days(1)));
    count.window_excess = std::max(0, count.days_used - rolling->max_days);
  }
  BoundStay(record, recorded, static_cast<std::size_t>(&present - history.stays.data()), interrupted, count);
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

std::optional<Date> EarliestEntry(const CountedHistory& record, Date on, int days) {
  const DayWindow recorded = RecordedDays(record, on, Evidence::kMost);
  return EarliestEntry(record.regime.limits, recorded, on, days,
                       Strictest(record.regime.allowance, Allowance::kFixedAtEntry));
}

StayAnswer EvaluateEntry(const CountedHistory& record, Date on, EntryRoute route) {
  const StayCount count = CountEntry(record, on, route, Evidence::kMost);
  StayAnswer answer;
  answer.territory = record.regime.host;
  answer.regime = record.regime.id;
  answer.days_used = count.days_used;
  answer.longest_stay_days = count.strictest.days;
  answer.must_leave_by = LastLawfulDay(count.strictest, count.first_day);
  answer.binding_limit = BindingLimit(record.regime, count.strictest);
  if (!count.Admissible()) {
    // A stay that a trip into ICBC has only interrupted cannot go on today; a new one begins tomorrow at the earliest.
    const Date from = route == EntryRoute::kBackFromZone ? on + Days(1) : on;
    answer.earliest_entry = EarliestEntry(record, from, 1);
  }
  return answer;
}

StayAnswer EvaluateStay(const CountedHistory& record, const Stay& present, Date on) {
  const StayCount count = *CountInside(record, present, on, Evidence::kMost);
  const StayCount least = *CountInside(record, present, on, Evidence::kLeast);
  StayAnswer answer;
  answer.territory = record.regime.host;
  answer.regime = record.regime.id;
  answer.days_used = count.days_used;
  answer.must_leave_by = LastLawfulDay(count.strictest, count.first_day);
  if (count.strictest.days) {
    const int days_before = std::max(0, static_cast<int>((on - count.first_day).count()));
    answer.longest_stay_days = std::max(0, *count.strictest.days - days_before);
  }
  answer.binding_limit = BindingLimit(record.regime, count.strictest);
  answer.unlawful_days = UnlawfulDays(least.mildest, least);
  return answer;
}

std::optional<StayAnswer> EvaluateInside(const CountedHistory& record, Date on) {
  const Stay* present = PresentStay(record, on);
  return present == nullptr ? std::nullopt : std::optional(EvaluateStay(record, *present, on));
}

std::optional<StayAnswer> AnswerStay(const RuleBook& book, const TravelHistory& history, const Document& document,
                                     Territory territory, Date on) {
  if (const Stay* open = OpenStay(history)) {
    if (const Regime* regime = FindRegimeOfStay(book, territory, document, *open->entry)) {
      if (auto answer = EvaluateInside({history, *regime, document.nationality}, on)) return answer;
    }
  }
  const Regime* regime = FindRegimeForEntry(book, territory, document, on);
  if (regime == nullptr) return std::nullopt;
  return EvaluateEntry({history, *regime, document.nationality}, on);
}

bool LooksBack(const Regime& regime) { return RollingLimitOf(regime) != nullptr; }

HistoryCompleteness CompletenessSince(const TravelHistory& history, Date needed_from) {
  if (!history.complete_from || *history.complete_from > needed_from) return HistoryCompleteness::kUnknown;
  return history.covers_all_ports ? HistoryCompleteness::kComplete : HistoryCompleteness::kThisPortOnly;
}

HistoryCompleteness CompletenessFor(const TravelHistory& history, const Regime& regime, Date on) {
  const RollingLimit* rolling = RollingLimitOf(regime);
  Date needed_from = rolling == nullptr ? on : on - Days(rolling->window_days - 1);
  if (regime.effective_days_from) needed_from = std::max(needed_from, std::min(*regime.effective_days_from, on));
  return CompletenessSince(history, needed_from);
}

}  // namespace clearance
