// Tests of booking_check: each outcome, each boundary, and that nothing which was not established passes.
#include "gate-agent/checks/booking_check.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

TEST(BookingCheckTest, EachOutcomeHasItsFinding) {
  const struct {
    SealOutcome outcome;
    FindingResult result;
    FindingCause cause;
  } kRows[] = {
      {SealOutcome::kNoneShown, FindingResult::kNotPerformed, FindingCause::kNoBooking},
      {SealOutcome::kNotDecoded, FindingResult::kDoubtful, FindingCause::kMalformed},
      {SealOutcome::kMalformed, FindingResult::kFailed, FindingCause::kMalformed},
      {SealOutcome::kUnknownKey, FindingResult::kFailed, FindingCause::kUnknownKey},
      {SealOutcome::kBadSignature, FindingResult::kFailed, FindingCause::kBadSignature},
      {SealOutcome::kOtherDocument, FindingResult::kFailed, FindingCause::kOtherDocument},
      {SealOutcome::kRevoked, FindingResult::kFailed, FindingCause::kCancelled},
      {SealOutcome::kWrongPort, FindingResult::kFailed, FindingCause::kWrongPort},
      {SealOutcome::kTooEarly, FindingResult::kFailed, FindingCause::kTooEarly},
      {SealOutcome::kTooLate, FindingResult::kFailed, FindingCause::kTooLate},
      {SealOutcome::kNotBound, FindingResult::kDoubtful, FindingCause::kNone},
      {SealOutcome::kValid, FindingResult::kPassed, FindingCause::kNone},
      {SealOutcome::kScannerFailed, FindingResult::kNotPerformed, FindingCause::kDeviceFault},
  };
  for (const auto& row : kRows) {
    const Finding finding = CheckSeal(row.outcome);
    EXPECT_EQ(finding.check, CheckKind::kBooking);
    EXPECT_EQ(finding.result, row.result);
    EXPECT_EQ(finding.cause, row.cause);
    EXPECT_EQ(finding.score, std::nullopt);
  }
}

}  // namespace
}  // namespace clearance
