// How many cases, and that they ran.
#include "tests/property/cases.h"

#include <rapidcheck/detail/Configuration.h>
#include <rapidcheck/detail/TestListenerAdapter.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/support/long_run.h"

namespace clearance {
namespace {

int& Registered() {
  static int cases = 0;
  return cases;
}

int Scaled(int cases) {
  if (IsLongRun()) cases *= 10;
  const char* percent = std::getenv("CLEARANCE_CASES_PERCENT");
  return percent == nullptr ? cases : std::max(1, cases / 100 * std::atoi(percent));
}

}  // namespace

int AllPropertyCases() { return Scaled(Registered()); }

int RegisterPropertyCases(int cases) {
  Registered() += cases;
  return cases;
}

void CheckProperty(void (*property)(), int cases) {
  const ::testing::TestInfo* test = ::testing::UnitTest::GetInstance()->current_test_info();
  rc::detail::TestMetadata metadata;
  metadata.id = std::string(test->test_suite_name()) + "/" + test->name();
  metadata.description = test->name();
  const rc::detail::Configuration& configured = rc::detail::configuration();
  rc::detail::TestParams params = configured.testParams;
  params.maxSuccess = Scaled(cases);
  rc::detail::TestListenerAdapter silent;
  const rc::detail::TestResult result =
      rc::detail::checkProperty(rc::detail::toProperty(property), metadata, params, silent, configured.reproduce);
  std::ostringstream words;
  if (result.is<rc::detail::FailureResult>()) {
    // The properties tell their case in their own words; what chance drew, type by type, helps nobody.
    const auto& failure = result.get<rc::detail::FailureResult>();
    rc::detail::Configuration again;
    again.reproduce[metadata.id] = failure.reproduce;
    words << "after " << failure.numSuccess << " cases, made as small as possible:\n"
          << failure.description << "\nAgain: RC_PARAMS=\"" << rc::detail::configToMinimalString(again) << "\"";
  } else {
    rc::detail::printResultMessage(result, words);
  }
  ASSERT_TRUE(result.is<rc::detail::SuccessResult>()) << words.str();
  const int ran = result.get<rc::detail::SuccessResult>().numSuccess;
  if (configured.reproduce.count(metadata.id) == 0) {
    EXPECT_EQ(ran, params.maxSuccess);
  }
  std::cout << ran << " cases"
            << (result.get<rc::detail::SuccessResult>().distribution.empty() ? "" : ": " + words.str()) << "\n";
}

}  // namespace clearance
