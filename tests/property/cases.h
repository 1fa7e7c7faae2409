// Properties that know how many random cases they run: CLEARANCE_PROPERTY(Suite, Name, cases) { ... }
// Each fails unless it ran them all. CLEARANCE_LONG=1 makes it ten times as many, CLEARANCE_CASES_PERCENT that part.
// RC_PARAMS gives the seed, or "reproduce=..." as a failure prints it.
#pragma once

#include <gtest/gtest.h>
// rapidcheck needs gtest first.
#include <rapidcheck.h>

namespace clearance {

// The cases of every property of this program together, as many as this run asks for.
int AllPropertyCases();

// What the macro is made of.
int RegisterPropertyCases(int cases);
void CheckProperty(void (*property)(), int cases);

}  // namespace clearance

#define CLEARANCE_PROPERTY(suite, name, cases)                                                          \
  void suite##_##name##_Property();                                                                     \
  const int suite##_##name##_cases = ::clearance::RegisterPropertyCases(cases);                         \
  TEST(suite, name) { ::clearance::CheckProperty(&suite##_##name##_Property, suite##_##name##_cases); } \
  void suite##_##name##_Property()
