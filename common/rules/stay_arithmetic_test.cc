// The arithmetic of stay limits: worked examples the compiler checks, and the day set under it.
#include "common/rules/stay_arithmetic.h"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <vector>

namespace clearance {
namespace {

struct Span {
  Date from;
  Date to;
};

constexpr PastPresence Recorded(Date on, std::initializer_list<Span> stays) {
  PastPresence past(on);
  for (const Span& stay : stays) {
    past.days.Add(stay.from, stay.to);
    past.entries.Add(stay.from);
    past.last_exit = std::max(past.last_exit.value_or(stay.to), stay.to);
  }
  return past;
}

constexpr Reading kRolling{.allowance = Allowance::kRolling};
constexpr Reading kFixed{.allowance = Allowance::kFixedAtEntry};
constexpr Reading kDayOneNext{.day_one = DayOne::kNext};
constexpr Reading kExitDayFree{.exit_day_counts = false};
constexpr Reading kBothFree{.day_one = DayOne::kNext, .exit_day_counts = false};

constexpr PerStayLimit kThirty{30};
constexpr RollingLimit kNinetyIn180{90, 180};

constexpr std::optional<int> Longest(const PastPresence& past, Date on, const Reading& reading) {
  return LongestUnder(kNinetyIn180, past, {on}, reading);
}

// Entry day is day 1: 30 days from 1 March end on 30 March.
static_assert(LongestUnder(kThirty, PastPresence(MakeDate(2024, 3, 1)), {MakeDate(2024, 3, 1)}, kRolling) == 30);

// An empty record leaves 90 days, whichever way the rest is counted.
static_assert(Longest(PastPresence(MakeDate(2026, 11, 22)), MakeDate(2026, 11, 22), kRolling) == 90);
static_assert(Longest(PastPresence(MakeDate(2026, 11, 22)), MakeDate(2026, 11, 22), kFixed) == 90);

// SEM, example 1: 47 days lie in the window of 2015-01-01, yet 90 days are possible, because the old days leave it.
constexpr PastPresence kSem1 = Recorded(MakeDate(2015, 1, 1), {{MakeDate(2014, 8, 15), MakeDate(2014, 9, 30)}});
static_assert(kSem1.days.Count(MakeDate(2014, 7, 6), MakeDate(2015, 1, 1)) == 47);
static_assert(Longest(kSem1, MakeDate(2015, 1, 1), kRolling) == 90);
static_assert(Longest(kSem1, MakeDate(2015, 1, 1), kFixed) == 43);

// The cliff: stays of 5 and 10 days, entry on 8 September gives 80 days, one day later 90.
constexpr std::initializer_list<Span> kCliff = {{MakeDate(2017, 1, 1), MakeDate(2017, 1, 5)},
                                                {MakeDate(2017, 6, 1), MakeDate(2017, 6, 10)}};
static_assert(Longest(Recorded(MakeDate(2017, 9, 8), kCliff), MakeDate(2017, 9, 8), kRolling) == 80);
static_assert(Longest(Recorded(MakeDate(2017, 9, 9), kCliff), MakeDate(2017, 9, 9), kRolling) == 90);

// Day 89, 90 and 91 of 90: with 88 days used a stay of two days is left, with 89 one, with 90 none.
constexpr Date kOn = MakeDate(2026, 11, 22);
constexpr PastPresence Used(int days) {
  PastPresence past(kOn);
  past.days.Add(MakeDate(2026, 8, 1), MakeDate(2026, 8, 1) + Days(days - 1));
  return past;
}
static_assert(Longest(Used(88), kOn, kFixed) == 2);
static_assert(Longest(Used(89), kOn, kFixed) == 1);
static_assert(Longest(Used(90), kOn, kFixed) == 0);
static_assert(Longest(Used(90), kOn, kRolling) == 0);

// A window has 180 days, not 181: day 181 back is out, day 180 back is in.
static_assert(Longest(Recorded(kOn, {{kOn - Days(270), kOn - Days(181)}}), kOn, kFixed) == 90);
static_assert(Longest(Recorded(kOn, {{kOn - Days(270), kOn - Days(180)}}), kOn, kFixed) == 90);
static_assert(Longest(Recorded(kOn, {{kOn - Days(270), kOn - Days(179)}}), kOn, kFixed) == 89);

// A day touched twice counts once: after an exit on the day of entry the entry day is not counted again.
static_assert(Longest(Recorded(kOn, {{kOn - Days(89), kOn}}), kOn, kFixed) == 1);

// A maximum as long as the window never ends a rolling stay.
static_assert(!LongestUnder(RollingLimit{180, 180}, PastPresence(kOn), {kOn}, kRolling));

// The entry day is not day 1, the exit day is free: 30 days per stay last one or two days longer.
constexpr Date kMarch = MakeDate(2024, 3, 1);
static_assert(LongestUnder(kThirty, PastPresence(kMarch), {kMarch}, kDayOneNext) == 31);
static_assert(LongestUnder(kThirty, PastPresence(kMarch), {kMarch}, kExitDayFree) == 31);
static_assert(LongestUnder(kThirty, PastPresence(kMarch), {kMarch}, kBothFree) == 32);
static_assert(Longest(Used(88), kOn, kBothFree) == 4);
static_assert(Longest(Used(89), kOn, kBothFree) == 3);
static_assert(Longest(Used(90), kOn, kBothFree) == 0);  // no day that counts is left (NIA, June 2024)

// 30 days in a calendar year: what the old year has used is forgotten on 1 January, unless fixed at entry.
constexpr CalendarLimit kThirtyInYear{30, CalendarPeriod::kYear};
constexpr Date kChristmas = MakeDate(2026, 12, 25);
constexpr PastPresence kSummer = Recorded(kChristmas, {{MakeDate(2026, 6, 1), MakeDate(2026, 6, 20)}});
static_assert(LongestUnder(kThirtyInYear, kSummer, {kChristmas}, kRolling) == 7 + 30);
static_assert(LongestUnder(kThirtyInYear, kSummer, {kChristmas}, kFixed) == 10);
static_assert(LongestUnder(kThirtyInYear, kSummer, {MakeDate(2026, 11, 1)}, kRolling) == 10);
static_assert(NextEntry(kThirtyInYear, kSummer, MakeDate(2026, 11, 1), 11, kRolling) == MakeDate(2026, 12, 22));
static_assert(NextEntry(kThirtyInYear, kSummer, MakeDate(2026, 11, 1), 11, kFixed) == MakeDate(2027, 1, 1));
static_assert(NextEntry(kThirtyInYear, kSummer, kChristmas, 61, kRolling) == std::nullopt);
// A month that is shorter than its limit is no limit, a longer one is.
constexpr CalendarLimit kThirtyInMonth{30, CalendarPeriod::kMonth};
static_assert(LongestUnder(kThirtyInMonth, PastPresence(kMarch), {MakeDate(2026, 4, 1)}, kRolling) == 30 + 30);
static_assert(!LongestUnder(CalendarLimit{31, CalendarPeriod::kMonth}, PastPresence(kMarch), {kMarch}, kRolling));
static_assert(LongestUnder(CalendarLimit{365, CalendarPeriod::kYear}, PastPresence(kOn), {MakeDate(2027, 1, 1)},
                           kRolling) == 365 + 365);  // 2028 has a day more

// Two entries in any 180 days: out and in on one day are two.
constexpr EntriesLimit kTwoIn180{2, Days(180)};
constexpr PastPresence kTwoEntries =
    Recorded(kOn, {{kOn - Days(179), kOn - Days(179)}, {kOn - Days(5), kOn - Days(5)}});
static_assert(LongestUnder(kTwoIn180, kTwoEntries, {kOn}, kRolling) == 0);
static_assert(!LongestUnder(kTwoIn180, kTwoEntries, {kOn + Days(1)}, kRolling));
static_assert(NextEntry(kTwoIn180, kTwoEntries, kOn, 1, kRolling) == kOn + Days(1));
static_assert(!LongestUnder(kTwoIn180, kTwoEntries, {.first_day = kOn, .is_entry = false}, kRolling));
constexpr EntriesLimit kTwoInYear{2, CalendarPeriod::kYear};
static_assert(NextEntry(kTwoInYear, kTwoEntries, kOn, 1, kRolling) == MakeDate(2027, 1, 1));

// 90 days outside between two stays.
constexpr GapLimit kNinetyOutside{90};
constexpr PastPresence kLeft = Recorded(kOn, {{kOn - Days(100), kOn - Days(90)}});
static_assert(LongestUnder(kNinetyOutside, kLeft, {kOn}, kRolling) == 0);
static_assert(!LongestUnder(kNinetyOutside, kLeft, {kOn + Days(1)}, kRolling));
static_assert(NextEntry(kNinetyOutside, kLeft, kOn, 1, kRolling) == kOn + Days(1));

// 240 hours from 00:00 of the day after the entry end with the tenth day after it.
static_assert(LongestUnder(HoursLimit{240, HoursFrom::kNextMidnight}, PastPresence(kOn), {kOn}, kRolling) == 11);

class LimitsTest : public ::testing::Test {
 protected:
  const std::array<StayLimit, 2> limits_ = {MakeLimit("CHN-KAZ", kThirty), MakeLimit("CHN-KAZ", kNinetyIn180)};
};

TEST_F(LimitsTest, TheShorterLimitBindsAndTheFirstOfEqualOnes) {
  const auto stay = [&](int used) { return LongestStay(limits_, Used(used), {kOn}, kFixed); };
  EXPECT_EQ(stay(50).days, 30);
  EXPECT_EQ(stay(50).limit, 0u);
  EXPECT_EQ(stay(60).days, 30);
  EXPECT_EQ(stay(60).limit, 0u);
  EXPECT_EQ(stay(61).days, 29);
  EXPECT_EQ(stay(61).limit, 1u);
  EXPECT_EQ(stay(90).days, 0);
  EXPECT_EQ(stay(90).limit, 1u);
}

TEST_F(LimitsTest, WithoutLimitsNothingBinds) {
  const StayBound bound = LongestStay({}, Used(90), {kOn}, kFixed);
  EXPECT_EQ(bound.days, std::nullopt);
  EXPECT_EQ(bound.limit, std::nullopt);
}

TEST_F(LimitsTest, TheClockOfAnInterruptedStayRunsOn) {
  EXPECT_EQ(LongestStay(limits_, Used(5), {kOn, 29}, kRolling).days, 1);
  EXPECT_EQ(LongestStay(limits_, Used(5), {kOn, 30}, kRolling).days, 0);
  EXPECT_EQ(LongestStay(limits_, Used(5), {kOn, 300}, kRolling).days, 0);
}

TEST_F(LimitsTest, EarliestEntryIsTodayWhileDaysAreLeft) {
  EXPECT_EQ(EarliestEntry(limits_, Used(89), kOn, 1, kRolling), kOn);
  EXPECT_EQ(EarliestEntry(limits_, Used(60), kOn, 30, kFixed), kOn);
}

TEST_F(LimitsTest, EarliestEntryWaitsForDaysToComeBack) {
  // 90 days from 1 August: the first of them leaves the window on 28 January.
  EXPECT_EQ(EarliestEntry(limits_, Used(90), kOn, 1, kRolling), MakeDate(2027, 1, 28));
  EXPECT_EQ(EarliestEntry(limits_, Used(90), kOn, 1, kFixed), MakeDate(2027, 1, 28));
  // From then on one comes back a day: rolling, 30 days may begin at once; fixed, 30 must be free on the first.
  EXPECT_EQ(EarliestEntry(limits_, Used(90), kOn, 30, kRolling), MakeDate(2027, 1, 28));
  EXPECT_EQ(EarliestEntry(limits_, Used(90), kOn, 30, kFixed), MakeDate(2027, 2, 26));
  EXPECT_EQ(EarliestEntry(limits_, Used(90), kOn, 31, kRolling), std::nullopt);
}

// What is allowed on no day, or each on days of its own, is never.
TEST_F(LimitsTest, ThereMayBeNoEarliestEntryAtAll) {
  const StayLimit five_a_month = MakeLimit("T", CalendarLimit{5, CalendarPeriod::kMonth});
  const auto earliest = [](std::vector<StayLimit> limits, int days) {
    return EarliestEntry(limits, PastPresence(kOn), kOn, days, kRolling);
  };
  EXPECT_EQ(earliest({five_a_month}, 10), MakeDate(2026, 11, 26)) << "five in each of two";
  EXPECT_EQ(earliest({five_a_month}, 11), std::nullopt);
  // 62 days: at most 30 in each month only around a month of at most 30 days, which none at the turn of a year is; at
  // most 61 in each year only over its turn.
  const StayLimit thirty_a_month = MakeLimit("T", CalendarLimit{30, CalendarPeriod::kMonth});
  const StayLimit sixty_one_a_year = MakeLimit("T", CalendarLimit{61, CalendarPeriod::kYear});
  EXPECT_EQ(earliest({thirty_a_month}, 62), MakeDate(2027, 1, 2));
  EXPECT_EQ(earliest({sixty_one_a_year}, 62), kOn);
  EXPECT_EQ(earliest({thirty_a_month, sixty_one_a_year}, 62), std::nullopt);
  EXPECT_EQ(earliest({sixty_one_a_year, thirty_a_month}, 62), std::nullopt);
}

TEST_F(LimitsTest, ToBeTurnedAwayTodayMayBeWorseTomorrow) {
  // Out and in again on the 90th day is lawful, because the day counts once; tomorrow would be the 91st.
  const PastPresence recorded = Recorded(kOn, {{kOn - Days(89), kOn}});
  EXPECT_EQ(EarliestEntry(limits_, recorded, kOn, 1, kRolling), kOn);
  EXPECT_EQ(EarliestEntry(limits_, recorded, kOn + Days(1), 1, kRolling), kOn + Days(91));
}

TEST(DayWindowTest, CutsOffWhatLiesOutside) {
  DayWindow days(kOn);
  days.Add(kOn - Days(5000), kOn - Days(2000));
  days.Add(kOn + Days(1), kOn + Days(9));
  days.Add(kOn, kOn - Days(1));
  EXPECT_EQ(days.Count(days.first(), days.last()), 0);
  days.Add(kOn - Days(5000), kOn + Days(5000));
  EXPECT_EQ(days.Count(kOn - Days(5000), kOn + Days(5000)), DayWindow::kCapacityDays);
  EXPECT_EQ(days.NthLatest(DayWindow::kCapacityDays), days.first());
  EXPECT_EQ(days.NthLatest(DayWindow::kCapacityDays + 1), std::nullopt);
  EXPECT_EQ(days.NthAbsent(days.first(), 3), kOn + Days(3));
}

TEST(DayWindowTest, FindsDaysAcrossWords) {
  DayWindow days(kOn);
  for (int back = 0; back < 600; back += 3) days.Add(kOn - Days(back), kOn - Days(back));
  EXPECT_EQ(days.Count(kOn - Days(599), kOn), 200);
  for (int n = 1; n <= 200; ++n) ASSERT_EQ(days.NthLatest(n), kOn - Days(3 * (n - 1))) << n;
  EXPECT_EQ(days.NthAbsent(kOn - Days(3), 1), kOn - Days(2));
  EXPECT_EQ(days.NthAbsent(kOn - Days(3), 2), kOn - Days(1));
  EXPECT_EQ(days.NthAbsent(kOn - Days(3), 3), kOn + Days(1));
  EXPECT_EQ(days.NthAbsent(kOn - Days(300), 200), kOn - Days(1));
}

}  // namespace
}  // namespace clearance
