#include "gate-agent/vision/support.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(SupportTest, PersonsNeededAreThoseOfTheDomainNotes) {
  EXPECT_EQ(PersonsForFmr(5e-4), 110);
  EXPECT_EQ(PersonsForFmr(1e-5), 775);
  EXPECT_EQ(PairsForFmr(5e-4), 60'000);
  EXPECT_EQ(PairsForFmr(1e-5), 3'000'000);
  EXPECT_EQ(PairsForFmr(1), 30);
  EXPECT_EQ(PersonsForFnmr(0.01), 300);
  EXPECT_GE(PersonsForFmr(1), 3);
}

TEST(SupportTest, EachMinimumIsNamedWhenItAloneIsNotMet) {
  const FmrEvidence good = {.target = 5e-4, .persons = 110, .errors = 30, .interval = {1e-4, 5e-4}};
  EXPECT_EQ(WhyFmrUnsupported(good), "");
  FmrEvidence few_persons = good;
  few_persons.persons = 109;
  EXPECT_EQ(WhyFmrUnsupported(few_persons), "not supported by data: 109 persons, 110 needed");
  FmrEvidence few_errors = good;
  few_errors.errors = 29;
  EXPECT_EQ(WhyFmrUnsupported(few_errors), "not supported by data: 29 false matches, 30 needed");
  FmrEvidence wide = good;
  wide.interval.high = 5.1e-4;
  EXPECT_EQ(WhyFmrUnsupported(wide), "not supported by data: the interval's upper end 0.00051 is above 0.0005");
}

}  // namespace
}  // namespace clearance
