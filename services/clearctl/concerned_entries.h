// The entries of a ledger that a decision rests on, up to the position it saw: of the traveller, of whoever is or may
// be the same person, of every hold. The present tables only say whom to look for; what was is read from the entries.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "common/base/status.h"
#include "common/wire/ledger_records.h"
#include "db/store.h"

namespace clearance {

// People and documents a decision can concern; more would be no person's.
inline constexpr std::size_t kMaxConcerned = 1'024;

// Told now and then how far the ledger has been read.
using OnEntriesRead = std::function<void(std::uint64_t done, std::uint64_t positions)>;

// In the order of the ledger, each once:
//  - all entries up to record.seen_position of the traveller's documents, of those that were ever linked with one of
//    them or asked about, of those shown with a national number that one of these was ever shown with, of those whose
//    passage, abandonment or decision ended a decision open then of one of these, and so on;
//  - every HOLD_CHANGE, and from when records are complete;
//  - what became of the booking that `record` names, whoever has it.
// Errors: of the store; DATA_LOSS (STORE_CORRUPT) naming the position of an entry that cannot be read;
// FAILED_PRECONDITION, as CheckForm of entry_forms.h, for one of an old form from which nothing follows;
// RESOURCE_EXHAUSTED (OVERLOADED) for more than kMaxConcerned documents.
StatusOr<std::vector<StoredEntry>> ConcernedEntries(StoreReader& store, const StoredEntry& decision,
                                                    const DecisionRecord& record, const OnEntriesRead& on_read);

}  // namespace clearance
