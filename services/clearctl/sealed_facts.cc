#include "services/clearctl/sealed_facts.h"

#include <utility>
#include <vector>

#include "common/domain/hold.h"
#include "common/domain/reason.h"

namespace clearance {
namespace {

const Reason* FindReason(const Decision& decision, ReasonCode code) {
  for (const Reason& reason : decision.reasons) {
    if (reason.code == code) return &reason;
  }
  return nullptr;
}

// A hold that gives the reason again: what else it says of the kind was not for whoever read the decision.
FoundHold HoldBehind(const Reason& reason) {
  FoundHold hold;
  hold.match = reason.code == ReasonCode::kPossibleHold ? HoldMatch::kPossible : HoldMatch::kExact;
  const bool question = reason.code == ReasonCode::kHoldQuestion;
  hold.terms.kind = ParseHoldKind(reason.detail).value_or(question ? HoldKind::kQuestion : HoldKind::kDetain);
  hold.terms.scope.territories.assign(kAllTerritories.begin(), kAllTerritories.end());
  hold.terms.scope.sides = {.exit = reason.side != Side::kEntry, .entry = reason.side != Side::kExit};
  if (!reason.detail.empty()) hold.terms.visibility = HoldVisibility::kLaneOfficer;
  return hold;
}

void TakeHolds(const Decision& sealed, CrossingFacts& facts) {
  for (const Reason& reason : sealed.reasons) {
    if (FromHold(reason.code) && reason.code != ReasonCode::kDocumentListed) facts.holds.push_back(HoldBehind(reason));
  }
}

}  // namespace

void TakeDocument(const Decision& sealed, CrossingFacts& facts) {
  Document& document = facts.request.document;
  const Reason* expired = FindReason(sealed, ReasonCode::kDocumentExpired);
  if (expired != nullptr) document.expiry_date = expired->date;
  document.birth_date = MakeDate(1970, 1, 1);
  if (FindReason(sealed, ReasonCode::kMinor) != nullptr) document.birth_date = UtcDayOf(facts.now);
}

bool TakeInspection(const Decision& sealed, CrossingRequest& request) {
  if (FindReason(sealed, ReasonCode::kDocumentNotProven) != nullptr) return false;
  bool taken = false;
  for (Finding& finding : request.findings) {
    if (finding.check != CheckKind::kDocument || !finding.inspection.findings.empty()) continue;
    taken = true;
    for (const InspectionCheck check : kAllInspectionChecks)
      finding.inspection.findings.push_back({.check = check, .result = InspectionResult::kSuccessful});
  }
  return taken;
}

void TakeAllFromReasons(const Decision& sealed, CrossingFacts& facts) {
  TakeDocument(sealed, facts);
  TakeInspection(sealed, facts.request);
  TakeHolds(sealed, facts);
  if (const Reason* elsewhere = FindReason(sealed, ReasonCode::kInProgressElsewhere))
    facts.in_progress = OpenDecisionElsewhere{elsewhere->detail, facts.now + Duration(1)};
  for (const auto& [code, match] : {std::pair(ReasonCode::kIdentityCollision, IdentityMatch::kCollision),
                                    {ReasonCode::kRenewalNotProven, IdentityMatch::kRenewalNotProven},
                                    {ReasonCode::kDocumentRenewed, IdentityMatch::kLinkedProvisionally},
                                    {ReasonCode::kOtherDocumentKnown, IdentityMatch::kOtherDocumentKnown}}) {
    if (FindReason(sealed, code) != nullptr) facts.identity = match;
  }
  const Reason* booking = FindReason(sealed, ReasonCode::kBookingAbuse);
  if (booking == nullptr) booking = FindReason(sealed, ReasonCode::kWalkIn);
  facts.booking = booking == nullptr ? BookingUse::kValid : BookingUse::kNone;
  if (booking == nullptr) return;
  std::erase_if(facts.request.findings, [](const Finding& finding) { return finding.check == CheckKind::kBooking; });
  facts.request.findings.push_back({.check = CheckKind::kBooking,
                                    .result = FindingResult::kFailed,
                                    .cause = ParseFindingCause(booking->detail).value_or(FindingCause::kNoBooking)});
}

}  // namespace clearance
