// What one check of a document came to: a finding before its check is named and its time taken. Inside common/document
// only, but for what CheckChipAuthenticity answers.
#pragma once

#include "common/base/status.h"
#include "common/domain/inspection.h"

namespace clearance {

struct CheckOutcome {
  InspectionResult result = InspectionResult::kNotPerformed;
  InspectionReason reason = InspectionReason::kNone;
  friend bool operator==(const CheckOutcome&, const CheckOutcome&) = default;
};

// What a key that cannot be used means, by PublicKey::FromInfo's codes: a made-up curve is a forger's, else nothing is
// established.
CheckOutcome OutcomeOfKey(const Status& status);

}  // namespace clearance
