#include "common/rules/stay_account.h"

#include <algorithm>
#include <numeric>

#include "common/rules/counted_record.h"
#include "common/rules/limit_use.h"
#include "common/rules/stay_arithmetic.h"
#include "common/rules/stay_reasons.h"
#include "common/rules/stay_strip.h"

namespace clearance {
namespace {

// One question about one record, with the stay it is about: nullptr for an entry.
struct Subject {
  const CountedHistory& record;
  const StayInquiry& inquiry;
  const Stay* present;

  // The stay's place among the record's stays, which all earlier ones come before.
  std::size_t Index() const {
    const auto& stays = record.history.stays;
    return present == nullptr ? stays.size() : static_cast<std::size_t>(present - stays.data());
  }
  // True when an earlier stay may go on in it, so that the readings of trips into ICBC matter.
  bool MayGoOn() const {
    return present == nullptr ? inquiry.route == EntryRoute::kBackFromZone : present->entered_from == Territory::kIcbc;
  }
  StayStart Start(const Reading& reading) const {
    if (present == nullptr) return StartOf(record, inquiry.route, inquiry.on, Evidence::kMost, reading);
    return StartOf(record, *present, inquiry.on, Evidence::kMost, reading);
  }
  StayCount Count(Evidence evidence, const Reading& reading) const {
    if (present == nullptr) return CountEntry(record, inquiry.on, inquiry.route, evidence, reading);
    return *CountInside(record, *present, inquiry.on, evidence, reading);
  }
};

ReadingAnswer UnderReading(const Subject& subject, const Reading& reading) {
  const Regime& regime = subject.record.regime;
  const StayCount most = subject.Count(Evidence::kMost, reading);
  ReadingAnswer answer{
      .reading = ReadingName(reading),
      .longest_stay_days = subject.present == nullptr ? most.DaysLeft() : DaysLeftOf(*subject.present, most),
      .must_leave_by = subject.present == nullptr ? most.LastLawfulDay() : LastDayOf(*subject.present, most),
      .binding_limit = std::string(BindingLimit(regime, most.bound)),
      .window_excess = most.window_excess};
  if (subject.present != nullptr) {
    const auto proven = CountInside(subject.record, *subject.present, subject.inquiry.on, Evidence::kProven, reading);
    answer.unlawful_days = proven ? UnlawfulDaysOf(*subject.present, *proven) : 0;
    answer.tier = TierOf(regime, answer.unlawful_days);
  }
  return answer;
}

std::vector<ReadingAnswer> UnderEveryReading(const Subject& subject) {
  const OpenReadings open(subject.record.regime);
  std::vector<ReadingAnswer> answers;
  for (const Reading& reading : open.all()) {
    if (!subject.MayGoOn() && reading.zone_exit != open.all().front().zone_exit) continue;
    answers.push_back(UnderReading(subject, reading));
  }
  return answers;
}

std::vector<LimitUse> LimitsOf(const Subject& subject, const Reading& reading) {
  const StayStart start = subject.Start(reading);
  const PastPresence past = PastOf(subject.record, subject.Index(), start.first_day, Evidence::kMost, reading);
  return UsesOf(subject.record.regime, {past, start, subject.inquiry.on, subject.present != nullptr}, reading);
}

// What is left of the longest window, else of the one stay.
std::optional<int> DaysLeft(const Regime& regime, const std::vector<LimitUse>& uses) {
  const RollingLimit* window = LongestWindow(regime);
  for (std::size_t i = 0; i < uses.size(); ++i) {
    const LimitTerms& terms = regime.limits[i].terms;
    const bool tells =
        window != nullptr ? std::get_if<RollingLimit>(&terms) == window : std::holds_alternative<PerStayLimit>(terms);
    if (tells) return uses[i].left;
  }
  return std::nullopt;
}

// When the days of the longest window that are used on `on` leave it, as runs.
std::vector<DaysBack> DaysBackOf(const Subject& subject, const Reading& reading) {
  const RollingLimit* window = LongestWindow(subject.record.regime);
  std::vector<DaysBack> runs;
  if (window == nullptr) return runs;
  const Date on = subject.inquiry.on;
  const StayStart start = subject.Start(reading);
  const PastPresence past = PastOf(subject.record, subject.Index(), start.first_day, Evidence::kMost, reading);
  const auto used_since = [&](Date from) {
    return subject.present == nullptr ? past.days.Count(from, on) : CountedDays(past.days, start, from, on, reading);
  };
  for (Date day = on - Days(window->window_days - 1); day <= on; day += Days(1)) {
    if (used_since(day) == used_since(day + Days(1))) continue;
    const Date back = day + Days(window->window_days);
    if (runs.empty() || runs.back().to + Days(1) != back) runs.push_back({back, back});
    runs.back().to = back;
  }
  return runs;
}

std::vector<Reason> ReasonsOf(const Subject& subject, const StayAnswer& answer) {
  std::vector<Reason> reasons;
  const CountedHistory& record = subject.record;
  const Date on = subject.inquiry.on;
  if (subject.present == nullptr) {
    if (auto reason = NoDayLeftReason(record, on, subject.inquiry.route, answer)) reasons.push_back(*reason);
  } else if (auto overstay = OverstayReason(record, *subject.present, on, answer)) {
    reasons.push_back(*overstay);
  } else if (auto note = EndsSoonNote(record, *subject.present, on, answer)) {
    reasons.push_back(*note);
  }
  return reasons;
}

StayAccount Account(const Subject& subject) {
  const StayInquiry& inquiry = subject.inquiry;
  const CountedHistory& record = subject.record;
  const Reading strictest = StrictestReading(record.regime);
  StayAccount account{.inside = subject.present != nullptr, .on = inquiry.on};
  account.answer = account.inside ? EvaluateStay(record, *subject.present, inquiry.on)
                                  : EvaluateEntry(record, inquiry.on, inquiry.route);
  account.completeness =
      CompletenessFor(record.history, record.regime, account.inside ? *subject.present->entry : inquiry.on);
  account.limits = LimitsOf(subject, strictest);
  account.days_left = DaysLeft(record.regime, account.limits);
  account.readings = UnderEveryReading(subject);
  account.window_excess = account.readings.front().window_excess;
  account.days_back = DaysBackOf(subject, strictest);
  account.earliest_entry =
      EarliestEntry(record, inquiry.on, inquiry.days, account.inside ? EntryRoute::kFromOutside : inquiry.route);
  account.planned = AnswerPlan(record, inquiry.on, inquiry.planned);
  account.reasons = ReasonsOf(subject, account.answer);
  account.strip = StripOf(record, account, subject.present);
  return account;
}

// The record as it will be when the person leaves, or has left, on `on`: nothing later is known.
TravelHistory UpTo(const TravelHistory& history, Date on) {
  TravelHistory past = history;
  past.stays.clear();
  for (std::size_t i = 0; i < history.stays.size(); ++i) {
    const auto span = DaysOf(history, i, on, Evidence::kMost);
    if (!span || span->from > on) continue;
    past.stays.push_back(history.stays[i]);
    past.stays.back().exit = std::min(span->to, on);
  }
  return past;
}

int LengthOf(const PlannedStay& stay) { return static_cast<int>((stay.to - stay.from).count()) + 1; }

// As AnswerPlan, of a record that ends before the stays begin.
std::vector<PlannedAnswer> AnswerAfter(const CountedHistory& past, std::span<const PlannedStay> planned) {
  std::vector<PlannedAnswer> answers(planned.size());
  std::vector<std::size_t> order(planned.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return planned[a].from < planned[b].from; });
  TravelHistory history = past.history;
  const CountedHistory with_plans{history, past.regime, past.nationality};
  const Reading strictest = StrictestReading(past.regime);
  for (const std::size_t i : order) {
    const PlannedStay& stay = planned[i];
    const StayCount count = CountEntry(with_plans, stay.from, EntryRoute::kFromOutside, Evidence::kMost, strictest);
    PlannedAnswer& answer = answers[i];
    answer = {.stay = stay,
              .lawful = !count.bound.days || LengthOf(stay) <= *count.bound.days,
              .must_leave_by = count.LastLawfulDay()};
    if (!answer.lawful) {
      answer.first_unlawful_day = stay.from + Days(*count.bound.days);
      answer.binding_limit = BindingLimit(past.regime, count.bound);
    }
    history.stays.push_back({.territory = past.regime.host,
                             .entry = stay.from,
                             .exit = stay.to,
                             .basis = past.regime.counted_bases.front()});
  }
  return answers;
}

}  // namespace

