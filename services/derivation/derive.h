// Derive: what an entry of the ledger means for the views: who stayed where, which decisions and referrals are open,
// who is whom, what is held. A view that is derived is written here and nowhere else, and from the entry alone (and
// what earlier entries made of the views), so that a rebuild from the entries comes to what was there. Reads no clock,
// nor the ledger: an entry says all that follows from it.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/status.h"
#include "common/wire/ledger_records.h"
#include "db/store.h"

namespace clearance {

// The calls whose request ids are never forgotten, as they stand in `requests`.
inline constexpr std::string_view kReportPassageRpc = "ClearanceService.ReportPassage";
inline constexpr std::string_view kImportRpc = "clearctl ledger import";

// Derives from one entry, which is the last of those derived from. Errors are the views' own, and DATA_LOSS
// (STORE_CORRUPT) when the body is not of a form this program writes.
Status Derive(Transaction& t, const StoredEntry& stored);

// Appends `entry` and derives from it: the only way to write an entry. Its position; errors as for Ledger::Append and
// Derive.
StatusOr<std::uint64_t> RecordEntry(Transaction& t, const LedgerEntry& entry);

// What an officer's act at that moment makes of a referral.
Referral ReferralAfter(Referral referral, const ReviewRecord& act, Instant at);

}  // namespace clearance
