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

}  // namespace

IdentityOutcome MatchIdentity(const CrossingRequest& request, const KnownOfDocument& known) {
  if (known.collides) return {.match = IdentityMatch::kCollision};
  const LaneProfile& lane = request.lane;
  const Document& document = request.document;
  const bool ends_stay = lane.sides.exit && !IsOwnNational(document, lane.movement.from) && !known.inside;
  const bool begins_stay = lane.sides.entry && !IsOwnNational(document, lane.movement.to);
  const std::vector<const OtherPerson*> inside = Inside(known.others);
  if (!ends_stay || inside.empty()) {
    if (!begins_stay || known.others.empty())
      return {.match = known.shown_before ? IdentityMatch::kSame : IdentityMatch::kNew};
    return {.match = IdentityMatch::kOtherDocumentKnown,
            .other = known.others.back().document,
            .grounds = {LinkGround::kSameNationalNumber}};
  }
  const OtherPerson& other = *inside.back();
  IdentityOutcome outcome{
      .match = IdentityMatch::kRenewalNotProven, .other = other.document, .grounds = {LinkGround::kSameNationalNumber}};
  if (inside.size() > 1 || other.found_another || other.nationality != document.nationality) return outcome;
  if (!FaceMatchesEarlierPortrait(request)) return outcome;
  outcome.match = IdentityMatch::kLinkedProvisionally;
  outcome.grounds.push_back(LinkGround::kFaceMatchesEarlierPortrait);
  return outcome;
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
      if (view.exit_rules_apply) exit_reason(ReasonCode::kRenewalNotProven);
      return;
    case IdentityMatch::kLinkedProvisionally:
      exit_reason(ReasonCode::kDocumentRenewed);
      return;
  }
}

}  // namespace clearance
