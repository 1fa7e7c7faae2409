// The present stay against the day-by-day oracle: every limit, every reading, any record.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/property/cases.h"
#include "tests/property/stay_generators.h"

namespace clearance {
namespace {

int CheckInside(const LawCase& law, const RecordCase& record, std::size_t index, Date on, Evidence evidence,
                const Reading& reading) {
  const Stay& present = record.history.stays[index];
  const auto count = CountInside({record.history, law.regime, "KAZ"}, present, on, evidence, reading);
  RC_ASSERT(count.has_value());
  const stay_oracle::Reading as = ToOracle(reading);
  const int first = std::max(NumberOf(*present.entry), record.oracle.effective_from.value_or(0));
  const int day = NumberOf(on);
  const auto holes = evidence == Evidence::kMost ? stay_oracle::Holes::kMost : stay_oracle::Holes::kLeast;
  const auto past = stay_oracle::PastOf(record.oracle, index, first, holes, as);
  const auto start = stay_oracle::StartOf(record.oracle, index, NumberOf(*present.entry),
                                          present.entered_from == Territory::kIcbc, as);
  const auto expected = stay_oracle::LongestStay(law.limits, past, start, as);
  RC_ASSERT(count->first_day == DayOf(first));
  RC_ASSERT(count->on == on);
  RC_ASSERT(OrNoEnd(count->bound.days) == OrNoEnd(expected.days));
  RC_ASSERT(count->bound.limit == expected.limit);
  RC_ASSERT(count->UnlawfulDays() == stay_oracle::UnlawfulDays(expected, first, day));
  const auto days = stay_oracle::DaysOn(past, start, day, as);
  const auto window = stay_oracle::LongestWindow(law.limits, days, day);
  if (window) RC_ASSERT(count->days_used == window->used);
  RC_ASSERT(count->window_excess == (window ? window->excess : 0));
  if (!window) RC_ASSERT(count->days_used == std::max(0, day - first + 1 - as.a() - as.b()));
  if (expected.days && *expected.days > 0) {
    RC_ASSERT(NumberOf(*count->LastLawfulDay()) == first + *expected.days - 1);
    RC_ASSERT(*count->DaysLeft() == std::max(0, first + *expected.days - day));
  } else {
    RC_ASSERT(!count->LastLawfulDay());
  }
  return stay_oracle::UnlawfulDays(expected, first, day);
}

CLEARANCE_PROPERTY(StayInsideProperty, AgreesWithTheOracleUnderEveryReading, 55000) {
  const Date on = AnyDay();
  RecordCase record = AnyRecord(on, Gaps::kSome);
  const std::size_t index = AddPresentStay(record, on);
  const LawCase law = AnyLaw(on, record);
  const Reading reading = AnyReading();
  const auto evidence = *rc::gen::element(Evidence::kMost, Evidence::kLeast);
  Tell(law, record, on);
  RC_LOG() << "present " << index << ", " << ReadingName(reading)
           << (evidence == Evidence::kMost ? ", most days" : ", least days") << "\n";
  const int unlawful = CheckInside(law, record, index, on, evidence, reading);
  RC_TAG(unlawful > 0 ? "overstayed" : "lawful");
}

CLEARANCE_PROPERTY(StayInsideProperty, TheStrictestReadingLeavesTheFewestDaysAndTheMildestTheMost, 10000) {
  const Date on = AnyDay();
  RecordCase record = AnyRecord(on, Gaps::kSome);
  const std::size_t index = AddPresentStay(record, on);
  const LawCase law = AnyLaw(on, record);
  Tell(law, record, on);
  const OpenReadings open(law.regime);
  int fewest = kNoEnd;
  int most = 0;
  for (const Reading& reading : open.all()) {
    const int unlawful = CheckInside(law, record, index, on, Evidence::kMost, reading);
    fewest = std::min(fewest, unlawful);
    most = std::max(most, unlawful);
  }
  const CountedHistory counted{record.history, law.regime, "KAZ"};
  const auto unlawful = [&](const Reading& reading) {
    return CountInside(counted, record.history.stays[index], on, Evidence::kMost, reading)->UnlawfulDays();
  };
  // Of two stays at once the formula takes the day of entry from the one or the other, as day 1 is read.
  if (!Overlaps(record, index, NumberOf(*record.history.stays[index].entry))) {
    RC_ASSERT(unlawful(StrictestReading(law.regime)) == most);
    RC_ASSERT(unlawful(MildestReading(law.regime)) == fewest);
  }
}

}  // namespace
}  // namespace clearance
