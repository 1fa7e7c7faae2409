// Grades a body scan.
#include "gate-agent/checks/body_scan_check.h"

#include "common/base/check.h"

namespace clearance {
namespace {

Finding Of(FindingResult result, FindingCause cause) {
  Finding finding;
  finding.check = CheckKind::kBodyScan;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

}  // namespace

Finding CheckBodyScan(ScanOutcome outcome) {
  switch (outcome) {
    case ScanOutcome::kClear:
      return Of(FindingResult::kPassed, FindingCause::kNone);
    case ScanOutcome::kAlarm:
      return Of(FindingResult::kFailed, FindingCause::kAlarm);
    case ScanOutcome::kInvalid:
      return Of(FindingResult::kDoubtful, FindingCause::kInvalidScan);
    case ScanOutcome::kScannerFailed:
      return Of(FindingResult::kNotPerformed, FindingCause::kDeviceFault);
  }
  CHECK(false);
}

}  // namespace clearance
