// Which entries an auditor is shown. Entries of holds tell who is sought: nobody sees them who does not say why, and of
// holds that are for their authority alone (docs/holds.md) auditors see none. Of a hold is also the entry of a look
// that was shown it, and that of an erased key of holds, which does not say whose hold it was: auditors see no such
// one.
#pragma once

#include <vector>

#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

enum class LookKind {
  kUnrecorded,  // no reason was given
  kRecorded,    // a RECORD_VIEWED entry says who looks and why
};

// HOLD_CHANGE and HOLD_HIT: shown to no unrecorded look.
bool IsOfHold(EntryKind kind);

// Takes the entries out that such a look is not shown; also one whose hold is not known, so that nobody can say who may
// see it. The store's own errors.
Status LeaveOutUnshown(const Snapshot& snapshot, LookKind look, std::vector<StoredEntry>& entries);

}  // namespace clearance
