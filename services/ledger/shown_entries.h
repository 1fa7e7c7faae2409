// Which entries an auditor is shown who has said why. Entries of holds tell who is sought: of holds that are for their
// authority alone (docs/holds.md) auditors see none. Of a hold is also the entry of a look that was shown it, and that
// of an erased key of holds, which does not say whose hold it was: auditors see no such one.
#pragma once

#include <vector>

#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

// Takes the entries out that auditors are not shown; also one whose hold is not known, so that nobody can say who may
// see it. The store's own errors.
Status LeaveOutUnshown(const Snapshot& snapshot, std::vector<StoredEntry>& entries);

}  // namespace clearance
