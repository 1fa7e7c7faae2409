// Names of a hold's parts, where it binds, and its life.
#include "common/domain/hold.h"

#include <algorithm>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<HoldKind, 8> kKindNames = {{
    {HoldKind::kDetain, "DETAIN"},
    {HoldKind::kExitBan, "EXIT_BAN"},
    {HoldKind::kEntryBan, "ENTRY_BAN"},
    {HoldKind::kSeizeDocument, "SEIZE_DOCUMENT"},
    {HoldKind::kLostOrStolenDocument, "LOST_OR_STOLEN_DOCUMENT"},
    {HoldKind::kParentalObjection, "PARENTAL_OBJECTION"},
    {HoldKind::kQuestion, "QUESTION"},
    {HoldKind::kSilent, "SILENT"},
}};
static_assert(NamesEveryValue(kKindNames, kAllHoldKinds.back()));

constexpr EnumNames<HoldMatch, 2> kMatchNames = {{
    {HoldMatch::kExact, "EXACT"},
    {HoldMatch::kPossible, "POSSIBLE"},
}};
static_assert(NamesEveryValue(kMatchNames, kAllHoldMatches.back()));

constexpr EnumNames<HoldVisibility, 3> kVisibilityNames = {{
    {HoldVisibility::kLaneOfficer, "LANE_OFFICER"},
    {HoldVisibility::kSupervisor, "SUPERVISOR"},
    {HoldVisibility::kAuthority, "AUTHORITY"},
}};
static_assert(NamesEveryValue(kVisibilityNames, kAllHoldVisibilities.back()));

constexpr EnumNames<HoldState, 4> kStateNames = {{
    {HoldState::kProposed, "PROPOSED"},
    {HoldState::kActive, "ACTIVE"},
    {HoldState::kLiftProposed, "LIFT_PROPOSED"},
    {HoldState::kLifted, "LIFTED"},
}};
static_assert(NamesEveryValue(kStateNames, kAllHoldStates.back()));

constexpr EnumNames<HoldAct, 4> kActNames = {{
    {HoldAct::kPut, "PUT"},
    {HoldAct::kConfirm, "CONFIRM"},
    {HoldAct::kProposeLift, "PROPOSE_LIFT"},
    {HoldAct::kLift, "LIFT"},
}};
static_assert(NamesEveryValue(kActNames, kAllHoldActs.back()));

constexpr EnumNames<HoldMoment, 2> kMomentNames = {{
    {HoldMoment::kDecision, "DECISION"},
    {HoldMoment::kPassage, "PASSAGE"},
}};
static_assert(NamesEveryValue(kMomentNames, kAllHoldMoments.back()));

template <typename Value, typename Other>
bool Contains(const std::vector<Value>& values, const Other& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Hold Proposed(const HoldChange& change, Instant at) {
  const Hold put = change.put.value_or(Hold{});
  Hold hold;
  hold.hold_id = change.hold_id;
  hold.authority = put.authority;
  hold.terms = put.terms;
  hold.ground = put.ground;
  hold.keys = put.keys;
  hold.sealed_text = put.sealed_text;
  hold.content = put.content;
  hold.put_by = change.author;
  hold.put_at = hold.changed_at = at;
  return hold;
}

}  // namespace

std::string_view HoldKindName(HoldKind kind) { return NameOf(kKindNames, kind); }
std::optional<HoldKind> ParseHoldKind(std::string_view name) { return ValueOf(kKindNames, name); }

std::string_view HoldMatchName(HoldMatch match) { return NameOf(kMatchNames, match); }
std::optional<HoldMatch> ParseHoldMatch(std::string_view name) { return ValueOf(kMatchNames, name); }

std::string_view HoldVisibilityName(HoldVisibility visibility) { return NameOf(kVisibilityNames, visibility); }
std::optional<HoldVisibility> ParseHoldVisibility(std::string_view name) { return ValueOf(kVisibilityNames, name); }

std::string_view HoldStateName(HoldState state) { return NameOf(kStateNames, state); }
std::optional<HoldState> ParseHoldState(std::string_view name) { return ValueOf(kStateNames, name); }

std::string_view HoldActName(HoldAct act) { return NameOf(kActNames, act); }
std::optional<HoldAct> ParseHoldAct(std::string_view name) { return ValueOf(kActNames, name); }

std::string_view HoldMomentName(HoldMoment moment) { return NameOf(kMomentNames, moment); }
std::optional<HoldMoment> ParseHoldMoment(std::string_view name) { return ValueOf(kMomentNames, name); }

Sides SidesOf(HoldKind kind) {
  switch (kind) {
    case HoldKind::kExitBan:
    case HoldKind::kParentalObjection:
      return {.exit = true};
    case HoldKind::kEntryBan:
      return {.entry = true};
    case HoldKind::kDetain:
    case HoldKind::kSeizeDocument:
    case HoldKind::kLostOrStolenDocument:
    case HoldKind::kQuestion:
    case HoldKind::kSilent:
      return {.exit = true, .entry = true};
  }
  CheckFailed(__FILE__, __LINE__, "a kind of hold of the list");
}

bool Binds(HoldState state) { return state == HoldState::kActive || state == HoldState::kLiftProposed; }

bool IsQuiet(const HoldTerms& terms) {
  return terms.kind == HoldKind::kSilent || terms.visibility == HoldVisibility::kAuthority;
}

bool InForce(const HoldTerms& terms, Instant at) { return terms.from <= at && (!terms.to || at < *terms.to); }

Sides BoundSides(const HoldTerms& terms, const LaneProfile& lane) {
  const HoldScope& scope = terms.scope;
  if (!scope.ports.empty() && !Contains(scope.ports, lane.port)) return {};
  const Sides kind = SidesOf(terms.kind);
  const auto binds = [&](bool of_kind, bool of_scope, bool of_lane, Territory territory) {
    return of_kind && of_scope && of_lane && Contains(scope.territories, territory);
  };
  return {.exit = binds(kind.exit, scope.sides.exit, lane.sides.exit, lane.movement.from),
          .entry = binds(kind.entry, scope.sides.entry, lane.sides.entry, lane.movement.to)};
}

Hold After(const Hold& before, const HoldChange& change, Instant at) {
  Hold after = before;
  after.changed_at = at;
  switch (change.act) {
    case HoldAct::kPut:
      return Proposed(change, at);
    case HoldAct::kConfirm:
      after.state = HoldState::kActive;
      after.confirmed_by = change.author;
      break;
    case HoldAct::kProposeLift:
      after.state = HoldState::kLiftProposed;
      after.lift_proposed_by = change.author;
      after.lift_ground = change.ground;
      break;
    case HoldAct::kLift:
      after.state = HoldState::kLifted;
      after.lifted_by = change.author;
      after.lift_ground = change.ground;
      break;
  }
  return after;
}

Hold AsItWasAfter(const Hold& now, const HoldChange& step, Instant at) {
  Hold before = now;
  if (step.act != HoldAct::kLift) before.lifted_by.clear();
  if (step.act == HoldAct::kConfirm) {
    before.lift_proposed_by.clear();
    before.lift_ground.clear();
  }
  Hold was = After(before, step, at);
  was.change = now.change;
  return was;
}

}  // namespace clearance
