// Tests of temperature_check: each outcome, each boundary, and that nothing which was not established passes.
#include "gate-agent/checks/temperature_check.h"

#include <gtest/gtest.h>

#include <limits>

namespace clearance {
namespace {

const TemperatureThresholds kThresholds{.absolute_c = 38.0, .above_median_c = 1.5};

Finding Measured(double celsius, std::optional<double> median = std::nullopt) {
  return CheckTemperature({celsius, median, false}, kThresholds);
}

TEST(TemperatureCheckTest, TheAbsoluteThresholdIsAlwaysActive) {
  EXPECT_EQ(Measured(37.99).result, FindingResult::kPassed);
  EXPECT_EQ(Measured(38.0).result, FindingResult::kFailed);
  EXPECT_EQ(Measured(38.0).cause, FindingCause::kAboveThreshold);
  EXPECT_EQ(Measured(38.0, 37.9).result, FindingResult::kFailed) << "a warm hall does not lift it";
}

TEST(TemperatureCheckTest, TheRelativeThresholdIsActiveBesides) {
  EXPECT_EQ(Measured(36.9, 35.5).result, FindingResult::kPassed);
  EXPECT_EQ(Measured(37.0, 35.5).result, FindingResult::kFailed);
  EXPECT_EQ(Measured(37.0, 35.6).result, FindingResult::kPassed);
}

TEST(TemperatureCheckTest, WhatWasNotMeasuredIsNeverNormal) {
  const Finding finding = CheckTemperature({std::nullopt, 36.0, false}, kThresholds);
  EXPECT_EQ(finding.check, CheckKind::kTemperature);
  EXPECT_EQ(finding.result, FindingResult::kNotPerformed);
  EXPECT_EQ(finding.cause, FindingCause::kNotMeasured);
  for (const double nonsense : {24.9, 45.1, -273.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_EQ(Measured(nonsense).result, FindingResult::kNotPerformed);
    EXPECT_EQ(Measured(nonsense).cause, FindingCause::kNotMeasured);
  }
}

TEST(TemperatureCheckTest, ACameraThatDoesNotAnswerIsAFault) {
  const Finding finding = CheckTemperature({36.5, std::nullopt, true}, kThresholds);
  EXPECT_EQ(finding.result, FindingResult::kNotPerformed);
  EXPECT_EQ(finding.cause, FindingCause::kDeviceFault);
}

TEST(TemperatureCheckTest, AThresholdThatIsNoNumberPassesNobody) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(CheckTemperature({36.5, std::nullopt, false}, {nan, 1.5}).result, FindingResult::kFailed);
  EXPECT_EQ(CheckTemperature({36.5, 36.0, false}, {38.0, nan}).result, FindingResult::kFailed);
}

TEST(TemperatureCheckTest, NoValueLeavesTheCheck) {
  for (const Finding& finding : {Measured(36.5), Measured(39.5)}) {
    EXPECT_EQ(finding.score, std::nullopt);
    EXPECT_EQ(finding.threshold, std::nullopt);
  }
}

}  // namespace
}  // namespace clearance
