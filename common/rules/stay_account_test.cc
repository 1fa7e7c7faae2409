// The whole account of a stay: limits used, readings, days that come back, plans, the strip, the reasons.
#include "common/rules/stay_account.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace clearance {
namespace {

constexpr Date kOn = MakeDate(2026, 11, 22);

Stay Closed(Date entry, Date exit) {
  return {.territory = Territory::kChn, .entry = entry, .exit = exit, .nationality = "KAZ"};
}
Stay Open(Date entry) { return {.territory = Territory::kChn, .entry = entry, .nationality = "KAZ"}; }

class StayAccountTest : public ::testing::Test {
 protected:
  CountedHistory Record() const { return {history_, regime_, "KAZ"}; }
  StayAccount Ask(StayQuestion question, std::vector<PlannedStay> planned = {}) const {
    return *AccountOf(Record(), {.question = question, .on = kOn, .planned = planned});
  }
  DayMark MarkOf(const StayAccount& account, Date day) const {
    return account.strip.marks[static_cast<std::size_t>((day - account.strip.first).count())];
  }

  Regime regime_{.id = "CHN-KAZ",
                 .source = "test",
                 .host = Territory::kChn,
                 .document_kinds = {DocumentKind::kOrdinaryPassport},
                 .limits = {MakeLimit("CHN-KAZ", PerStayLimit{30}), MakeLimit("CHN-KAZ", RollingLimit{90, 180})},
                 .allowance = {Allowance::kFixedAtEntry, Certainty::kFact},
                 .counted_bases = {StayBasis::kVisaFree},
                 .overstay_tiers = {{"short", 1}, {"long", 11}}};
  TravelHistory history_{.complete_from = MakeDate(2020, 1, 1), .covers_all_ports = true};
};

TEST_F(StayAccountTest, EachLimitSaysWhatIsUsedAndLeft) {
  history_.stays = {Closed(kOn - Days(60), kOn - Days(41))};
  const StayAccount entry = Ask(StayQuestion::kEnter);
  EXPECT_EQ(entry.limits, (std::vector<LimitUse>{{"CHN-KAZ/per-stay-30", 0, 30}, {"CHN-KAZ/rolling-90-180", 20, 70}}));
  EXPECT_EQ(entry.days_left, 70);
  EXPECT_EQ(entry.window_excess, 0);
  history_.stays.push_back(Open(kOn - Days(9)));
  const StayAccount inside = Ask(StayQuestion::kInside);
  EXPECT_EQ(inside.limits,
            (std::vector<LimitUse>{{"CHN-KAZ/per-stay-30", 10, 20}, {"CHN-KAZ/rolling-90-180", 30, 60}}));
  EXPECT_TRUE(inside.inside);
}

TEST_F(StayAccountTest, LimitsOfEveryKindAreAccountedFor) {
  regime_.limits = {MakeLimit("CHN-KAZ", CalendarLimit{100, CalendarPeriod::kYear}),
                    MakeLimit("CHN-KAZ", EntriesLimit{3, Days(180)}), MakeLimit("CHN-KAZ", GapLimit{50}),
                    MakeLimit("CHN-KAZ", HoursLimit{240, HoursFrom::kNextMidnight})};
  history_.stays = {Closed(MakeDate(2026, 1, 1), MakeDate(2026, 1, 10)), Closed(kOn - Days(60), kOn - Days(41))};
  EXPECT_EQ(Ask(StayQuestion::kEnter).limits, (std::vector<LimitUse>{{"CHN-KAZ/calendar-year-100", 30, 70},
                                                                     {"CHN-KAZ/entries-3-rolling-180", 1, 2},
                                                                     {"CHN-KAZ/gap-50", 40, 10},
                                                                     {"CHN-KAZ/hours-240-from-midnight", 0, 240}}));
  history_.stays.push_back(Open(kOn - Days(2)));
  EXPECT_EQ(Ask(StayQuestion::kInside).limits, (std::vector<LimitUse>{{"CHN-KAZ/calendar-year-100", 33, 67},
                                                                      {"CHN-KAZ/entries-3-rolling-180", 2, 1},
                                                                      {"CHN-KAZ/gap-50", 38, 12},
                                                                      {"CHN-KAZ/hours-240-from-midnight", 48, 192}}));
}

TEST_F(StayAccountTest, EveryOpenReadingIsShownStrictestFirst) {
  regime_.day_one.certainty = Certainty::kInferred;
  regime_.exit_day_counts.certainty = Certainty::kInferred;
  regime_.zone_exit.certainty = Certainty::kInferred;
  history_.stays = {Open(kOn - Days(41))};
  const StayAccount account = Ask(StayQuestion::kInside);
  ASSERT_EQ(account.readings.size(), 4u) << "no trip into ICBC: its readings do not matter";
  EXPECT_EQ(account.readings.front().reading,
            "allowance=fixed_at_entry day1=entry exit_day=counts zone_exit=continues");
  EXPECT_EQ(account.readings.front().must_leave_by, kOn - Days(12));
  EXPECT_EQ(account.readings.front().unlawful_days, 12);
  EXPECT_EQ(account.readings.front().tier, "long");
  EXPECT_EQ(account.readings.back().reading, "allowance=fixed_at_entry day1=next exit_day=free zone_exit=continues");
  EXPECT_EQ(account.readings.back().must_leave_by, kOn - Days(10));
  EXPECT_EQ(account.readings.back().tier, "short");
  EXPECT_EQ(account.answer.unlawful_days, 10) << "held against nobody but under every reading";
  history_.stays[0].entered_from = Territory::kIcbc;
  EXPECT_EQ(Ask(StayQuestion::kInside).readings.size(), 12u);
}

TEST_F(StayAccountTest, DaysComeBackWhenTheyLeaveTheWindow) {
  history_.stays = {Closed(kOn - Days(179), kOn - Days(170)), Closed(kOn - Days(100), kOn - Days(100))};
  EXPECT_EQ(Ask(StayQuestion::kEnter).days_back,
            (std::vector<DaysBack>{{kOn + Days(1), kOn + Days(10)}, {kOn + Days(80), kOn + Days(80)}}));
}

TEST_F(StayAccountTest, APlanIsJudgedInOrderOfItsDatesAndAnsweredInItsOwn) {
  const PlannedStay later{kOn + Days(60), kOn + Days(95)};
  const PlannedStay first{kOn, kOn + Days(29)};
  const StayAccount account = Ask(StayQuestion::kPlan, {later, first});
  ASSERT_EQ(account.planned.size(), 2u);
  EXPECT_EQ(account.planned[0].stay, later);
  EXPECT_FALSE(account.planned[0].lawful);
  EXPECT_EQ(account.planned[0].first_unlawful_day, kOn + Days(90));
  EXPECT_EQ(account.planned[0].binding_limit, "CHN-KAZ/per-stay-30");
  EXPECT_TRUE(account.planned[1].lawful);
  EXPECT_EQ(account.planned[1].first_unlawful_day, std::nullopt);
}

TEST_F(StayAccountTest, EarlierPlannedStaysUseUpDays) {
  history_.stays = {Closed(kOn - Days(70), kOn - Days(11))};
  const StayAccount account = Ask(StayQuestion::kPlan, {{kOn, kOn + Days(24)}, {kOn + Days(40), kOn + Days(45)}});
  EXPECT_TRUE(account.planned[0].lawful);
  EXPECT_FALSE(account.planned[1].lawful);
  EXPECT_EQ(account.planned[1].first_unlawful_day, kOn + Days(45)) << "60 + 25 + 5 are 90";
}

TEST_F(StayAccountTest, APlanEndsThePresentStayOnTheDayAsked) {
  history_.stays = {Open(kOn - Days(9))};
  const StayAccount account = Ask(StayQuestion::kInside, {{kOn + Days(10), kOn + Days(39)}});
  EXPECT_TRUE(account.planned[0].lawful);
}

TEST_F(StayAccountTest, APlanIsCheckedByTheRecordOfToday) {
  regime_.purposes = {Purpose::kTourism};
  const RuleBook book{.version = "t", .regimes = {regime_}};
  PlanQuery query{.document = {.kind = DocumentKind::kOrdinaryPassport, .nationality = "KAZ"},
                  .stay = {kOn + Days(20), kOn + Days(44)}};
  // 81 days used by then: the last 10 of them by the stay that goes on today.
  history_.stays = {Closed(kOn - Days(100), kOn - Days(30)), Open(kOn - Days(9))};
  const auto check = [&] { return CheckPlan(book, history_, query, kOn); };
  ASSERT_TRUE(check());
  EXPECT_FALSE(check()->planned.lawful);
  EXPECT_EQ(check()->planned.must_leave_by, kOn + Days(28)) << "9 days are left";
  EXPECT_EQ(check()->planned.first_unlawful_day, kOn + Days(29));
  EXPECT_EQ(check()->earliest_entry, kOn + Days(95)) << "16 days more have come back by then";
  EXPECT_EQ(check()->completeness, HistoryCompleteness::kComplete);
  query.purpose = Purpose::kWork;
  EXPECT_EQ(check(), std::nullopt);
  query = {.document = {.kind = DocumentKind::kOrdinaryPassport, .nationality = "CHN"}, .stay = query.stay};
  EXPECT_EQ(check(), std::nullopt) << "own nationals are under no regime";
}

TEST_F(StayAccountTest, APlanEndsAStayWithAnUnknownExitOnTheDayAsked) {
  history_.stays = {Open(kOn - Days(9))};
  history_.stays[0].exit_unknown = true;
  regime_.limits = {MakeLimit("CHN-KAZ", RollingLimit{40, 180})};
  const StayAccount account = Ask(StayQuestion::kEnter, {{kOn + Days(10), kOn + Days(39)}});
  EXPECT_TRUE(account.planned[0].lawful) << "10 days until today and 30 are 40";
}

TEST_F(StayAccountTest, AStayThatGoesOnWithNothingIsAnEntry) {
  history_.stays = {Open(kOn - Days(9))};
  history_.stays[0].entered_from = Territory::kIcbc;
  regime_.limits = {MakeLimit("CHN-KAZ", EntriesLimit{2, Days(180)})};
  EXPECT_EQ(Ask(StayQuestion::kInside).limits, (std::vector<LimitUse>{{"CHN-KAZ/entries-2-rolling-180", 1, 1}}));
}

TEST_F(StayAccountTest, ALaterRecordDoesNotEndThePresentStay) {
  history_.stays = {Open(kOn - Days(9)), Closed(kOn - Days(6), kOn - Days(5))};
  const StayAccount account = Ask(StayQuestion::kInside);
  EXPECT_EQ(account.answer.days_used, 10);
  EXPECT_EQ(account.days_back, (std::vector<DaysBack>{{kOn + Days(171), kOn + Days(180)}}));
  EXPECT_EQ(MarkOf(account, kOn - Days(3)), DayMark::kUsed);
}

TEST_F(StayAccountTest, TheStripShowsUsedPossibleUnlawfulAndPlannedDays) {
  history_.stays = {Closed(kOn - Days(100), kOn - Days(91)), Open(kOn - Days(9))};
  history_.stays[0].basis = StayBasis::kVisa;
  const StayAccount inside = Ask(StayQuestion::kInside, {{kOn + Days(50), kOn + Days(55)}});
  EXPECT_EQ(inside.strip.first, kOn - Days(179));
  EXPECT_EQ(MarkOf(inside, kOn - Days(101)), DayMark::kFree);
  EXPECT_EQ(MarkOf(inside, kOn - Days(100)), DayMark::kNotCounted);
  EXPECT_EQ(MarkOf(inside, kOn), DayMark::kUsed);
  EXPECT_EQ(MarkOf(inside, kOn + Days(1)), DayMark::kPossible);
  EXPECT_EQ(MarkOf(inside, kOn + Days(20)), DayMark::kPossible);
  EXPECT_EQ(MarkOf(inside, kOn + Days(21)), DayMark::kFree);
  EXPECT_EQ(MarkOf(inside, kOn + Days(55)), DayMark::kPlanned);
  history_.stays[1].entry = kOn - Days(31);
  const StayAccount over = Ask(StayQuestion::kInside);
  EXPECT_EQ(MarkOf(over, kOn - Days(2)), DayMark::kUsed);
  EXPECT_EQ(MarkOf(over, kOn - Days(1)), DayMark::kUnlawful);
  EXPECT_EQ(over.strip.marks.size(), 180u);
}

TEST_F(StayAccountTest, ReasonsAreThoseOfADecision) {
  EXPECT_TRUE(Ask(StayQuestion::kEnter).reasons.empty());
  history_.stays = {Closed(kOn - Days(100), kOn - Days(11))};
  const StayAccount exhausted = Ask(StayQuestion::kEnter);
  ASSERT_EQ(exhausted.reasons.size(), 1u);
  EXPECT_EQ(exhausted.reasons[0].code, ReasonCode::kStayExhausted);
  EXPECT_EQ(exhausted.reasons[0].date, exhausted.answer.earliest_entry);
  history_.stays = {Open(kOn - Days(40))};
  EXPECT_EQ(Ask(StayQuestion::kInside).reasons[0].code, ReasonCode::kOverstay);
  history_.covers_all_ports = false;
  EXPECT_EQ(Ask(StayQuestion::kInside).reasons[0].code, ReasonCode::kHistoryIncomplete);
}

TEST_F(StayAccountTest, ADayOnceToldIsHonoured) {
  history_.stays = {Open(kOn - Days(35))};
  history_.stays[0].promised_until = kOn;
  const StayAccount promised = Ask(StayQuestion::kInside);
  EXPECT_EQ(promised.answer.must_leave_by, kOn);
  EXPECT_EQ(promised.answer.longest_stay_days, 1);
  EXPECT_EQ(promised.readings[0].longest_stay_days, 1);
  EXPECT_EQ(promised.answer.unlawful_days, 0);
  EXPECT_TRUE(promised.reasons.empty());
  history_.stays[0].promised_until = kOn - Days(2);
  const StayAccount past = Ask(StayQuestion::kInside);
  EXPECT_EQ(past.answer.unlawful_days, 2);
  ASSERT_EQ(past.reasons.size(), 1u);
  EXPECT_EQ(past.reasons[0].code, ReasonCode::kOverstay);
  EXPECT_EQ(past.reasons[0].days, 2);
  EXPECT_EQ(past.reasons[0].date, kOn - Days(2));
  history_.stays[0].promised_until = kOn - Days(20);
  EXPECT_EQ(Ask(StayQuestion::kInside).answer.unlawful_days, 6) << "a promise never takes a day away";
}

TEST_F(StayAccountTest, AStayThatCannotGoOnTodayBeginsAnewTomorrow) {
  history_.stays = {Closed(kOn - Days(33), kOn - Days(2))};
  history_.stays[0].left_to = Territory::kIcbc;
  regime_.zone_exit = {ZoneExit::kContinues, Certainty::kFact};
  const StayInquiry back{.on = kOn, .route = EntryRoute::kBackFromZone};
  const StayAccount account = *AccountOf(Record(), back);
  EXPECT_EQ(account.answer.longest_stay_days, 0);
  EXPECT_EQ(account.answer.earliest_entry, kOn + Days(1));
  EXPECT_EQ(account.earliest_entry, kOn + Days(1));
}

TEST_F(StayAccountTest, AnExitAloneBeganAtTheEarliestWithTheEntryBeforeIt) {
  const Stay exit_alone{.territory = Territory::kChn, .exit = kOn - Days(10), .nationality = "KAZ"};
  history_.stays = {Open(kOn - Days(60)), exit_alone};
  EXPECT_EQ(Ask(StayQuestion::kEnter).limits[1], (LimitUse{"CHN-KAZ/rolling-90-180", 61, 29}));
  history_.stays[0].exit = kOn - Days(30);
  EXPECT_EQ(Ask(StayQuestion::kEnter).limits[1], (LimitUse{"CHN-KAZ/rolling-90-180", 51, 39})) << "or its exit";
}

TEST_F(StayAccountTest, ARecordThatSaysNeitherEndOfAStayShowsNoDay) {
  history_.stays = {{.territory = Territory::kChn, .nationality = "KAZ"}};
  EXPECT_EQ(Ask(StayQuestion::kEnter).limits[1], (LimitUse{"CHN-KAZ/rolling-90-180", 0, 90}));
}

TEST_F(StayAccountTest, TheEndOfAStayIsAnnouncedFromTheBooksDayOn) {
  regime_.warning_day = 25;
  history_.stays = {Open(kOn - Days(23))};
  EXPECT_TRUE(Ask(StayQuestion::kInside).reasons.empty());
  history_.stays = {Open(kOn - Days(24))};
  const StayAccount account = Ask(StayQuestion::kInside);
  ASSERT_EQ(account.reasons.size(), 1U);
  EXPECT_EQ(account.reasons[0].code, ReasonCode::kStayEndsSoon);
  EXPECT_EQ(account.reasons[0].days, 25);
  EXPECT_EQ(account.reasons[0].date, kOn + Days(5));
}

TEST_F(StayAccountTest, TheStripKeepsItsLength) {
  history_.stays = {Open(kOn - Days(2000))};
  const StayAccount account = Ask(StayQuestion::kInside, {{kOn + Days(2000), kOn + Days(2001)}});
  EXPECT_EQ(account.strip.marks.size(), static_cast<std::size_t>(kMaxStripDays));
  EXPECT_EQ(MarkOf(account, kOn), DayMark::kUnlawful);
}

TEST_F(StayAccountTest, NobodyInsideIsNoAnswer) {
  EXPECT_EQ(AccountOf(Record(), {.question = StayQuestion::kInside, .on = kOn}), std::nullopt);
}

TEST_F(StayAccountTest, AnswersForInsideOrEntryWhicheverTheRecordShows) {
  const RuleBook book{.version = "t", .regimes = {regime_}};
  Document document{.kind = DocumentKind::kOrdinaryPassport, .nationality = "KAZ"};
  const auto account = [&] { return AccountOf(book, history_, document, Territory::kChn, {.on = kOn}); };
  EXPECT_EQ(account()->answer.longest_stay_days, 30);
  EXPECT_FALSE(account()->inside);
  history_.stays = {Open(kOn - Days(9))};
  EXPECT_TRUE(account()->inside);
  EXPECT_EQ(account()->answer.longest_stay_days, 21);
  EXPECT_EQ(account()->answer.days_used, 10);
  document.nationality = "CHN";
  EXPECT_EQ(account(), std::nullopt) << "an own national is under no regime";
}

}  // namespace
}  // namespace clearance
