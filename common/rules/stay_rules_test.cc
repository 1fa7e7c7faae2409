// From histories to days: what counts, what is missing, what is proved, and which readings are open.
#include "common/rules/stay_rules.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr Date kOn = MakeDate(2026, 11, 22);

Regime HostRegime(Marked<Allowance> allowance, Marked<ZoneExit> zone_exit = {ZoneExit::kEnds, Certainty::kFact}) {
  return {.id = "CHN-KAZ",
          .source = "test",
          .host = Territory::kChn,
          .document_kinds = {DocumentKind::kOrdinaryPassport},
          .limits = {MakeLimit("CHN-KAZ", PerStayLimit{30}), MakeLimit("CHN-KAZ", RollingLimit{90, 180})},
          .allowance = allowance,
          .zone_exit = zone_exit,
          .counted_bases = {StayBasis::kVisaFree}};
}

constexpr Marked<Allowance> kFixed{Allowance::kFixedAtEntry, Certainty::kFact};
constexpr Marked<Allowance> kRolling{Allowance::kRolling, Certainty::kFact};
constexpr Marked<Allowance> kOpenReading{Allowance::kRolling, Certainty::kInferred};

Stay Closed(Date entry, Date exit) {
  return {.territory = Territory::kChn, .entry = entry, .exit = exit, .nationality = "KAZ"};
}
Stay Open(Date entry) { return {.territory = Territory::kChn, .entry = entry, .nationality = "KAZ"}; }

class StayRulesTest : public ::testing::Test {
 protected:
  CountedHistory Record() const { return {history_, regime_, "KAZ"}; }
  // Under the strictest reading.
  StayCount Entry(Evidence evidence) const {
    return CountEntry(Record(), kOn, EntryRoute::kFromOutside, evidence, StrictestReading(regime_));
  }
  StayCount Mildest() const {
    return CountEntry(Record(), kOn, EntryRoute::kFromOutside, Evidence::kMost, MildestReading(regime_));
  }
  std::optional<StayCount> Proven(std::size_t stay) const {
    return CountInside(Record(), history_.stays[stay], kOn, Evidence::kProven, MildestReading(regime_));
  }
  int DaysUsed() const { return Entry(Evidence::kMost).days_used; }

  Regime regime_ = HostRegime(kFixed);
  TravelHistory history_{.complete_from = MakeDate(2020, 1, 1), .covers_all_ports = true};
};

TEST_F(StayRulesTest, OnlyDaysUnderTheRegimeCount) {
  history_.stays = {Closed(kOn - Days(20), kOn - Days(11))};
  EXPECT_EQ(DaysUsed(), 10);
  history_.stays[0].basis = StayBasis::kVisa;
  EXPECT_EQ(DaysUsed(), 0) << "days under a visa";
  history_.stays[0].basis = StayBasis::kVisaFree;
  history_.stays[0].territory = Territory::kIcbc;
  EXPECT_EQ(DaysUsed(), 0) << "time in ICBC is not a stay in the other state";
  history_.stays[0].territory = Territory::kChn;
  history_.stays[0].nationality = "CHN";
  EXPECT_EQ(DaysUsed(), 0) << "days of two nationalities are never added up";
  history_.stays[0].nationality = "";
  EXPECT_EQ(DaysUsed(), 10) << "a record without nationality is taken for this person's";
  regime_.effective_days_from = kOn - Days(15);
  EXPECT_EQ(DaysUsed(), 5) << "days before the regime began";
}

TEST_F(StayRulesTest, DaysOfThePresentStayFromBeforeTheRegimeDoNotCount) {
  history_.stays = {Open(kOn - Days(50))};
  EXPECT_EQ(EvaluateStay(Record(), history_.stays[0], kOn).unlawful_days, 21);
  regime_.effective_days_from = kOn - Days(10);
  const StayAnswer answer = EvaluateStay(Record(), history_.stays[0], kOn);
  EXPECT_EQ(answer.days_used, 11);
  EXPECT_EQ(answer.unlawful_days, 0);
  EXPECT_EQ(answer.must_leave_by, kOn + Days(19));
}

TEST_F(StayRulesTest, WhatLiesBehindTheDayAskedIsNotKnownYet) {
  history_.stays = {Closed(kOn - Days(5), kOn + Days(5)), Closed(kOn + Days(7), kOn + Days(9))};
  EXPECT_EQ(DaysUsed(), 6);
}

