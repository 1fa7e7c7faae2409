// The worked examples of the book that ships, counted by the engine: what each of them means, in dates.
#include <gtest/gtest.h>

#include "common/rules/stay_rules.h"
#include "common/wire/shipped_rule_book.h"

namespace clearance {
namespace {

class WorkedExamplesTest : public testing::Test {
 protected:
  const Regime& Example(std::string_view id) const {
    const Regime* regime = FindRegime(book_, id);
    EXPECT_NE(regime, nullptr) << id;
    return *regime;
  }

  void Stayed(const Regime& regime, Date entry, Date exit) {
    history_.stays.push_back({.territory = regime.host, .entry = entry, .exit = exit, .nationality = "D"});
  }

  StayAnswer Enter(const Regime& regime, Date on) const { return EvaluateEntry({history_, regime, "D"}, on); }

  const RuleBook book_ = KhorgosRuleBook();
  TravelHistory history_{.complete_from = MakeDate(2000, 1, 1), .covers_all_ports = true};
};

TEST_F(WorkedExamplesTest, SchengenHasTheCliffOfSeptember2017) {
  const Regime& schengen = Example("schengen");
  Stayed(schengen, MakeDate(2017, 1, 1), MakeDate(2017, 1, 5));
  Stayed(schengen, MakeDate(2017, 6, 1), MakeDate(2017, 6, 10));
  EXPECT_EQ(Enter(schengen, MakeDate(2017, 9, 8)).longest_stay_days, 80);
  EXPECT_EQ(Enter(schengen, MakeDate(2017, 9, 9)).longest_stay_days, 90);
}

TEST_F(WorkedExamplesTest, FourteenAStayAndFortyTwoInAnyHundredAndEighty) {
  const Regime& regime = Example("42-in-180");
  EXPECT_EQ(Enter(regime, MakeDate(2026, 3, 1)).must_leave_by, MakeDate(2026, 3, 14));
  Stayed(regime, MakeDate(2026, 3, 1), MakeDate(2026, 3, 14));
  Stayed(regime, MakeDate(2026, 4, 1), MakeDate(2026, 4, 14));
  Stayed(regime, MakeDate(2026, 5, 1), MakeDate(2026, 5, 10));
  const StayAnswer answer = Enter(regime, MakeDate(2026, 6, 1));
  EXPECT_EQ(answer.must_leave_by, MakeDate(2026, 6, 4));
  EXPECT_EQ(answer.binding_limit, "42-in-180/rolling-42-180");
}

TEST_F(WorkedExamplesTest, SixtyInAnyHundredAndEightyAreTwoStaysOfThirty) {
  const Regime& regime = Example("60-in-180");
  Stayed(regime, MakeDate(2026, 1, 1), MakeDate(2026, 1, 30));
  EXPECT_EQ(Enter(regime, MakeDate(2026, 3, 1)).must_leave_by, MakeDate(2026, 3, 30));
  Stayed(regime, MakeDate(2026, 3, 1), MakeDate(2026, 3, 30));
  EXPECT_EQ(Enter(regime, MakeDate(2026, 5, 1)).longest_stay_days, 0);
  EXPECT_EQ(Enter(regime, MakeDate(2026, 5, 1)).earliest_entry, MakeDate(2026, 6, 30));
}

TEST_F(WorkedExamplesTest, ACalendarYearGivesItsDaysBackOnNewYearsDay) {
  const Regime& regime = Example("30-in-year");
  Stayed(regime, MakeDate(2026, 2, 1), MakeDate(2026, 2, 10));
  EXPECT_EQ(Enter(regime, MakeDate(2026, 6, 1)).must_leave_by, MakeDate(2026, 6, 20));
  EXPECT_EQ(Enter(regime, MakeDate(2026, 12, 20)).must_leave_by, MakeDate(2027, 1, 30));
}

TEST_F(WorkedExamplesTest, TwoHundredAndFortyHoursRunFromTheNextMidnight) {
  const StayAnswer answer = Enter(Example("transit-240h"), MakeDate(2026, 11, 22));
  EXPECT_EQ(answer.must_leave_by, MakeDate(2026, 12, 2));
  EXPECT_EQ(answer.binding_limit, "transit-240h/hours-240-from-midnight");
}

TEST_F(WorkedExamplesTest, EntriesAndAGapHoldTogether) {
  const Regime& regime = Example("two-entries-with-gap");
  Stayed(regime, MakeDate(2026, 11, 1), MakeDate(2026, 11, 5));
  const StayAnswer early = Enter(regime, MakeDate(2026, 11, 20));
  EXPECT_EQ(early.longest_stay_days, 0);
  EXPECT_EQ(early.binding_limit, "two-entries-with-gap/gap-30");
  EXPECT_EQ(early.earliest_entry, MakeDate(2026, 12, 6));
  EXPECT_EQ(Enter(regime, MakeDate(2026, 12, 6)).must_leave_by, MakeDate(2026, 12, 20));
  Stayed(regime, MakeDate(2026, 12, 6), MakeDate(2026, 12, 10));
  const StayAnswer third = Enter(regime, MakeDate(2027, 2, 1));
  EXPECT_EQ(third.binding_limit, "two-entries-with-gap/entries-2-rolling-180");
  EXPECT_EQ(third.earliest_entry, MakeDate(2027, 4, 30));
}

}  // namespace
}  // namespace clearance
