// How a crossing ends, and what is reported of it.
#include <utility>

#include "gate-agent/lane/lane_turn.h"

namespace clearance {
namespace {

// What the booking check found against a seal that was shown; nothing where it found nothing, or none was shown.
std::optional<Finding> FoundAgainstSeal(const std::vector<Finding>& findings) {
  const Finding* finding = FindFinding(findings, CheckKind::kBooking);
  if (finding == nullptr || finding->cause == FindingCause::kNone) return std::nullopt;
  const bool shown = finding->result == FindingResult::kFailed || finding->result == FindingResult::kDoubtful;
  return shown ? std::optional(*finding) : std::nullopt;
}

// The seal that was shown, as long as no answer says that the centre knows of it.
std::optional<ShownSeal> UntoldSeal(const CrossingInHand& crossing) {
  if (!crossing.document || crossing.decision) return std::nullopt;
  ShownSeal seal{*crossing.document, crossing.booking_id, FoundAgainstSeal(crossing.findings)};
  const bool shown = seal.finding || !seal.booking_id.empty();
  return shown ? std::optional(std::move(seal)) : std::nullopt;
}

// For a report, which always names one: that which was asked for last, or would have been asked for first.
std::string_view ReportedDecision(const CrossingInHand& crossing) {
  return crossing.decisions_asked > 0 ? DecisionRequestId(crossing) : crossing.ids.decision_request_ids.front();
}

}  // namespace

void LaneTurn::EndPassed() {
  if (state.crossing && state.crossing->document) {
    const CrossingInHand& crossing = *state.crossing;
    ReportPassage report;
    report.crossing_id = crossing.ids.crossing_id;
    report.passage.request_id = crossing.ids.report_request_id;
    report.passage.decision_request_id = ReportedDecision(crossing);
    report.passage.lane = crossing.profile;
    report.passage.document = *crossing.document;
    report.passage.booking_id = crossing.booking_id;
    report.passage.passed_at = now;
    report.passage.booking_finding = FoundAgainstSeal(crossing.findings);
    Do(std::move(report));
  }
  ForgetCrossing();
}

void LaneTurn::EndAbandoned(AbandonmentCause cause) {
  std::optional<ShownSeal> untold = state.crossing ? UntoldSeal(*state.crossing) : std::nullopt;
  if (untold || (state.crossing && state.crossing->decisions_asked > 0)) {
    const CrossingInHand& crossing = *state.crossing;
    ReportAbandonment report;
    report.crossing_id = crossing.ids.crossing_id;
    report.abandonment.request_id = crossing.ids.report_request_id;
    report.abandonment.decision_request_id = ReportedDecision(crossing);
    report.abandonment.lane = crossing.profile;
    report.abandonment.cause = crossing.ending.value_or(cause);
    report.abandonment.at = now;
    report.abandonment.seal = std::move(untold);
    Do(std::move(report));
  }
  ForgetCrossing();
}

void LaneTurn::ForgetCrossing() {
  if (state.crossing) WipePicture();
  state.crossing.reset();
}

void LaneTurn::WipePicture() {
  CrossingInHand& crossing = *state.crossing;
  if (crossing.capture_held) Do(WipeCapture{crossing.ids.crossing_id});
  crossing.capture_held = false;
}

}  // namespace clearance
