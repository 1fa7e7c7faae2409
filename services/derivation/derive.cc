#include "services/derivation/derive.h"

#include "services/derivation/derivations.h"

namespace clearance {

// A kind without a case here makes no view.
Status Derive(Transaction& t, const StoredEntry& stored) {
  switch (stored.entry.kind) {
    case EntryKind::kDecision:
      return DeriveDecision(t, stored);
    case EntryKind::kPassage:
      return DerivePassage(t, stored);
    case EntryKind::kAbandonment:
      return DeriveAbandonment(t, stored);
    case EntryKind::kReturned:
    case EntryKind::kCorrection:
      return DeriveCorrection(t, stored);
    case EntryKind::kImport:
      return DeriveImport(t, stored);
    case EntryKind::kReferralClaim:
    case EntryKind::kReferralResolution:
      return DeriveReview(t, stored);
    case EntryKind::kHoldChange:
      return DeriveHoldChange(t, stored);
    case EntryKind::kHoldHit:
      return DeriveHoldHit(t, stored);
    case EntryKind::kIdentityLink:
      return DeriveIdentityLink(t, stored);
    case EntryKind::kIdentityUnlink:
      return DeriveIdentityUnlink(t, stored);
    case EntryKind::kRuleBookChange:
      return DeriveRuleBookChange(t, stored);
    case EntryKind::kBookingChange:
    case EntryKind::kServiceLevelChange:
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
