// The booking check: from what became of the seal a traveller showed to a finding. It must never change a verdict: a
// booking is told and recorded, and the crossing goes on as a walk-in (domain page §4, §8).
#pragma once

#include "common/domain/finding.h"

namespace clearance {

enum class SealOutcome {
  kNoneShown,
  kNotDecoded,  // something was held before the scanner, but no code could be read
  kMalformed,   // a code, but no seal
  kUnknownKey,
  kBadSignature,
  kOtherDocument,
  kRevoked,    // good, but its booking was cancelled or moved
  kWrongPort,  // another port, direction or lane group
  kTooEarly,
  kTooLate,   // good, but its slot is over: not the same as invalid
  kNotBound,  // good, but this gate cannot hold it against the document
  kValid,
  kScannerFailed,
};

// kBooking. kPassed for kValid only. A good seal of another time or place is kFailed with that cause; a forged or
// another's likewise: which of them is a case for abuse is Decide's to say. kNotDecoded and kNotBound are kDoubtful
// (kMalformed; kNone). Nothing shown: kNotPerformed (kNoBooking).
Finding CheckSeal(SealOutcome outcome);

}  // namespace clearance
