// The number of random cases a stay rule has to pass in ./dev test, as a fact: each property fails unless it ran its
// own.
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>

#include "tests/property/cases.h"

namespace clearance {
namespace {

TEST(StayCasesTest, ThePropertiesTogetherRunAtLeast200000Cases) {
  if (std::getenv("CLEARANCE_CASES_PERCENT") != nullptr) GTEST_SKIP() << "this run asks for a part of them only";
  std::cout << AllPropertyCases() << " cases in all\n";
  EXPECT_GE(AllPropertyCases(), 200'000);
}

}  // namespace
}  // namespace clearance