std::optional<StayAccount> AccountOf(const CountedHistory& record, const StayInquiry& inquiry) {
  const Stay* present = inquiry.question == StayQuestion::kInside ? PresentStay(record, inquiry.on) : nullptr;
  if (inquiry.question == StayQuestion::kInside && present == nullptr) return std::nullopt;
  return Account({record, inquiry, present});
}

std::vector<PlannedAnswer> AnswerPlan(const CountedHistory& record, Date on, std::span<const PlannedStay> planned) {
  if (planned.empty()) return {};
  const TravelHistory up_to = UpTo(record.history, on);
  return AnswerAfter({up_to, record.regime, record.nationality}, planned);
}

std::optional<PlanAnswer> CheckPlan(const RuleBook& book, const TravelHistory& history, const PlanQuery& query,
                                    Date today) {
  const PlannedStay& stay = query.stay;
  const Document& document = query.document;
  const Regime* regime = FindRegimeForEntry(book, query.territory, document, stay.from, query.purpose);
  if (regime == nullptr) return std::nullopt;
  const TravelHistory until_today = UpTo(history, today);
  const CountedHistory record{until_today, *regime, document.nationality};
  return PlanAnswer{.planned = AnswerAfter(record, {&stay, 1}).front(),
                    .earliest_entry = EarliestEntry(record, stay.from, LengthOf(stay)),
                    .completeness = CompletenessFor(history, *regime, stay.from)};
}

std::optional<StayAccount> AccountOf(const RuleBook& book, const TravelHistory& history, const Document& document,
                                     Territory territory, const StayInquiry& inquiry) {
  if (const Stay* stay = StayOn(history, inquiry.on)) {
    const Regime* regime = FindRegimeOfStay(book, territory, document, *stay->entry, stay->regime);
    if (regime == nullptr) return std::nullopt;
    const CountedHistory record{history, *regime, document.nationality};
    return Counts(record, *stay) ? std::optional(Account({record, inquiry, stay})) : std::nullopt;
  }
  const Regime* regime = FindRegimeForEntry(book, territory, document, inquiry.on, inquiry.purpose);
  if (regime == nullptr) return std::nullopt;
  const CountedHistory record{history, *regime, document.nationality};
  return Account({record, inquiry, nullptr});
}

}  // namespace clearance
