// The entries by which people mend the record of somebody's travel: what such an entry says, and what it may concern.
// Who may do it, and how many of them it takes, is for the caller.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/zone_table.h"
#include "common/wire/ledger_records.h"
#include "db/store.h"

namespace clearance {

// The officers' call, as it stands in `requests`: the ids of those that wrote an entry are never forgotten.
inline constexpr std::string_view kCorrectRecordRpc = "ReviewService.CorrectRecord";

// What is done to what the entry at `concerns` says of one traveller in stay.territory.
struct RecordChange {
  RecordActKind kind = RecordActKind::kCorrection;  // or kReturned, kAnnulment
  std::string traveller{};                          // pseudonym
  std::uint64_t concerns = 0;                       // position
  Stay stay{};                                      // of a correction; of the others its territory alone
  RecordAct act{};
};

// The first moment of that day where the stay is.
Instant StartOfDay(Date day, const Stay& stay, const ZoneTable& zones);

// In the log of the centre. A correction stands at the first moment of its entry day, or of its exit day without one.
LedgerEntry EntryOfChange(const RecordChange& change, const ZoneTable& zones, const std::string& request_id,
                          Instant now);

// Only an exit can have been returned: INVALID_ARGUMENT naming `field`. OK for other kinds.
Status CheckReturned(const Snapshot& snapshot, const RecordChange& change, std::string_view field);

}  // namespace clearance
