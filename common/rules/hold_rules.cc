#include "common/rules/hold_rules.h"

#include <algorithm>
#include <string>

#include "common/rules/crossing_view.h"

namespace clearance {
namespace {

// The sides a hold binds for this person: see HoldReasons on those who come home.
Sides SidesFor(const HoldTerms& terms, const LaneProfile& lane, bool comes_home) {
  Sides bound = BoundSides(terms, lane);
  if (!comes_home) return bound;
  if (terms.kind == HoldKind::kEntryBan) bound.entry = false;
  const bool stops_exits = terms.kind == HoldKind::kExitBan || terms.kind == HoldKind::kParentalObjection;
  if (stops_exits && lane.movement.from == Territory::kIcbc) bound.exit = false;
  return bound;
}

ReasonCode CodeFor(const FoundHold& hold) {
  if (hold.match == HoldMatch::kPossible) return ReasonCode::kPossibleHold;
  return hold.terms.kind == HoldKind::kQuestion ? ReasonCode::kHoldQuestion : ReasonCode::kHold;
}

Reason ReasonFor(const FoundHold& hold, Sides bound) {
  Reason reason{.code = CodeFor(hold)};
  if (bound.exit != bound.entry) reason.side = bound.exit ? Side::kExit : Side::kEntry;
  if (hold.terms.visibility == HoldVisibility::kLaneOfficer) reason.detail = HoldKindName(hold.terms.kind);
  return reason;
}

}  // namespace

std::vector<Reason> HoldReasons(const std::vector<FoundHold>& holds, const LaneProfile& lane, const Document& document,
                                Instant now) {
  const bool comes_home = ComesHome(document, lane);
  std::vector<Reason> reasons;
  for (const FoundHold& hold : holds) {
    if (hold.terms.kind == HoldKind::kSilent || !InForce(hold.terms, now)) continue;
    const Sides bound = SidesFor(hold.terms, lane, comes_home);
    if (!bound.exit && !bound.entry) continue;
    Reason reason = ReasonFor(hold, bound);
    if (std::find(reasons.begin(), reasons.end(), reason) == reasons.end()) reasons.push_back(std::move(reason));
  }
  return reasons;
}

void AddHoldReasons(const CrossingView& view, Reasons& reasons) {
  const CrossingRequest& request = view.facts.request;
  for (Reason& reason : HoldReasons(view.facts.holds, request.lane, request.document, view.facts.now))
    reasons.push_back(std::move(reason));
}

}  // namespace clearance
