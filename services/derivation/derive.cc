#include "services/derivation/derive.h"

#include "services/derivation/derive_identities.h"

namespace clearance {

// A kind without a case here makes no view.
Status Derive(Transaction& t, const StoredEntry& stored) {
  switch (stored.entry.kind) {
    case EntryKind::kIdentityLink:
      return DeriveIdentityLink(t, stored);
    case EntryKind::kIdentityUnlink:
      return DeriveIdentityUnlink(t, stored);
    case EntryKind::kDecision:
    case EntryKind::kPassage:
    case EntryKind::kAbandonment:
    case EntryKind::kReturned:
    case EntryKind::kCorrection:
    case EntryKind::kImport:
    case EntryKind::kReferralClaim:
    case EntryKind::kReferralResolution:
    case EntryKind::kHoldChange:
    case EntryKind::kBookingChange:
    case EntryKind::kHoldHit:
    case EntryKind::kServiceLevelChange:
    case EntryKind::kRuleBookChange:
    case EntryKind::kRecordViewed:
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