TEST_F(StayRulesTest, AnUnknownExitIsBoundedByTheNextEntry) {
  history_.stays = {Open(kOn - Days(100)), Closed(kOn - Days(10), kOn - Days(6))};
  history_.stays[0].exit_unknown = true;
  EXPECT_EQ(Entry(Evidence::kMost).days_used, 91 + 4);
  EXPECT_FALSE(Entry(Evidence::kMost).Admissible());
  EXPECT_EQ(Entry(Evidence::kLeast).days_used, 1 + 5);
  EXPECT_TRUE(Entry(Evidence::kLeast).Admissible());
}

TEST_F(StayRulesTest, AnUnknownExitWithoutANextEntryIsBoundedByToday) {
  history_.stays = {Open(kOn - Days(40))};
  EXPECT_EQ(Entry(Evidence::kMost).days_used, 41);
  EXPECT_EQ(Entry(Evidence::kLeast).days_used, 1);
}

TEST_F(StayRulesTest, AnUnknownEntryIsBoundedByTheStayBeforeAndByTheRecord) {
  Stay without_entry = Closed(kOn, kOn - Days(10));
  without_entry.entry.reset();
  history_.stays = {Closed(kOn - Days(60), kOn - Days(50)), without_entry};
  EXPECT_EQ(Entry(Evidence::kMost).days_used, 51);
  EXPECT_EQ(Entry(Evidence::kLeast).days_used, 12);
  history_.complete_from = kOn - Days(20);
  EXPECT_EQ(Entry(Evidence::kMost).days_used, 11 + 11) << "what lies before the record is not held against anybody";
  history_.complete_from.reset();
  EXPECT_EQ(Entry(Evidence::kMost).days_used, 12);
}

TEST_F(StayRulesTest, AnOpenReadingGivesTwoBounds) {
  // 80 days used, the first of them just about to leave the window.
  history_.stays = {Closed(kOn - Days(178), kOn - Days(99))};
  regime_ = HostRegime(kOpenReading);
  EXPECT_EQ(Entry(Evidence::kMost).bound.days, 10);
  EXPECT_EQ(Mildest().bound.days, 30);
  regime_ = HostRegime(kFixed);
  EXPECT_EQ(Mildest().bound.days, 10);
  regime_ = HostRegime(kRolling);
  EXPECT_EQ(Entry(Evidence::kMost).bound.days, 30);
}

TEST_F(StayRulesTest, InsideCountsFromTheEntryAndKeepsTheLastLawfulDay) {
  history_.stays = {Open(kOn - Days(32))};
  const StayAnswer answer = EvaluateStay(Record(), history_.stays[0], kOn);
  EXPECT_EQ(answer.days_used, 33);
  EXPECT_EQ(answer.must_leave_by, kOn - Days(3));
  EXPECT_EQ(answer.longest_stay_days, 0);
  EXPECT_EQ(answer.unlawful_days, 3);
  EXPECT_EQ(answer.binding_limit, "CHN-KAZ/per-stay-30");
  EXPECT_EQ(answer.earliest_entry, std::nullopt);
}

TEST_F(StayRulesTest, NobodyIsInsideOnAGroundThatDoesNotCount) {
  history_.stays = {Open(kOn - Days(3))};
  history_.stays[0].basis = StayBasis::kResidence;
  EXPECT_EQ(PresentStay(Record(), kOn), nullptr);
  history_.stays = {Closed(kOn - Days(9), kOn - Days(1)), Open(kOn + Days(1))};
  EXPECT_EQ(PresentStay(Record(), kOn), nullptr);
}

TEST_F(StayRulesTest, AnIncompleteRecordProvesNothing) {
  history_.stays = {Open(kOn - Days(60))};
  const auto proven = [&] { return Proven(0); };
  EXPECT_EQ(proven()->UnlawfulDays(), 31);
  history_.covers_all_ports = false;
  EXPECT_EQ(proven(), std::nullopt) << "they may have left and come back elsewhere";
  history_.covers_all_ports = true;
  history_.complete_from.reset();
  EXPECT_EQ(proven(), std::nullopt);
  history_.complete_from = kOn + Days(1);
  EXPECT_EQ(proven(), std::nullopt);
}

TEST_F(StayRulesTest, ARecordProvesFromTheDayItIsComplete) {
  history_.stays = {Open(kOn - Days(60))};
  history_.complete_from = kOn - Days(35);
  const auto proven = Proven(0);
  EXPECT_EQ(proven->first_day, kOn - Days(35));
  EXPECT_EQ(proven->UnlawfulDays(), 6);
  history_.stays.insert(history_.stays.begin(), Closed(kOn - Days(150), kOn - Days(70)));
  const auto with_past = Proven(1);
  EXPECT_EQ(with_past->days_used, 36) << "earlier days are not proved";
}

