// The body scan check: from a scan's result to a finding. It must never call an invalid scan clear, and it knows no
// image: zones stay with the search that follows an alarm.
#pragma once

#include "common/domain/finding.h"

namespace clearance {

enum class ScanOutcome {
  kClear,
  kAlarm,    // something in at least one zone
  kInvalid,  // moved, hidden, incomplete
  kScannerFailed,
};

// kBodyScan: kPassed; kFailed (kAlarm); kDoubtful (kInvalidScan); kNotPerformed (kDeviceFault).
Finding CheckBodyScan(ScanOutcome outcome);

}  // namespace clearance
