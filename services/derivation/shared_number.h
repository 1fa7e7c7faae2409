// Two people of one document number, as the ledger notes it outside a decision, which has an officer asked at once.
#pragma once

#include <cstddef>
#include <string>

#include "common/base/clock.h"
#include "common/base/status.h"
#include "db/identities.h"
#include "db/store.h"

namespace clearance {

// Links of the number's owner from which on no further note is made, once the number is known as shared: the rest is
// kept for those by which officers join or part.
inline constexpr std::size_t kMaxLinksForAnotherNote = 16;

// Notes in an entry that `traveller`, kept under a pseudonym of their own, has the number of `first`, who had it
// before, and joins nothing by it: from then on the number alone names neither of the two. Nothing where they are one
// name or one person, where it is known already, or where there is no room: a passage is a fact whatever can be noted.
// Errors are the store's own.
Status NoteSharedNumber(Transaction& t, const std::string& traveller, const std::string& first, Instant now);

// True when `link` was put before an officer, or is an officer's or a lane's own finding: not when it was noted alone.
// Reads the entry that made it.
StatusOr<bool> WasAsked(const Snapshot& snapshot, const DocumentLink& link);

}  // namespace clearance
