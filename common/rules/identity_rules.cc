#include "common/rules/identity_rules.h"

#include <algorithm>

#include "common/rules/crossing_view.h"

namespace clearance {
namespace {

bool FaceMatchesEarlierPortrait(const CrossingRequest& request) {
  const Finding* finding = FindFinding(request.findings, CheckKind::kEarlierPortrait);
  return finding != nullptr && finding->result == FindingResult::kPassed;
}

// The people whose stay this exit may end.
std::vector<const OtherPerson*> Inside(const std::vector<OtherPerson>& others) {
  std::vector<const OtherPerson*> inside;
  for (const OtherPerson& other : others) {
    if (other.inside) inside.push_back(&other);
  }
  return inside;
}

IdentityOutcome Unlinked(IdentityMatch match, const OtherPerson& other, LinkGround ground) {
  IdentityOutcome outcome{.match = match, .other = other.document, .grounds = {ground}};
  if (!other.asked_before && other.has_room) outcome.records = LinkState::kProposed;
  return outcome;
}

}  // namespace

IdentityOutcome MatchIdentity(const CrossingRequest& request, const KnownOfDocument& known) {
  if (known.collides_with)
    return Unlinked(IdentityMatch::kCollision, *known.collides_with, LinkGround::kSameDocumentNumber);
  const LaneProfile& lane = request.lane;
  const Document& document = request.document;
  const bool ends_stay = lane.sides.exit && !IsOwnNational(document, lane.movement.from) && !known.inside;
  const bool begins_stay = lane.sides.entry && !IsOwnNational(document, lane.movement.to);
  const std::vector<const OtherPerson*> inside = Inside(known.others);
  if (ends_stay && !inside.empty()) {
    const OtherPerson& other = *inside.back();
    IdentityOutcome outcome = Unlinked(IdentityMatch::kRenewalNotProven, other, LinkGround::kSameNationalNumber);
    const bool established = inside.size() == 1 && !other.parted && other.nationality == document.nationality &&
                             FaceMatchesEarlierPortrait(request);
    if (!established || !other.has_room) return outcome;
    outcome.match = IdentityMatch::kLinkedProvisionally;
    outcome.grounds.push_back(LinkGround::kFaceMatchesEarlierPortrait);
    outcome.records = LinkState::kProvisional;
    return outcome;
  }
  if (begins_stay && !known.others.empty())
    return Unlinked(IdentityMatch::kOtherDocumentKnown, known.others.back(), LinkGround::kSameNationalNumber);
  return {.match = known.shown_before ? IdentityMatch::kSame : IdentityMatch::kNew};
}

bool OtherDocumentMatters(const Decision& alone, const Decision& together) {
  const auto speaks_only_together = [&](const Reason& reason) {
    if (ClassOf(reason.code) == ReasonClass::kNote) return false;
    return std::none_of(alone.reasons.begin(), alone.reasons.end(),
                        [&](const Reason& said) { return said.code == reason.code && said.side == reason.side; });
  };
  if (std::any_of(together.reasons.begin(), together.reasons.end(), speaks_only_together)) return true;
  if (!together.stay || !together.stay->must_leave_by) return false;
  if (!alone.stay || !alone.stay->must_leave_by) return true;
  return *together.stay->must_leave_by < *alone.stay->must_leave_by;
}

void AddIdentityReasons(const CrossingView& view, Reasons& reasons) {
  if (!view.facts.identity) return;
  const auto exit_reason = [&](ReasonCode code) {
    reasons.push_back({.code = code, .side = Side::kExit, .territory = view.movement.from});
  };
  switch (*view.facts.identity) {
    case IdentityMatch::kNew:
    case IdentityMatch::kSame:
      return;
    case IdentityMatch::kCollision:
      reasons.push_back({.code = ReasonCode::kIdentityCollision});
      return;
    case IdentityMatch::kOtherDocumentKnown:
      reasons.push_back({.code = ReasonCode::kOtherDocumentKnown, .side = Side::kEntry});
      return;
    case IdentityMatch::kRenewalNotProven:
      if (view.exit_rules_apply) {
        exit_reason(ReasonCode::kRenewalNotProven);
      } else if (view.entry_rules_apply) {
        reasons.push_back({.code = ReasonCode::kRenewalNotProven, .side = Side::kEntry, .territory = view.movement.to});
      }
      return;
    case IdentityMatch::kLinkedProvisionally:
      exit_reason(ReasonCode::kDocumentRenewed);
      return;
  }
}

}  // namespace clearance
