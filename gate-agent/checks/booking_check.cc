// Grades a seal.
#include "gate-agent/checks/booking_check.h"

#include "common/base/check.h"

namespace clearance {
namespace {

Finding Of(FindingResult result, FindingCause cause) {
  Finding finding;
  finding.check = CheckKind::kBooking;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

}  // namespace

Finding CheckSeal(SealOutcome outcome) {
  switch (outcome) {
    case SealOutcome::kNoneShown:
      return Of(FindingResult::kNotPerformed, FindingCause::kNoBooking);
    case SealOutcome::kNotDecoded:
      return Of(FindingResult::kDoubtful, FindingCause::kMalformed);
    case SealOutcome::kMalformed:
      return Of(FindingResult::kFailed, FindingCause::kMalformed);
    case SealOutcome::kUnknownKey:
      return Of(FindingResult::kFailed, FindingCause::kUnknownKey);
    case SealOutcome::kBadSignature:
      return Of(FindingResult::kFailed, FindingCause::kBadSignature);
    case SealOutcome::kOtherDocument:
      return Of(FindingResult::kFailed, FindingCause::kOtherDocument);
    case SealOutcome::kRevoked:
      return Of(FindingResult::kFailed, FindingCause::kCancelled);
    case SealOutcome::kWrongPort:
      return Of(FindingResult::kFailed, FindingCause::kWrongPort);
    case SealOutcome::kTooEarly:
      return Of(FindingResult::kFailed, FindingCause::kTooEarly);
    case SealOutcome::kTooLate:
      return Of(FindingResult::kFailed, FindingCause::kTooLate);
    case SealOutcome::kNotBound:
      return Of(FindingResult::kDoubtful, FindingCause::kNone);
    case SealOutcome::kValid:
      return Of(FindingResult::kPassed, FindingCause::kNone);
    case SealOutcome::kScannerFailed:
      return Of(FindingResult::kNotPerformed, FindingCause::kDeviceFault);
  }
  CHECK(false);
}

}  // namespace clearance
