#include "db/ledger.h"

#include "common/base/check.h"

namespace clearance {

std::string_view EntryKindName(EntryKind kind) {
  switch (kind) {
    case EntryKind::kDecision:
      return "DECISION";
    case EntryKind::kPassage:
      return "PASSAGE";
    case EntryKind::kAbandonment:
      return "ABANDONMENT";
    case EntryKind::kReturned:
      return "RETURNED";
    case EntryKind::kCorrection:
      return "CORRECTION";
    case EntryKind::kImport:
      return "IMPORT";
    case EntryKind::kIdentityLink:
      return "IDENTITY_LINK";
    case EntryKind::kIdentityUnlink:
      return "IDENTITY_UNLINK";
    case EntryKind::kReferralClaim:
      return "REFERRAL_CLAIM";
    case EntryKind::kReferralResolution:
      return "REFERRAL_RESOLUTION";
    case EntryKind::kBookingChange:
      return "BOOKING_CHANGE";
    case EntryKind::kHoldChange:
      return "HOLD_CHANGE";
    case EntryKind::kHoldHit:
      return "HOLD_HIT";
    case EntryKind::kServiceLevelChange:
      return "SERVICE_LEVEL_CHANGE";
    case EntryKind::kRuleBookChange:
      return "RULE_BOOK_CHANGE";
    case EntryKind::kRecordViewed:
      return "RECORD_VIEWED";
    case EntryKind::kKeyErased:
      return "KEY_ERASED";
  }
  CHECK(false);
}

std::optional<EntryKind> ParseEntryKind(std::string_view name) {
  for (const EntryKind kind : kAllEntryKinds) {
    if (EntryKindName(kind) == name) return kind;
  }
  return std::nullopt;
}

std::optional<EntryKind> EntryKindFromNumber(std::int64_t number) {
  for (const EntryKind kind : kAllEntryKinds) {
    if (static_cast<std::int64_t>(kind) == number) return kind;
  }
  return std::nullopt;
}

}  // namespace clearance
