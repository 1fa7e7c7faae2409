// The end of a stay: wrong side, overstay, an entry nobody recorded. Whatever is found, the person gets out: the most a
// rule does here is to call an officer. Nothing is held against anybody that the record does not prove.
#include <algorithm>

#include "common/rules/crossing_view.h"

namespace clearance {
namespace {

Reason ExitReason(const CrossingView& view, ReasonCode code) {
  return {.code = code, .side = Side::kExit, .territory = view.movement.from};
}

int ShortestLimitDays(const Regime& regime) {
  int days = kMaxWindowDays;
  for (const StayLimit& limit : regime.limits) {
    days = std::min(days, std::visit([](const auto& terms) { return terms.max_days; }, limit.terms));
  }
  return days;
}

// Leaving without a known entry. A case only where a lawful stay must have begun after the record became complete at
// all ports; otherwise the entry may lie before it or elsewhere.
Reason MissingEntry(const CrossingView& view, const TravelHistory& history, const Regime* regime) {
  const bool must_be_known = regime != nullptr && history.covers_all_ports && history.complete_from &&
                             *history.complete_from <= view.exit_day - Days(ShortestLimitDays(*regime) - 1);
  Reason reason =
      ExitReason(view, must_be_known ? ReasonCode::kEntryNotRecorded : ReasonCode::kEntryMissingBeforeRecords);
  reason.date = history.complete_from;
  return reason;
}

// The reason of a stay that is, or may be, longer than allowed; nullopt when it is lawful by all that is known.
// kOverstay: unlawful under every open reading, by what the record proves. kReadingsDiffer: proved, but lawful under
// one of the readings. kHistoryIncomplete: the record shows it without proving it.
std::optional<Reason> OverstayReason(const CrossingView& view, const CountedHistory& record, const Stay& stay,
                                     const StayAnswer& answer) {
  const StayCount most = *CountInside(record, stay, view.exit_day, Evidence::kMost);
  if (UnlawfulDays(most.strictest, most) == 0) return std::nullopt;
  const auto proven = CountInside(record, stay, view.exit_day, Evidence::kProven);
  Reason reason = ExitReason(view, ReasonCode::kHistoryIncomplete);
  if (proven && UnlawfulDays(proven->mildest, *proven) > 0) {
    reason.code = ReasonCode::kOverstay;
    reason.days = UnlawfulDays(proven->mildest, *proven);
    reason.date = LastLawfulDay(proven->mildest, proven->first_day);
    reason.limit = record.regime.limits[*proven->mildest.limit].id;
  } else if (proven && UnlawfulDays(proven->strictest, *proven) > 0) {
    reason.code = ReasonCode::kReadingsDiffer;
    reason.days = UnlawfulDays(proven->strictest, *proven);
    reason.date = answer.must_leave_by;
    reason.limit = answer.binding_limit;
  }
  return reason;
}

std::optional<Reason> EndsSoonNote(const CrossingView& view, const CountedHistory& record, const Stay& stay,
                                   const StayAnswer& answer) {
  const int day_of_stay = static_cast<int>((view.exit_day - *stay.entry).count()) + 1;
  if (!record.regime.warning_day || day_of_stay < *record.regime.warning_day) return std::nullopt;
  Reason note = ExitReason(view, ReasonCode::kStayEndsSoon);
  note.days = day_of_stay;
  note.date = answer.must_leave_by;
  return note;
}

void AddStayReasons(const CrossingView& view, const CountedHistory& record, const Stay& stay, const StayAnswer& answer,
                    Reasons& reasons) {
  const auto overstay = view.exit_rules_apply ? OverstayReason(view, record, stay, answer) : std::nullopt;
  if (overstay) {
    reasons.push_back(*overstay);
  } else if (const auto note = EndsSoonNote(view, record, stay, answer)) {
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
      const Regime* regime = FindRegimeOfStay(view.book, view.movement.from, document, view.exit_day);
      reasons.push_back(MissingEntry(view, history, regime));
    }
    return outcome;
  }
  const bool same_nationality = stay->nationality.empty() || stay->nationality == document.nationality;
  if (!same_nationality && view.exit_rules_apply) {
    reasons.push_back(ExitReason(view, ReasonCode::kNationalityDiffers));
  }
  const Regime* regime = FindRegimeOfStay(view.book, view.movement.from, document, *stay->entry);
  if (regime == nullptr) return outcome;
  if (regime->same_side_exit && stay->entered_from != view.movement.to && view.exit_rules_apply) {
    Reason reason = ExitReason(view, ReasonCode::kWrongSide);
    reason.territory = stay->entered_from;
    reasons.push_back(reason);
  }
  const CountedHistory record{history, *regime, document.nationality};
  outcome.completeness = CompletenessFor(history, *regime, view.exit_day);
  if (!Counts(record, *stay)) return outcome;
  outcome.stay = EvaluateStay(record, *stay, view.exit_day);
  AddStayReasons(view, record, *stay, *outcome.stay, reasons);
  return outcome;
}

}  // namespace clearance
