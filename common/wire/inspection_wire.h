// Inspections of documents between proto and domain.
#pragma once

#include "clearance/v1/types.pb.h"
#include "common/base/status.h"
#include "common/domain/inspection.h"

namespace clearance {

// One that was made: `inspection.findings` is not empty.
void ToProto(const Inspection& inspection, v1::Inspection* out);

// At least one check, each at most once and in order; names of the closed lists; times from 0 to kMaxInspectionTime.
StatusOr<Inspection> FromProto(const v1::Inspection& message);

}  // namespace clearance
