// A person's travel history as the store knows it now, with what it can know. `clearctl rules replay` makes those of
// the past.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/domain/stay.h"
#include "db/store.h"

namespace clearance {

// The stays of one person in `territory` as of `now`, by all their `documents` (pseudonyms): the last kMaxRowsPerRead.
// Covers all ports where the record has been declared complete; covers_ports is left to who asks (PortsOf), for no rule
// reads it.
StatusOr<TravelHistory> ReadTravelHistory(const Snapshot& snapshot, std::span<const std::string> documents,
                                          Territory territory, Instant now);

// The same, of the person that `document` is linked to belong to as of now.
StatusOr<TravelHistory> ReadTravelHistory(const Snapshot& snapshot, std::string_view document, Territory territory,
                                          Instant now);

// The ports whose lanes have written into this ledger, in order of their names.
StatusOr<std::vector<std::string>> PortsOf(const Snapshot& snapshot);

}  // namespace clearance
