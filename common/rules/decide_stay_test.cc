// Decide and the stay: the worked examples of the domain page §3, each on its lane.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rules/decide.h"
#include "common/rules/stay_rules.h"
#include "tests/support/decide_fixture.h"

namespace clearance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum Territory;

// 88, 89 and 90 days used before today.
std::vector<Stay> DaysUsedInChina(int days) {
  const Date first = MakeDate(2026, 6, 1);
  std::vector<Stay> stays;
  for (Date begin = first; days > 0; begin += Days(40)) {
    const int length = std::min(days, 30);
    stays.push_back(Closed(kChn, begin, begin + Days(length - 1), "KAZ"));
    days -= length;
  }
  return stays;
}

TEST_F(DecideTest, DayEightyNineNinetyAndNinetyOneOfNinety) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered = Complete(DaysUsedInChina(88));
  Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.stay->must_leave_by, MakeDate(2026, 11, 23));
  EXPECT_EQ(decision.stay->binding_limit, "CHN-KAZ/rolling-90-180");

  facts.entered = Complete(DaysUsedInChina(89));
  decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.stay->must_leave_by, kToday);

  // Whether days of entry and exit count is inferred: an officer sees both readings.
  facts.entered = Complete(DaysUsedInChina(90));
  decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kRefer);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kReadingsDiffer));
  EXPECT_EQ(decision.reasons[0].date, std::nullopt) << "its sentence would call it a last lawful day";
  EXPECT_EQ(decision.stay->longest_stay_days, 0);

  PublishCounting();
  decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kRefer);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(Describe(decision.reasons[0]),
            "No day of the visa-free stay in CHN is left: 90 days used, the limit is 90 days in any 180; "
            "earliest entry 2026-11-28.");
  EXPECT_EQ(decision.stay->longest_stay_days, 0);
  EXPECT_EQ(decision.stay->earliest_entry, MakeDate(2026, 11, 28));
}

TEST_F(DecideTest, TheThirtyDayLimitBindsFirst) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered = Complete(DaysUsedInChina(30));
  const Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.stay->binding_limit, "CHN-KAZ/per-stay-30");
  EXPECT_EQ(decision.stay->must_leave_by, MakeDate(2026, 12, 21));
  EXPECT_EQ(decision.stay->regime, "CHN-KAZ");
  EXPECT_EQ(decision.completeness, HistoryCompleteness::kComplete);
  EXPECT_EQ(decision.rule_book_version, book_.version);
}

TEST_F(DecideTest, SaysWhetherTheStayBeginsOrEnds) {
  EXPECT_EQ(Answer(Entry(Of("KAZ"), kaz_chn_)).stay_side, Side::kEntry);
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  EXPECT_EQ(Answer(facts).stay_side, std::nullopt) << "no stay is known";
  facts.exited = Complete({Open(kChn, kToday, "KAZ", kKaz)});
  EXPECT_EQ(Answer(facts).stay_side, Side::kExit);
  facts = Crossing(Of("KAZ"), chn_icbc_, both_);
  facts.exited = Complete({Open(kChn, kToday, "KAZ", kKaz)});
  EXPECT_EQ(Answer(facts).stay->territory, kIcbc);
  EXPECT_EQ(Answer(facts).stay_side, Side::kEntry);
}

TEST_F(DecideTest, OverstayIsNamedInDaysAndStillGoesOut) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  const Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kRefer);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0], (Reason{.code = ReasonCode::kOverstay,
                                         .side = Side::kExit,
                                         .territory = kChn,
                                         .days = 3,
                                         .date = kToday - Days(3),
                                         .limit = "CHN-KAZ/per-stay-30"}))
      << "by the mildest reading: neither the day of entry nor that of the exit counts";
  EXPECT_EQ(decision.stay->unlawful_days, 3);
  PublishCounting();
  EXPECT_EQ(Answer(facts).reasons[0].days, 5);
  EXPECT_EQ(Answer(facts).stay->unlawful_days, 5);
  facts.exited.stays[0].entry = kToday - Days(29);
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(DecideTest, AnOverstayIsNeverDeclaredFromAnIncompleteRecord) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  facts.exited.covers_all_ports = false;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
  facts.exited.covers_all_ports = true;
  facts.exited.complete_from = kToday - Days(20);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
}

