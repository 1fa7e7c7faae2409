// Decide puts together what each file of rules has to say.
#include "common/rules/decide.h"

#include <algorithm>
#include <tuple>

#include "common/rules/crossing_view.h"

namespace clearance {
namespace {

void SortGraverFirst(Reasons& reasons) {
  std::stable_sort(reasons.begin(), reasons.end(), [](const Reason& a, const Reason& b) {
    return std::tuple(ClassOf(a.code), a.code, a.side) < std::tuple(ClassOf(b.code), b.code, b.side);
  });
}

bool Refers(const Reason& reason) { return ClassOf(reason.code) != ReasonClass::kNote; }

// Whoever is being cleared at two lanes at once is one person too many.
void AddInProgressReason(const CrossingView& view, Reasons& reasons) {
  const auto& elsewhere = view.facts.in_progress;
  if (!elsewhere || elsewhere->until <= view.facts.now || elsewhere->lane_id == view.facts.request.lane.lane_id) return;
  reasons.push_back({.code = ReasonCode::kInProgressElsewhere, .detail = elsewhere->lane_id});
}

// What a poor portrait is worth matters to whoever looks at the traveller; nobody is held for it alone. Where the faces
// differ, that reason says it.
void AddPortraitNote(const CrossingView& view, Reasons& reasons) {
  const Finding* face = FindFinding(view.facts.request.findings, CheckKind::kFace);
  if (face == nullptr || face->result != FindingResult::kPassed || face->cause != FindingCause::kPoorReference) return;
  if (std::any_of(reasons.begin(), reasons.end(), Refers)) reasons.push_back({.code = ReasonCode::kPoorReference});
}

Instant ValidUntil(const CrossingView& view, const ZoneTable& zones) {
  const Instant now = view.facts.now;
  return std::min({now + view.book.decision_lease,
                   zones.NextMidnight(CivilDayOf(view.movement.from, view.movement), now),
                   zones.NextMidnight(CivilDayOf(view.movement.to, view.movement), now)});
}

}  // namespace

bool ComesHome(const Document& document, const LaneProfile& lane) {
  return IsOwnNational(document, lane.movement.to) && (lane.sides.entry || lane.movement.from == Territory::kIcbc);
}

CrossingView::CrossingView(const CrossingFacts& crossing_facts, const RuleBook& rule_book, const ZoneTable& zones)
    : facts(crossing_facts), book(rule_book), movement(crossing_facts.request.lane.movement) {
  const Sides sides = facts.request.lane.sides;
  exit_day = zones.DateAt(CivilDayOf(movement.from, movement), facts.now);
  entry_day = zones.DateAt(CivilDayOf(movement.to, movement), facts.now);
  comes_home = ComesHome(document(), facts.request.lane);
  exit_rules_apply = sides.exit && !(comes_home && movement.from == Territory::kIcbc);
  entry_rules_apply = sides.entry && !comes_home;
}

Decision Decide(const CrossingFacts& facts, const RuleBook& book, const ZoneTable& zones) {
  const CrossingView view(facts, book, zones);
  const Sides sides = facts.request.lane.sides;
  Decision decision;
  AddHoldReasons(view, decision.reasons);
  AddFindingReasons(view, decision.reasons);
  AddBookingNotes(view, decision.reasons);
  AddDocumentReasons(view, decision.reasons);
  AddInProgressReason(view, decision.reasons);
  AddIdentityReasons(view, decision.reasons);
  const SideOutcome exit = sides.exit ? AddExitReasons(view, decision.reasons) : SideOutcome();
  const SideOutcome entry = sides.entry ? AddEntryReasons(view, decision.reasons) : SideOutcome();
  AddPortraitNote(view, decision.reasons);
  SortGraverFirst(decision.reasons);

  const bool tells_exit = !entry.stay && (exit.stay || !sides.entry);
  const SideOutcome& told = tells_exit ? exit : entry;
  decision.stay = told.stay;
  if (told.stay) decision.stay_side = tells_exit ? Side::kExit : Side::kEntry;
  decision.completeness = told.completeness;
  const bool refers = std::any_of(decision.reasons.begin(), decision.reasons.end(), Refers);
  decision.verdict = refers ? Verdict::kRefer : Verdict::kAdmit;
  decision.rule_book_version = book.version;
  decision.decided_at = facts.now;
  decision.valid_until = ValidUntil(view, zones);
  return decision;
}

}  // namespace clearance
