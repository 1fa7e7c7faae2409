// The beginning of a stay: is there a ground for it, and are there days left? Own nationals need neither.
#include "common/rules/crossing_view.h"
#include "common/rules/stay_reasons.h"

namespace clearance {
namespace {

Reason EntryReason(const CrossingView& view, ReasonCode code) {
  return {.code = code, .side = Side::kEntry, .territory = view.movement.to};
}

void AddCompletenessReason(const CrossingView& view, const CountedHistory& record, HistoryCompleteness completeness,
                           Reasons& reasons) {
  if (completeness == HistoryCompleteness::kComplete || !LooksBack(record.regime)) return;
  const bool refers = view.book.incomplete_history == IncompleteHistory::kRefer;
  Reason reason = EntryReason(view, refers ? ReasonCode::kHistoryIncomplete : ReasonCode::kByThisPortsRecords);
  reason.date = record.history.complete_from;
  reasons.push_back(reason);
}

// What a regime would have to cover: the declared purpose where the document alone would be covered, else its kind.
std::string_view NotCoveredDetail(const CrossingView& view) {
  const CrossingRequest& request = view.facts.request;
  const bool covered_for_another =
      FindRegimeForEntry(view.book, view.movement.to, request.document, view.entry_day) != nullptr;
  return covered_for_another ? PurposeName(*request.purpose) : DocumentKindName(request.document.kind);
}

}  // namespace

SideOutcome AddEntryReasons(const CrossingView& view, Reasons& reasons) {
  const TravelHistory& history = view.facts.entered;
  const Document& document = view.document();
  SideOutcome outcome{.completeness = CompletenessSince(history, view.entry_day)};
  if (view.comes_home) {
    reasons.push_back(EntryReason(view, ReasonCode::kOwnNational));
    return outcome;
  }
  if (const Stay* open = OpenStay(history)) {
    Reason reason = EntryReason(view, ReasonCode::kAlreadyInside);
    reason.date = open->entry;
    reasons.push_back(reason);
  }
  const Regime* regime =
      FindRegimeForEntry(view.book, view.movement.to, document, view.entry_day, view.facts.request.purpose);
  if (regime == nullptr) {
    if (document.kind == DocumentKind::kUnknown) return outcome;
    Reason reason = EntryReason(view, ReasonCode::kNotCovered);
    reason.detail = NotCoveredDetail(view);
    reasons.push_back(reason);
    return outcome;
  }
  const CountedHistory record{history, *regime, document.nationality};
  const EntryRoute route = RouteInto(view.movement.to, view.facts.exited);
  outcome.stay = EvaluateEntry(record, view.entry_day, route);
  outcome.completeness = CompletenessFor(history, *regime, view.entry_day);
  if (auto reason = NoDayLeftReason(record, view.entry_day, route, *outcome.stay)) reasons.push_back(*reason);
  AddCompletenessReason(view, record, outcome.completeness, reasons);
  return outcome;
}

}  // namespace clearance
