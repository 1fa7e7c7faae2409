// A person's travel history as the store knows it now, with what it can know. `clearctl rules replay` makes those of
// the past.
#pragma once

#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/domain/stay.h"
#include "db/store.h"

namespace clearance {

// The stays of `traveller` (a pseudonym) in `territory` as of `now`: the last kMaxRowsPerRead. Covers all ports where
// the record has been declared complete; covers_ports is left to who asks (PortsOf), for no rule reads it.
StatusOr<TravelHistory> ReadTravelHistory(const Snapshot& snapshot, std::string_view traveller, Territory territory,
                                          Instant now);

// The ports whose lanes have written into this ledger, in order of their names.
StatusOr<std::vector<std::string>> PortsOf(const Snapshot& snapshot);

}  // namespace clearance
