// An entry against the day-by-day oracle: every limit, every reading, any record.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/property/cases.h"
#include "tests/property/stay_generators.h"

namespace clearance {
namespace {

stay_oracle::Holes HolesOf(Evidence evidence) {
  return evidence == Evidence::kMost ? stay_oracle::Holes::kMost : stay_oracle::Holes::kLeast;
}

// The engine's entry on `on` is the oracle's; returns how long the stay may last.
int CheckEntry(const LawCase& law, const RecordCase& record, Date on, EntryRoute route, Evidence evidence,
               const Reading& reading) {
  const StayCount count = CountEntry({record.history, law.regime, "KAZ"}, on, route, evidence, reading);
  const stay_oracle::Reading as = ToOracle(reading);
  const int day = NumberOf(on);
  const auto past = stay_oracle::PastOf(record.oracle, record.oracle.stays.size(), day, HolesOf(evidence), as);
  const auto start = stay_oracle::EntryOf(record.oracle, day, route == EntryRoute::kBackFromZone, as);
  const auto expected = stay_oracle::LongestStay(law.limits, past, start, as);
  RC_ASSERT(count.first_day == on);
  RC_ASSERT(OrNoEnd(count.bound.days) == OrNoEnd(expected.days));
  RC_ASSERT(count.bound.limit == expected.limit);
  RC_ASSERT(count.Admissible() == (expected.days != 0));
  const auto window = stay_oracle::LongestWindow(law.limits, past.days, day);
  RC_ASSERT(count.days_used == (window ? window->used : 0));
  RC_ASSERT(count.window_excess == (window ? window->excess : 0));
  return OrNoEnd(expected.days);
}

CLEARANCE_PROPERTY(StayEntryProperty, AgreesWithTheOracleUnderEveryReading, 60000) {
  const Date on = AnyDay();
  RecordCase record = AnyRecord(on, Gaps::kSome);
  const LawCase law = AnyLaw(on, record);
  const Reading reading = AnyReading();
  Tell(law, record, on);
  const auto evidence = *rc::gen::element(Evidence::kMost, Evidence::kLeast);
  const auto route = *rc::gen::element(EntryRoute::kFromOutside, EntryRoute::kBackFromZone);
  RC_LOG() << ReadingName(reading) << (evidence == Evidence::kMost ? ", most days" : ", least days")
           << (route == EntryRoute::kBackFromZone ? ", back from the zone" : "") << "\n";
  const int longest = CheckEntry(law, record, on, route, evidence, reading);
  RC_TAG(longest == 0 ? "not admissible" : longest == kNoEnd ? "no end" : "some days");
}

CLEARANCE_PROPERTY(StayEntryProperty, TheStrictestReadingLeavesTheFewestDaysAndTheMildestTheMost, 10000) {
  const Date on = AnyDay();
  RecordCase record = AnyRecord(on, Gaps::kSome);
  const LawCase law = AnyLaw(on, record);
  Tell(law, record, on);
  const auto route = *rc::gen::element(EntryRoute::kFromOutside, EntryRoute::kBackFromZone);
  const OpenReadings open(law.regime);
  RC_ASSERT(open.all().size() == law.open_readings.size());
  RC_ASSERT(open.all().front() == StrictestReading(law.regime));
  RC_ASSERT(open.all().back() == MildestReading(law.regime));
  int fewest = kNoEnd;
  int most = 0;
  for (const Reading& reading : open.all()) {
    const int longest = CheckEntry(law, record, on, route, Evidence::kMost, reading);
    fewest = std::min(fewest, longest);
    most = std::max(most, longest);
  }
  const CountedHistory counted{record.history, law.regime, "KAZ"};
  const auto longest = [&](const Reading& reading) {
    return OrNoEnd(CountEntry(counted, on, route, Evidence::kMost, reading).bound.days);
  };
  // Of two stays at once the formula takes the day of entry from the one or the other, as day 1 is read.
  if (!Overlaps(record, record.oracle.stays.size(), NumberOf(on))) {
    RC_ASSERT(longest(StrictestReading(law.regime)) == fewest);
    RC_ASSERT(longest(MildestReading(law.regime)) == most);
  }
}

CLEARANCE_PROPERTY(StayEntryProperty, TheEarliestEntryIsTheFirstThatCanBeCompleted, 25000) {
  const Date on = AnyDay();
  RecordCase record = AnyRecord(on, Gaps::kSome);
  const LawCase law = AnyLaw(on, record);
  Tell(law, record, on);
  const int days = *Between(1, 50);
  const stay_oracle::Reading strictest = law.open_readings.front();
  const auto past = stay_oracle::PastOf(record.oracle, record.oracle.stays.size(), NumberOf(on),
                                        stay_oracle::Holes::kMost, strictest);
  const auto expected = stay_oracle::EarliestEntry(law.limits, past, NumberOf(on), days, strictest);
  const auto found = EarliestEntry({record.history, law.regime, "KAZ"}, on, days);
  RC_LOG() << days << " days: found " << (found ? FormatDate(*found) : "none") << "\n";
  RC_ASSERT((found ? NumberOf(*found) : kNoEnd) == OrNoEnd(expected));
  RC_TAG(!expected ? "never" : *expected == NumberOf(on) ? "at once" : "later");
}

CLEARANCE_PROPERTY(StayEntryProperty, NoLawfulStayIsLongerThanTheLongest, 10000) {
  const Date on = AnyDay() + Days(*Between(0, 1500));
  RecordCase record;
  const LawCase law = AnyLaw(on, record);
  const auto longest = LongestLawfulStay(law.regime);
  Tell(law, record, on);
  RC_LOG() << "no lawful stay is longer than " << OrNoEnd(longest) << "\n";
  int possible = 0;
  for (const stay_oracle::Reading& reading : law.open_readings) {
    const auto bound = stay_oracle::LongestStay(law.limits, {}, {.first = NumberOf(on)}, reading);
    possible = std::max(possible, OrNoEnd(bound.days));
  }
  RC_ASSERT(possible <= OrNoEnd(longest));
  // It is told wherever one limit alone sets it, whatever day it is.
  const auto sets_it = [](const stay_oracle::Limit& limit) {
    return limit.kind == stay_oracle::Kind::kPerStay || limit.kind == stay_oracle::Kind::kHours;
  };
  if (law.limits.size() == 1 && sets_it(law.limits.front())) RC_ASSERT(possible == OrNoEnd(longest));
}

}  // namespace
}  // namespace clearance
