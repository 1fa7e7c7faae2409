// The end of a stay: wrong side, overstay, an entry nobody recorded. Whatever is found, the person gets out: the most a
// rule does here is to call an officer. Nothing is held against anybody that the record does not prove.
#include "common/rules/crossing_view.h"
#include "common/rules/stay_reasons.h"

namespace clearance {
namespace {

Reason ExitReason(const CrossingView& view, ReasonCode code) {
  return {.code = code, .side = Side::kExit, .territory = view.movement.from};
}

// Leaving without a known entry. A case only where a lawful stay must have begun after the record became complete at
// all ports; otherwise the entry may lie before it or elsewhere.
Reason MissingEntry(const CrossingView& view, const TravelHistory& history, const Regime* regime) {
  const auto longest = regime == nullptr ? std::nullopt : LongestLawfulStay(*regime);
  const bool must_be_known = longest && history.covers_all_ports && history.complete_from &&
                             *history.complete_from <= view.exit_day - Days(*longest - 1);
  Reason reason =
      ExitReason(view, must_be_known ? ReasonCode::kEntryNotRecorded : ReasonCode::kEntryMissingBeforeRecords);
  reason.date = history.complete_from;
  return reason;
}

void AddStayReasons(const CrossingView& view, const CountedHistory& record, const Stay& stay, const StayAnswer& answer,
                    Reasons& reasons) {
  const auto overstay = view.exit_rules_apply ? OverstayReason(record, stay, view.exit_day, answer) : std::nullopt;
  if (overstay) {
    reasons.push_back(*overstay);
  } else if (const auto note = EndsSoonNote(record, stay, view.exit_day, answer)) {
    reasons.push_back(*note);
  }
}

}  // namespace

SideOutcome AddExitReasons(const CrossingView& view, Reasons& reasons) {
  const TravelHistory& history = view.facts.exited;
  const Document& document = view.document();
  SideOutcome outcome{.completeness = CompletenessSince(history, view.exit_day)};
  const Stay* stay = OpenStay(history);
  if (stay == nullptr) {
    if (view.exit_rules_apply && !IsOwnNational(document, view.movement.from)) {
      const Regime* regime = FindRegimeOfStay(view.book, view.movement.from, document, view.exit_day, "");
      reasons.push_back(MissingEntry(view, history, regime));
    }
    return outcome;
  }
  const bool same_nationality = stay->nationality.empty() || stay->nationality == document.nationality;
  if (!same_nationality && view.exit_rules_apply) {
    reasons.push_back(ExitReason(view, ReasonCode::kNationalityDiffers));
  }
  const Regime* regime = FindRegimeOfStay(view.book, view.movement.from, document, *stay->entry, stay->regime);
  if (regime == nullptr) return outcome;
  if (regime->same_side_exit && stay->entered_from != view.movement.to && view.exit_rules_apply) {
    Reason reason = ExitReason(view, ReasonCode::kWrongSide);
    reason.territory = stay->entered_from;
    reasons.push_back(reason);
  }
  const CountedHistory record{history, *regime, document.nationality};
  outcome.completeness = CompletenessFor(history, *regime, *stay->entry);
  if (!Counts(record, *stay)) return outcome;
  outcome.stay = EvaluateStay(record, *stay, view.exit_day);
  AddStayReasons(view, record, *stay, *outcome.stay, reasons);
  return outcome;
}

}  // namespace clearance
