// Two people of one document number, as the ledger notes it outside a decision, which has an officer asked at once.
#pragma once

#include <string>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "db/identities.h"
#include "db/store.h"

namespace clearance {

// Notes in an entry that `traveller`, kept under a pseudonym of their own, has the number of `first`, who had it
// before, and joins nothing by it: from then on the number alone names neither of the two. Nothing where they are one
// name, or anything was ever noted between them. Errors as for RecordEntry.
Status NoteSharedNumber(Transaction& t, const std::string& traveller, const std::string& first, Instant event_time,
                        Instant record_time);

// True when `link` was put before an officer, or is an officer's or a lane's own finding: not when it was noted alone.
// Reads the entry that made it.
StatusOr<bool> WasAsked(const Snapshot& snapshot, const DocumentLink& link);

}  // namespace clearance
