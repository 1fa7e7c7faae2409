// Tests of body_scan_check: each outcome, each boundary, and that nothing which was not established passes.
#include "gate-agent/checks/body_scan_check.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(BodyScanCheckTest, EachOutcomeHasItsFinding) {
  const struct {
    ScanOutcome outcome;
    FindingResult result;
    FindingCause cause;
  } kRows[] = {
      {ScanOutcome::kClear, FindingResult::kPassed, FindingCause::kNone},
      {ScanOutcome::kAlarm, FindingResult::kFailed, FindingCause::kAlarm},
      {ScanOutcome::kInvalid, FindingResult::kDoubtful, FindingCause::kInvalidScan},
      {ScanOutcome::kScannerFailed, FindingResult::kNotPerformed, FindingCause::kDeviceFault},
  };
  for (const auto& row : kRows) {
    const Finding finding = CheckBodyScan(row.outcome);
    EXPECT_EQ(finding.check, CheckKind::kBodyScan);
    EXPECT_EQ(finding.result, row.result);
    EXPECT_EQ(finding.cause, row.cause);
  }
}

}  // namespace
}  // namespace clearance