TEST_F(StayRulesTest, ATripIntoTheZoneEndsSuspendsOrContinuesTheStay) {
  Stay before = Closed(kOn - Days(28), kOn - Days(10));
  before.left_to = Territory::kIcbc;
  history_.stays = {before};
  const auto longest = [&](Marked<ZoneExit> zone_exit, EntryRoute route) {
    regime_ = HostRegime(kFixed, zone_exit);
    return CountEntry(Record(), kOn, route, Evidence::kMost, StrictestReading(regime_)).bound.days;
  };
  EXPECT_EQ(longest({ZoneExit::kEnds, Certainty::kFact}, EntryRoute::kBackFromZone), 30);
  EXPECT_EQ(longest({ZoneExit::kSuspends, Certainty::kFact}, EntryRoute::kBackFromZone), 30 - 19);
  EXPECT_EQ(longest({ZoneExit::kContinues, Certainty::kFact}, EntryRoute::kBackFromZone), 30 - 28);
  EXPECT_EQ(longest({ZoneExit::kContinues, Certainty::kFact}, EntryRoute::kFromOutside), 30);
  EXPECT_EQ(longest({ZoneExit::kContinues, Certainty::kInferred}, EntryRoute::kBackFromZone), 2);
  const Reading mildest = MildestReading(regime_);
  EXPECT_EQ(CountEntry(Record(), kOn, EntryRoute::kBackFromZone, Evidence::kMost, mildest).bound.days, 30);
}

TEST_F(StayRulesTest, TripsIntoTheZoneMakeAChain) {
  Stay first = Closed(kOn - Days(25), kOn - Days(20));
  first.left_to = Territory::kIcbc;
  Stay second = Closed(kOn - Days(20), kOn - Days(15));
  second.entered_from = Territory::kIcbc;
  second.left_to = Territory::kIcbc;
  Stay present = Open(kOn - Days(10));
  present.entered_from = Territory::kIcbc;
  history_.stays = {Closed(kOn - Days(90), kOn - Days(80)), first, second, present};
  const auto strictest = [&](ZoneExit zone_exit) {
    regime_ = HostRegime(kFixed, {zone_exit, Certainty::kFact});
    return CountInside(Record(), history_.stays[3], kOn, Evidence::kMost, StrictestReading(regime_))->bound.days;
  };
  EXPECT_EQ(strictest(ZoneExit::kContinues), 30 - 15);
  EXPECT_EQ(strictest(ZoneExit::kSuspends), 30 - 11) << "the day between two stays counts once";
  EXPECT_EQ(strictest(ZoneExit::kEnds), 30);
  history_.stays[2].left_to = Territory::kKaz;
  EXPECT_EQ(strictest(ZoneExit::kContinues), 30) << "whoever left the country begins a new stay";
}

TEST_F(StayRulesTest, AnExitBehindTheDayAskedIsNoEntryYet) {
  Stay later = Closed(kOn, kOn + Days(2));
  later.entry.reset();
  history_ = {.stays = {later}, .covers_all_ports = true};
  regime_.limits = {MakeLimit("CHN-KAZ", EntriesLimit{1, Days(180)}), MakeLimit("CHN-KAZ", GapLimit{5})};
  EXPECT_EQ(Entry(Evidence::kMost).bound.days, std::nullopt);
  EXPECT_EQ(EarliestEntry(Record(), kOn, 1), kOn);
}

TEST_F(StayRulesTest, AMaximumThatFillsTheWindowOnlyPutsTheEntryOff) {
  history_.stays = {Closed(kOn - Days(4), kOn + Days(1))};
  regime_ = HostRegime(kRolling);
  regime_.limits = {MakeLimit("CHN-KAZ", RollingLimit{1, 2})};
  regime_.day_one = {DayOne::kNext, Certainty::kFact};
  regime_.exit_day_counts = {false, Certainty::kFact};
  EXPECT_EQ(Entry(Evidence::kMost).bound.days, 0) << "yesterday and today are recorded";
  EXPECT_EQ(EarliestEntry(Record(), kOn, 40), kOn + Days(2)) << "tomorrow the one day of its window is used";
}

TEST_F(StayRulesTest, WhatLiesBeforeTheRegimeBeganAsksForNoGap) {
  history_.stays = {Closed(kOn - Days(12), kOn - Days(10)), Open(kOn - Days(8))};
  regime_.limits = {MakeLimit("CHN-KAZ", GapLimit{20})};
  regime_.effective_days_from = kOn - Days(5);
  EXPECT_EQ(Entry(Evidence::kLeast).bound.days, std::nullopt);
  EXPECT_EQ(Entry(Evidence::kMost).bound.days, 0) << "the open stay lasts";
}

