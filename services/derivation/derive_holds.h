// What HOLD_CHANGE and HOLD_HIT entries mean for the holds: derive.h calls these and nobody else does.
#pragma once

#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

// Errors as for Derive.
Status DeriveHoldChange(Transaction& t, const StoredEntry& stored);
Status DeriveHoldHit(Transaction& t, const StoredEntry& stored);

}  // namespace clearance