TEST_F(DecideTest, ReadingsDifferWhereKazakhstanHasNotSaid) {
  // 80 days used at entry; the first of them leave the window during the stay. Fixed at entry: 10 days. Rolling: 30.
  CrossingFacts facts = Exit(Of("CHN"), {kKaz, kChn});
  const Date entry = kToday - Days(19);
  facts.exited = Complete({Closed(kKaz, entry - Days(178), entry - Days(99), "CHN"), Open(kKaz, entry, "CHN", kChn)});
  facts.request.lane.sides = {.exit = true};
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kReadingsDiffer);
  EXPECT_EQ(decision.reasons[0].days, 10);
  EXPECT_EQ(decision.stay->must_leave_by, entry + Days(9)) << "the printed date is the strictest";
  EXPECT_EQ(decision.stay->unlawful_days, 0) << "lawful under one reading";
  // In China the reading is published: the same record is an overstay there.
  facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Closed(kChn, entry - Days(178), entry - Days(99), "KAZ"), Open(kChn, entry, "KAZ", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOverstay));
}

TEST_F(DecideTest, TheZoneIsLeftByTheSideItWasEnteredBy) {
  CrossingFacts facts = Crossing(Of("CHN"), icbc_chn_, both_);
  facts.exited = Complete({Open(kIcbc, kToday, "CHN", kChn)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOwnNational));
  facts = Crossing(Of("CHN"), icbc_kaz_, both_);
  facts.exited = Complete({Open(kIcbc, kToday, "CHN", kChn)});
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kWrongSide);
  EXPECT_EQ(decision.reasons[0].territory, kChn);
}

TEST_F(DecideTest, TheEndOfAStayInTheZoneIsAnnouncedFromDay25) {
  CrossingFacts facts = Crossing(Of("DEU"), icbc_kaz_, {.exit = true});
  const auto codes_on_day = [&](int day) {
    facts.exited = Complete({Open(kIcbc, kToday - Days(day - 1), "DEU", kKaz)});
    return Codes(facts);
  };
  EXPECT_THAT(codes_on_day(24), IsEmpty());
  EXPECT_THAT(codes_on_day(25), ElementsAre(ReasonCode::kStayEndsSoon));
  EXPECT_THAT(codes_on_day(30), ElementsAre(ReasonCode::kStayEndsSoon));
  EXPECT_THAT(codes_on_day(31), ElementsAre(ReasonCode::kReadingsDiffer));
  EXPECT_THAT(codes_on_day(32), ElementsAre(ReasonCode::kReadingsDiffer));
  EXPECT_THAT(codes_on_day(33), ElementsAre(ReasonCode::kOverstay));
  PublishCounting();
  EXPECT_THAT(codes_on_day(31), ElementsAre(ReasonCode::kOverstay));
}

TEST_F(DecideTest, AMissingEntryIsANoteBeforeTheRecordsAndACaseAfter) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryNotRecorded));
  // 30 days, and by the mildest reading those of entry and exit.
  facts.exited.complete_from = kToday - Days(31);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryNotRecorded));
  facts.exited.complete_from = kToday - Days(30);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryMissingBeforeRecords));
  facts.exited.complete_from.reset();
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryMissingBeforeRecords));
  facts.exited = Complete({});
  facts.exited.covers_all_ports = false;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kEntryMissingBeforeRecords)) << "they may have entered elsewhere";
  facts = Exit(Of("CHN"), chn_kaz_);
  EXPECT_THAT(Codes(facts), IsEmpty()) << "nobody has to enter their own state before leaving it";
}

TEST_F(DecideTest, AnIncompleteWindowIsANoteOrAnOfficerAsTheBookSays) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered.covers_all_ports = false;
  Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kByThisPortsRecords));
  EXPECT_EQ(decision.completeness, HistoryCompleteness::kThisPortOnly);
  facts.entered.complete_from.reset();
  EXPECT_EQ(Answer(facts).completeness, HistoryCompleteness::kUnknown);
  book_.incomplete_history = IncompleteHistory::kRefer;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
  facts = Crossing(Of("KAZ", DocumentKind::kIdentityCard), kaz_icbc_, both_);
  facts.entered = TravelHistory();
  EXPECT_THAT(Codes(facts), IsEmpty()) << "a limit per stay asks for no history";
}