TEST_F(StayRulesTest, HoursThatGoOnKnowNoDayThatDoesNotCount) {
  Stay first = Closed(kOn - Days(5), kOn - Days(5));
  first.left_to = Territory::kIcbc;
  Stay present = Open(kOn - Days(5));
  present.entered_from = Territory::kIcbc;
  history_.stays = {first, present};
  regime_.limits = {MakeLimit("CHN-KAZ", HoursLimit{240, HoursFrom::kNextMidnight})};
  for (const DayOne day_one : {DayOne::kEntry, DayOne::kNext}) {
    for (const ZoneExit zone_exit : {ZoneExit::kEnds, ZoneExit::kSuspends, ZoneExit::kContinues}) {
      const Reading reading{.zone_exit = zone_exit, .day_one = day_one};
      EXPECT_EQ(CountInside(Record(), history_.stays[1], kOn, Evidence::kMost, reading)->bound.days, 11);
    }
  }
}

TEST_F(StayRulesTest, NoLawfulStayIsLongerThanTheLongest) {
  const auto longest = [&](CalendarLimit limit) {
    regime_.limits = {MakeLimit("CHN-KAZ", limit)};
    return LongestLawfulStay(regime_);
  };
  regime_.allowance = kFixed;
  EXPECT_EQ(longest({30, CalendarPeriod::kMonth}), 30);
  regime_.allowance = kRolling;
  EXPECT_EQ(longest({20, CalendarPeriod::kMonth}), 40);
  EXPECT_EQ(longest({30, CalendarPeriod::kMonth}), 90) << "from 2 March through 30 May";
  EXPECT_EQ(longest({31, CalendarPeriod::kMonth}), std::nullopt);
  EXPECT_EQ(longest({366, CalendarPeriod::kYear}), std::nullopt);
  regime_.exit_day_counts = {false, Certainty::kFact};
  EXPECT_EQ(longest({20, CalendarPeriod::kMonth}), 42) << "neither the last of one month nor the exit counts";
  EXPECT_EQ(longest({30, CalendarPeriod::kMonth}), std::nullopt) << "the 31st is always the last so far";
}

TEST_F(StayRulesTest, ATripIntoTheZoneProvesNoDayBeforeTheRecordIsComplete) {
  // They may have left and come back between the entry 28 days ago and the day the record is complete from.
  Stay before = Closed(kOn - Days(28), kOn - Days(10));
  before.left_to = Territory::kIcbc;
  Stay present = Open(kOn - Days(8));
  present.entered_from = Territory::kIcbc;
  history_.stays = {before, present};
  regime_ = HostRegime(kFixed, {ZoneExit::kContinues, Certainty::kFact});
  regime_.limits = {MakeLimit("CHN-KAZ", PerStayLimit{20})};
  EXPECT_EQ(Proven(1)->UnlawfulDays(), 9);
  history_.complete_from = kOn - Days(12);
  EXPECT_EQ(Proven(1)->UnlawfulDays(), 0) << "13 days are proved";
  history_.complete_from = kOn - Days(9);
  EXPECT_EQ(Proven(1)->UnlawfulDays(), 0) << "they may have come back and gone again";
}

TEST_F(StayRulesTest, AReturnFromTheZoneIsNoProofOfAnEntry) {
  Stay from_zone = Closed(kOn - Days(20), kOn - Days(18));
  from_zone.entered_from = Territory::kIcbc;
  history_.stays = {from_zone, Open(kOn - Days(8))};
  history_.complete_from = kOn - Days(20);
  regime_.limits = {MakeLimit("CHN-KAZ", EntriesLimit{1, Days(180)})};
  EXPECT_EQ(Proven(1)->UnlawfulDays(), 0) << "the stay it went on with is not in the record";
  history_.stays[0].entered_from = Territory::kKaz;
  EXPECT_EQ(Proven(1)->UnlawfulDays(), 9);
}

TEST_F(StayRulesTest, CompletenessIsThatOfTheDaysLookedBackTo) {
  const auto completeness = [&] { return CompletenessFor(history_, regime_, kOn); };
  EXPECT_EQ(completeness(), HistoryCompleteness::kComplete);
  history_.complete_from = kOn - Days(179);
  EXPECT_EQ(completeness(), HistoryCompleteness::kComplete);
  history_.complete_from = kOn - Days(178);
  EXPECT_EQ(completeness(), HistoryCompleteness::kUnknown);
  regime_.effective_days_from = kOn - Days(178);
  EXPECT_EQ(completeness(), HistoryCompleteness::kComplete);
  history_.covers_all_ports = false;
  EXPECT_EQ(completeness(), HistoryCompleteness::kThisPortOnly);
  history_.complete_from.reset();
  EXPECT_EQ(completeness(), HistoryCompleteness::kUnknown);
}

}  // namespace
}  // namespace clearance
