// The whole account of a stay against the day-by-day oracle: uses, readings, days back, plans, the strip.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/rules/stay_account.h"
#include "tests/property/cases.h"
#include "tests/property/stay_generators.h"

namespace clearance {
namespace {

// A question about a record, as both sides see it under the strictest reading.
struct Question {
  Date on{};
  RecordCase record{};
  LawCase law{};
  std::optional<std::size_t> present{};  // the stay it is about; absent: an entry
  EntryRoute route = EntryRoute::kFromOutside;
  std::vector<PlannedStay> planned{};
  stay_oracle::Reading reading{};
  stay_oracle::Past past{};     // before the stay asked about
  stay_oracle::Past whole{};    // the whole record on the day
  stay_oracle::Past if_left{};  // the same, with nobody inside any more
  stay_oracle::Start start{};
  stay_oracle::Bound bound{};

  int day() const { return NumberOf(on); }
  int first() const { return start.first; }
  // The last lawful day of the stay asked about; before its first when there is none.
  int last() const { return bound.days ? first() + *bound.days - 1 : kNoEnd; }
  stay_oracle::DaySet days() const { return present ? DaysOn(past, start, day(), reading) : past.days; }
  CountedHistory counted() const { return {record.history, law.regime, "KAZ"}; }
};

// The stay the engine must take for the present one: of those that count and hold the day the one begun last.
std::optional<std::size_t> PresentOf(const RecordCase& record, int on) {
  std::optional<std::size_t> present;
  for (std::size_t i = 0; i < record.oracle.stays.size(); ++i) {
    const stay_oracle::Stay& stay = record.oracle.stays[i];
    const bool known_to_have_left = record.history.stays[i].exit_unknown;
    if (!stay.counts || !stay.entry || *stay.entry > on || known_to_have_left) continue;
    if (!stay.exit || *stay.exit >= on) present = i;
  }
  return present;
}

std::vector<stay_oracle::Plan> ToOracle(const std::vector<PlannedStay>& planned) {
  std::vector<stay_oracle::Plan> plans;
  for (const PlannedStay& stay : planned) plans.push_back({NumberOf(stay.from), NumberOf(stay.to)});
  return plans;
}

Question AnyQuestion(bool inside, bool with_plan) {
  Question question;
  question.on = AnyDay();
  question.record = AnyRecord(question.on, Gaps::kSome);
  if (inside) AddPresentStay(question.record, question.on);
  question.law = AnyLaw(question.on, question.record);
  question.reading = question.law.open_readings.front();
  if (inside) question.present = PresentOf(question.record, question.day());
  if (!inside) question.route = *rc::gen::element(EntryRoute::kFromOutside, EntryRoute::kBackFromZone);
  if (with_plan) {
    const auto draws = *rc::gen::resize(
        6, rc::gen::container<std::vector<std::pair<int, int>>>(rc::gen::pair(Between(0, 150), Between(0, 40))));
    for (const auto& [after, length] : draws) {
      question.planned.push_back({question.on + Days(after), question.on + Days(after + length)});
    }
  }
  const stay_oracle::Record& record = question.record.oracle;
  const std::size_t all = record.stays.size();
  const int day = question.day();
  question.whole = PastOf(record, all, day, stay_oracle::Holes::kMost, question.reading);
  const stay_oracle::Record left = Until(record, day, stay_oracle::Holes::kMost);
  question.if_left = PastOf(left, left.stays.size(), day, stay_oracle::Holes::kMost, question.reading);
  if (question.present) {
    const stay_oracle::Stay& stay = record.stays[*question.present];
    question.start = StartOf(record, *question.present, *stay.entry, stay.from_zone, question.reading);
    question.past = PastOf(record, *question.present, question.first(), stay_oracle::Holes::kMost, question.reading);
  } else {
    question.past = question.whole;
    question.start = EntryOf(record, day, question.route == EntryRoute::kBackFromZone, question.reading);
  }
  question.bound = LongestStay(question.law.limits, question.past, question.start, question.reading);
  Tell(question.law, question.record, question.on);
  if (question.present) RC_LOG() << "present " << *question.present << "\n";
  if (question.route == EntryRoute::kBackFromZone) RC_LOG() << "back from the zone\n";
  for (const PlannedStay& stay : question.planned) {
    RC_LOG() << "planned " << FormatDate(stay.from) << ".." << FormatDate(stay.to) << "\n";
  }
  return question;
}

StayAccount AccountOf(const Question& question, int days = 1) {
  const auto account =
      AccountOf(question.counted(), {.question = question.present ? StayQuestion::kInside : StayQuestion::kEnter,
                                     .on = question.on,
                                     .days = days,
                                     .planned = question.planned,
                                     .route = question.route});
  RC_ASSERT(account.has_value());
  return *account;
}

std::string IdOf(const LawCase& law, const stay_oracle::Bound& bound) {
  return bound.limit ? law.regime.limits[*bound.limit].id : "";
}

std::optional<int> ToNumber(const std::optional<Date>& date) {
  return date ? std::optional(NumberOf(*date)) : std::nullopt;
}

// When a stay of `days` may begin anew: one that goes on today can do so tomorrow at the earliest.
std::optional<int> ExpectedNewEntry(const Question& question, int days) {
  const int from = question.day() + (!question.present && question.start.is_return ? 1 : 0);
  const stay_oracle::Record& record = question.record.oracle;
  const auto past = PastOf(record, record.stays.size(), from, stay_oracle::Holes::kMost, question.reading);
  return EarliestEntry(question.law.limits, past, from, days, question.reading);
}

// When one may come who may not today.
std::optional<int> ExpectedNextEntry(const Question& question) {
  if (question.present || question.bound.days != 0) return std::nullopt;
  return ExpectedNewEntry(question, 1);
}

// The limit that days left are told for: the longest window, else that of one stay.
std::optional<std::size_t> LimitToldFor(const std::vector<stay_oracle::Limit>& limits) {
  std::optional<std::size_t> told;
  for (std::size_t i = 0; i < limits.size(); ++i) {
    if (limits[i].kind != stay_oracle::Kind::kRolling) continue;
    if (!told || limits[i].window > limits[*told].window) told = i;
  }
  for (std::size_t i = 0; i < limits.size() && !told; ++i) {
    if (limits[i].kind == stay_oracle::Kind::kPerStay) told = i;
  }
  return told;
}

CLEARANCE_PROPERTY(StayAccountProperty, TheAnswerAndTheUseOfEveryLimitAgreeWithTheOracle, 15000) {
  const bool inside = *rc::gen::arbitrary<bool>();
  const Question question = AnyQuestion(inside, false);
  const int days = *Between(1, 40);
  const StayAccount account = AccountOf(question, days);
  const LawCase& law = question.law;
  RC_ASSERT(account.inside == inside);
  RC_ASSERT(account.on == question.on);
  RC_ASSERT(account.answer.regime == "T");
  RC_ASSERT(account.answer.binding_limit == IdOf(law, question.bound));
  const int left = question.bound.days ? std::max(0, question.last() - question.day() + 1) : kNoEnd;
  RC_ASSERT(OrNoEnd(account.answer.longest_stay_days) == left);
  RC_ASSERT(account.answer.must_leave_by.has_value() == (question.bound.days.value_or(0) > 0));
  if (account.answer.must_leave_by) RC_ASSERT(NumberOf(*account.answer.must_leave_by) == question.last());
  const auto window = LongestWindow(law.limits, question.days(), question.day());
  RC_ASSERT(account.window_excess == (window ? window->excess : 0));
  if (window) RC_ASSERT(account.answer.days_used == window->used);
  const bool goes_on = question.route == EntryRoute::kBackFromZone;
  const bool long_enough = goes_on && question.bound.days.value_or(kNoEnd) >= days;
  const auto earliest = long_enough ? std::optional(question.day()) : ExpectedNewEntry(question, days);
  RC_ASSERT(OrNoEnd(ToNumber(account.earliest_entry)) == OrNoEnd(earliest));
  RC_ASSERT(OrNoEnd(ToNumber(account.answer.earliest_entry)) == OrNoEnd(ExpectedNextEntry(question)));
  RC_ASSERT(account.limits.size() == law.limits.size());
  for (std::size_t i = 0; i < law.limits.size(); ++i) {
    const auto use = UseOf(law.limits[i], question.past, question.start, inside, question.day(), question.reading);
    RC_LOG() << account.limits[i].limit << " used " << account.limits[i].used << " left " << account.limits[i].left
             << ", by the oracle " << use.used << " and " << use.left << "\n";
    RC_ASSERT(account.limits[i].limit == law.regime.limits[i].id);
    RC_ASSERT(account.limits[i].used == use.used);
    RC_ASSERT(account.limits[i].left == use.left);
  }
  const auto told = LimitToldFor(law.limits);
  RC_ASSERT(account.days_left.has_value() == told.has_value());
  if (told) RC_ASSERT(*account.days_left == account.limits[*told].left);
}

CLEARANCE_PROPERTY(StayAccountProperty, EveryOpenReadingIsAnsweredAsTheOracleDoes, 8000) {
  const bool inside = *rc::gen::arbitrary<bool>();
  Question question = AnyQuestion(inside, false);
  question.law.regime.overstay_tiers = {{"short", 1}, {"long", 11}};
  const StayAccount account = AccountOf(question);
  const bool interrupted =
      inside ? question.record.oracle.stays[*question.present].from_zone : question.route == EntryRoute::kBackFromZone;
  // Without a trip into the zone its readings are one.
  std::vector<stay_oracle::Reading> open;
  for (const stay_oracle::Reading& reading : question.law.open_readings) {
    if (interrupted || reading.zone == question.law.open_readings.front().zone) open.push_back(reading);
  }
  RC_ASSERT(account.readings.size() == open.size());
  for (std::size_t i = 0; i < open.size(); ++i) {
    const stay_oracle::Reading& as = open[i];
    const ReadingAnswer& answer = account.readings[i];
    RC_ASSERT(answer.reading == ReadingName(FromOracle(as)));
    const stay_oracle::Record& record = question.record.oracle;
    const std::size_t before = question.present.value_or(record.stays.size());
    const auto past = PastOf(record, before, question.first(), stay_oracle::Holes::kMost, as);
    const auto start = inside ? StartOf(record, before, *record.stays[before].entry, record.stays[before].from_zone, as)
                              : EntryOf(record, question.day(), question.route == EntryRoute::kBackFromZone, as);
    const auto bound = LongestStay(question.law.limits, past, start, as);
    RC_ASSERT(answer.binding_limit == IdOf(question.law, bound));
    RC_ASSERT(answer.longest_stay_days.has_value() == bound.days.has_value());
    if (bound.days) {
      RC_ASSERT(*answer.longest_stay_days == std::max(0, question.first() + *bound.days - question.day()));
      RC_ASSERT(answer.must_leave_by.has_value() == (*bound.days > 0));
      if (*bound.days > 0) RC_ASSERT(NumberOf(*answer.must_leave_by) == question.first() + *bound.days - 1);
    }
    const auto days = inside ? DaysOn(past, start, question.day(), as) : past.days;
    const auto window = LongestWindow(question.law.limits, days, question.day());
    RC_ASSERT(answer.window_excess == (window ? window->excess : 0));
    // Only what is proved is held against anybody: never more than what has been recorded itself.
    const auto least = PastOf(record, before, question.first(), stay_oracle::Holes::kLeast, as);
    const auto least_bound = LongestStay(question.law.limits, least, start, as);
    const int unlawful = inside ? UnlawfulDays(least_bound, question.first(), question.day()) : 0;
    RC_ASSERT(answer.unlawful_days <= unlawful);
    RC_ASSERT(answer.tier == (answer.unlawful_days > 10 ? "long" : answer.unlawful_days > 0 ? "short" : ""));
  }
}

CLEARANCE_PROPERTY(StayAccountProperty, DaysComeBackWhenTheyLeaveTheLongestWindow, 5000) {
  const Question question = AnyQuestion(*rc::gen::arbitrary<bool>(), false);
  const StayAccount account = AccountOf(question);
  stay_oracle::DaySet back;
  std::optional<Date> last;
  for (const DaysBack& span : account.days_back) {
    RC_ASSERT(span.from <= span.to);
    if (last) RC_ASSERT(*last + Days(1) < span.from);
    for (Date day = span.from; day <= span.to; day += Days(1)) back.insert(NumberOf(day));
    last = span.to;
  }
  RC_ASSERT(back == stay_oracle::DaysBack(question.law.limits, question.days(), question.day()));
}

CLEARANCE_PROPERTY(StayPlanProperty, EveryPlannedStayIsJudgedAfterThoseBeforeIt, 20000) {
  const Question question = AnyQuestion(false, true);
  const auto answers = AnswerPlan(question.counted(), question.on, question.planned);
  const auto plans = ToOracle(question.planned);
  const auto expected = AnswerPlan(question.law.limits, question.if_left, plans, question.reading);
  RC_ASSERT(answers.size() == expected.size());
  bool lawful = true;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    RC_LOG() << "answer " << i << ": "
             << (answers[i].first_unlawful_day ? FormatDate(*answers[i].first_unlawful_day) : "lawful") << "\n";
    RC_ASSERT(answers[i].stay == question.planned[i]);
    RC_ASSERT(answers[i].lawful == !expected[i].days.has_value());
    RC_ASSERT(answers[i].first_unlawful_day.has_value() == expected[i].days.has_value());
    if (expected[i].days) {
      RC_ASSERT(NumberOf(*answers[i].first_unlawful_day) == plans[i].from + *expected[i].days);
    }
    RC_ASSERT(answers[i].binding_limit == (answers[i].lawful ? "" : IdOf(question.law, expected[i])));
    lawful = lawful && answers[i].lawful;
  }
  RC_TAG(lawful ? "lawful" : "not lawful");
}

// What a day is: of several the later mark.
DayMark MarkOf(const Question& question, const std::vector<stay_oracle::Bound>& plan, int proved_days, int day) {
  const stay_oracle::Record& record = question.record.oracle;
  DayMark mark = DayMark::kFree;
  for (std::size_t i = 0; i < record.stays.size(); ++i) {
    const auto presence = PresenceOf(record, i, stay_oracle::Holes::kMost, question.day());
    // Time in another territory is no presence in this one.
    const bool here = question.record.history.stays[i].territory == Territory::kChn;
    const int last = i == question.present ? question.day() : std::min(presence ? presence->last : 0, question.day());
    if (!here || !presence || day < presence->first || day > last) continue;
    const bool counts = record.stays[i].counts && day >= record.effective_from.value_or(day);
    mark = std::max(mark, counts ? DayMark::kUsed : DayMark::kNotCounted);
  }
  // A stay without an end leaves nothing to show.
  const int first_possible = question.day() + (question.present ? 1 : 0);
  if (question.bound.days && day >= first_possible && day <= question.last()) mark = DayMark::kPossible;
  for (std::size_t i = 0; i < question.planned.size(); ++i) {
    const bool planned = NumberOf(question.planned[i].from) <= day && day <= NumberOf(question.planned[i].to);
    if (planned) mark = std::max(mark, DayMark::kPlanned);
  }
  if (question.present && question.last() < day && day <= question.day() && day >= question.first()) {
    mark = day > question.day() - proved_days ? DayMark::kUnlawful : DayMark::kDoubtful;
  }
  for (std::size_t i = 0; i < question.planned.size(); ++i) {
    if (plan[i].days && NumberOf(question.planned[i].from) + *plan[i].days <= day &&
        day <= NumberOf(question.planned[i].to)) {
      mark = DayMark::kUnlawful;
    }
  }
  return mark;
}

CLEARANCE_PROPERTY(StayAccountProperty, TheStripMarksEveryDayAsTheOracleDoes, 8000) {
  const Question question = AnyQuestion(*rc::gen::arbitrary<bool>(), true);
  const StayAccount account = AccountOf(question);
  const auto plan = AnswerPlan(question.law.limits, question.if_left, ToOracle(question.planned), question.reading);
  RC_ASSERT(account.strip.on == question.on);
  const int from = NumberOf(account.strip.first);
  const int to = from + static_cast<int>(account.strip.marks.size()) - 1;
  RC_ASSERT(from <= question.day());
  RC_ASSERT(to >= question.day());
  for (int day = from; day <= to; ++day) {
    const DayMark mark = account.strip.marks[static_cast<std::size_t>(day - from)];
    const DayMark expected = MarkOf(question, plan, account.answer.unlawful_days, day);
    if (mark != expected) {
      RC_LOG() << FormatDate(DayOf(day)) << " is " << DayMarkName(mark) << ", by the oracle " << DayMarkName(expected)
               << "\n";
    }
    RC_ASSERT(mark == expected);
  }
  // Nothing that somebody planned or may still use lies outside.
  for (const PlannedStay& stay : question.planned) RC_ASSERT(NumberOf(stay.to) <= to);
  if (question.bound.days && *question.bound.days < 400) RC_ASSERT(question.last() <= to);
}

}  // namespace
}  // namespace clearance
