#include "services/derivation/derive.h"

namespace clearance {

// A kind without a case here makes no view.
Status Derive(Transaction&, const StoredEntry& stored) {
  switch (stored.entry.kind) {
    case EntryKind::kDecision:
    case EntryKind::kPassage:
    case EntryKind::kAbandonment:
    case EntryKind::kReturned:
    case EntryKind::kCorrection:
    case EntryKind::kImport:
    case EntryKind::kIdentityLink:
    case EntryKind::kIdentityUnlink:
    case EntryKind::kReferralClaim:
    case EntryKind::kReferralResolution:
    case EntryKind::kHoldChange:
    case EntryKind::kBookingChange:
    case EntryKind::kHoldHit:
    case EntryKind::kServiceLevelChange:
    case EntryKind::kRuleBookChange:
    case EntryKind::kRecordViewed:
    case EntryKind::kKeyErased:
      return OkStatus();
  }
  return OkStatus();
}

StatusOr<std::uint64_t> RecordEntry(Transaction& t, const LedgerEntry& entry) {
  ASSIGN_OR_RETURN(const std::uint64_t position, t.ledger().Append(entry));
  RETURN_IF_ERROR(Derive(t, {.position = position, .entry = entry}));
  return position;
}

}  // namespace clearance
