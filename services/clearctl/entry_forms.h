// Forms of entries that older programs wrote and from which no table of the time can be made. They are in order: that
// nothing follows from them is no damage.
#pragma once

#include <optional>

#include "common/base/status.h"
#include "db/ledger.h"

namespace clearance {

// The form of a DECISION, PASSAGE or BOOKING_CHANGE that is one of these; absent for every other entry.
std::optional<int> OldFormOf(const StoredEntry& stored);

// FAILED_PRECONDITION (STORE_UNAVAILABLE), naming position, kind and form, for an entry that has an old form.
Status CheckForm(const StoredEntry& stored);

}  // namespace clearance
