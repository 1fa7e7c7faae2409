#include "services/review/referrals.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "common/domain/two_persons.h"

namespace clearance {
namespace {

Status Refused(std::string_view reason, std::string_view message) {
  return Error(StatusCode::kFailedPrecondition, reason, message);
}

bool ConcernsEntry(const Reason& reason) { return reason.side != Side::kExit; }

bool HasClass(const Referral& referral, ReasonClass reason_class) {
  return std::any_of(referral.reasons.begin(), referral.reasons.end(),
                     [&](const Reason& reason) { return ClassOf(reason.code) == reason_class; });
}

Referral Resolved(Referral referral, const Officer& officer, Resolution resolution, std::string_view ground) {
  referral.state = ReferralState::kResolved;
  referral.resolution = resolution;
  referral.resolved_by = officer.id;
  referral.ground = ground;
  return referral;
}

StatusOr<Referral> Confirm(Referral referral, const Officer& officer, Resolution resolution, std::string_view ground) {
  if (!officer.supervisor) return Refused(error_reason::kSecondOfficerRequired, "a supervisor must confirm");
  const std::string_view proposed = referral.proposed ? ResolutionName(*referral.proposed) : "";
  RETURN_IF_ERROR(
      CheckConfirms({.content = proposed, .by = referral.proposed_by}, ResolutionName(resolution), officer.id));
  return Resolved(std::move(referral), officer, resolution, ground);
}

}  // namespace

bool NeedsSecondOfficer(const Referral& referral, Resolution resolution) {
  if (referral.kind != ReferralKind::kCrossing) return false;
  if (resolution == Resolution::kRefuse) return true;
  if (resolution != Resolution::kAdmit || !referral.lane.sides.entry) return false;
  return std::any_of(referral.reasons.begin(), referral.reasons.end(), [](const Reason& reason) {
    return ClassOf(reason.code) == ReasonClass::kLegal && ConcernsEntry(reason);
  });
}

StatusOr<Referral> Claim(const Referral& referral, const Officer& officer, Instant now) {
  if (IsFinal(referral.state))
    return Refused(error_reason::kReferralState, "the referral has been answered or withdrawn");
  if (!referral.claimed_by.empty() && referral.claimed_by != officer.id)
    return Refused(error_reason::kReferralClaimedByOther, "another officer has the referral");
  if (!referral.claimed_by.empty()) return referral;
  Referral claimed = referral;
  claimed.state = ReferralState::kClaimed;
  claimed.claimed_by = officer.id;
  claimed.changed_at = now;
  return claimed;
}

StatusOr<Referral> Resolve(const Referral& referral, const Officer& officer, Resolution resolution,
                           std::string_view ground, Instant now) {
  const bool about_identity = referral.kind == ReferralKind::kIdentity;
  if (about_identity == AnswersCrossing(resolution))
    return Refused(error_reason::kReferralState, about_identity
                                                     ? "whether two documents are one person's is answered with "
                                                       "CONFIRM_LINK or UNDO_LINK"
                                                     : "only a referral of kind IDENTITY is about a link");
  if (HasClass(referral, ReasonClass::kHold) && resolution == Resolution::kAdmit)
    return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied,
                 "only the authority that set a hold can lift it");
  if (referral.state == ReferralState::kAwaitingSecondOfficer) {
    ASSIGN_OR_RETURN(Referral confirmed, Confirm(referral, officer, resolution, ground));
    confirmed.changed_at = now;
    return confirmed;
  }
  ASSIGN_OR_RETURN(Referral claimed, Claim(referral, officer, now));
  claimed.changed_at = now;
  if (!NeedsSecondOfficer(referral, resolution)) return Resolved(std::move(claimed), officer, resolution, ground);
  claimed.state = ReferralState::kAwaitingSecondOfficer;
  claimed.proposed = resolution;
  claimed.proposed_by = officer.id;
  claimed.ground = ground;
  return claimed;
}

}  // namespace clearance