TEST_F(DecideTest, AnOpenEndIsAdmittedOnlyIfBothBoundsAdmit) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  Stay lost = Open(kChn, kToday - Days(120), "KAZ", kKaz);
  lost.exit_unknown = true;
  facts.entered = Complete({lost, Closed(kChn, kToday - Days(20), kToday - Days(18), "KAZ")});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kHistoryIncomplete));
  facts.entered.stays[0].entry = kToday - Days(60);
  EXPECT_THAT(Codes(facts), IsEmpty()) << "at most 41 + 2 days";
}

TEST_F(DecideTest, InWhileRecordedInside) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.entered = Complete({Open(kChn, kToday - Days(3), "KAZ", kKaz)});
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kAlreadyInside);
  EXPECT_EQ(decision.reasons[0].date, kToday - Days(3));
}

TEST_F(DecideTest, NotCoveredIsNotAdmitted) {
  const Decision decision = Answer(Entry(Of("DEU"), kaz_chn_));
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kNotCovered);
  EXPECT_EQ(decision.stay, std::nullopt);
}

TEST_F(DecideTest, ADeclaredPurposeMustBeCovered) {
  for (Regime& regime : book_.regimes) regime.purposes = {Purpose::kTourism, Purpose::kTransit};
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  EXPECT_EQ(Answer(facts).verdict, Verdict::kAdmit) << "what nobody declared is not held against anybody";
  facts.request.purpose = Purpose::kTransit;
  EXPECT_EQ(Answer(facts).verdict, Verdict::kAdmit);
  facts.request.purpose = Purpose::kWork;
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kNotCovered);
  EXPECT_EQ(decision.reasons[0].detail, "WORK");
}

TEST_F(DecideTest, AnotherNationalityThanAtEntryIsReferred) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(3), "DEU", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kNationalityDiffers));
  facts = Exit(Of("CHN"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(3), "KAZ", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kNationalityDiffers)) << "never silently exempt";
}

TEST_F(DecideTest, ALimitIsTestedOnTheDayOfTheTerritoryWhoseLimitItIs) {
  // 17:00 UTC: the 23rd in China, still the 22nd in Kazakhstan.
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.now = Utc("2026-11-22T17:00:00Z");
  EXPECT_EQ(Answer(facts).stay->must_leave_by, MakeDate(2026, 12, 22));
  facts = Entry(Of("CHN"), chn_kaz_);
  facts.now = Utc("2026-11-22T17:00:00Z");
  EXPECT_EQ(Answer(facts).stay->must_leave_by, MakeDate(2026, 12, 21));
}

TEST_F(DecideTest, TheHourThatHappenedTwiceIsOneDay) {
  CrossingFacts facts = Entry(Of("CHN"), chn_kaz_);
  facts.now = Utc("2024-02-29T17:30:00Z");
  const Decision first = Answer(facts);
  facts.now = Utc("2024-02-29T18:30:00Z");
  const Decision second = Answer(facts);
  EXPECT_EQ(first.stay->must_leave_by, MakeDate(2024, 3, 29));
  EXPECT_EQ(second.stay, first.stay);
}

TEST_F(DecideTest, AForeignersStayGoesOnAfterATripIntoTheZone) {
  CrossingFacts facts = Crossing(Of("KAZ"), icbc_chn_, both_);
  Stay before = Closed(kChn, kToday - Days(27), kToday, "KAZ");
  before.left_to = kIcbc;
  facts.entered = Complete({before});
  facts.exited = Complete({Open(kIcbc, kToday, "KAZ", kChn)});
  EXPECT_EQ(Answer(facts).stay->longest_stay_days, 3);
  facts.entered.stays[0].entry = kToday - Days(31);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kReadingsDiffer)) << "nobody has published this rule";
}

}  // namespace
}  // namespace clearance
