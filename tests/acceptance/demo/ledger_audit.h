// The demo's auditor: is everything in the ledger that should be, once, and is a changed byte noticed?
#pragma once

#include <string>

#include "common/base/status.h"
#include "tests/support/hall.h"

namespace clearance {

// "each once": `passages` passages are in the ledger, no request id twice, the given decision exactly once, and the
// centre's own verification agrees with every seal. Otherwise what is wrong.
StatusOr<std::string> AuditLedger(const Hall& hall, int passages, const std::string& decision_request_id);

// "found": clearctl finds a copy of the ledger in order, and names a byte changed in it. The centre must be stopped.
StatusOr<std::string> TamperWithCopy(Hall& hall);

}  // namespace clearance
