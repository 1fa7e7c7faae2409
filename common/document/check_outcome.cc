#include "common/document/check_outcome.h"

namespace clearance {

CheckOutcome OutcomeOfKey(const Status& status) {
  switch (status.code()) {
    case StatusCode::kFailedPrecondition:
      return {InspectionResult::kFailed, InspectionReason::kCurveAltered};
    case StatusCode::kUnimplemented:
      return {InspectionResult::kUndetermined, InspectionReason::kUnsupportedAlgorithm};
    default:
      return {InspectionResult::kUndetermined, InspectionReason::kMalformed};
  }
}

}  // namespace clearance
