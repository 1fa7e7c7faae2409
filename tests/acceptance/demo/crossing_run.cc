#include "tests/acceptance/demo/crossing_run.h"

#include <grpcpp/grpcpp.h>

#include "common/wire/decision_wire.h"
#include "common/wire/grpc_status.h"
#include "common/wire/inspection_wire.h"

namespace clearance {
namespace {

constexpr auto kCrossingPatience = std::chrono::seconds(60);

Status SelectDirection(v1::DeviceService::Stub& devices, const LaneSetting& lane) {
  v1::SelectDirectionRequest request;
  request.set_lane_id(lane.lane_id);
  request.set_profile(lane.profile);
  v1::SelectDirectionResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCrossingPatience);
  return FromGrpcStatus(devices.SelectDirection(&context, request, &response));
}

void Take(const v1::PresentTravellerResponse& step, CrossingResult& result) {
  if (!result.stages.empty()) result.stages.back().ms += step.elapsed_ms() - result.total_ms;
  if (result.stages.empty() || result.stages.back().phase != step.phase()) result.stages.push_back({step.phase(), 0});
  result.total_ms = step.elapsed_ms();
  if (step.phase() == "AWAITING_OFFICER") result.screen_of_referral = step.screen();
  if (step.phase() == "EXAMINING" && (result.told.empty() || result.told.back() != step.screen()))
    result.told.push_back(step.screen());
  if (!result.first_decision && step.has_decision()) {
    auto decision = FromProto(step.decision());
    if (decision.ok()) result.first_decision = *std::move(decision);
    for (const v1::Finding& finding : step.findings()) {
      if (finding.check() == v1::CHECK_KIND_BOOKING)
        result.seal_cause = ParseFindingCause(finding.cause()).value_or(FindingCause::kNone);
      auto inspection = FromProto(finding.inspection());
      if (finding.has_inspection() && inspection.ok()) result.inspection = *std::move(inspection);
    }
    result.decision_request_id = step.decision_request_id();
    result.referral_id = step.referral_id();
  }
  result.passed = step.outcome() == v1::CROSSING_OUTCOME_PASSED;
  result.started = step.outcome() != v1::CROSSING_OUTCOME_NOT_STARTED;
}

std::string ReasonText(const Reason& reason) {
  std::string text(ReasonCodeName(reason.code));
  if (reason.code == ReasonCode::kOverstay && reason.days) text += "(" + std::to_string(*reason.days) + ")";
  const bool of_chip =
      reason.code == ReasonCode::kDocumentNotAuthentic || reason.code == ReasonCode::kDocumentNotProven;
  const bool of_face = reason.code == ReasonCode::kFaceInDoubt;
  if (!reason.detail.empty() && (of_chip || of_face || ClassOf(reason.code) == ReasonClass::kNote))
    text += "(" + reason.detail + ")";
  return text;
}

// "until +29 by CHN-KAZ/per-stay-30": the last permitted day, in days from today, and the limit that binds.
std::string UntilText(const Decision& decision, Date today) {
  if (!decision.stay || !decision.stay->must_leave_by) return "";
  const auto days = (*decision.stay->must_leave_by - today).count();
  return " until " + std::string(days < 0 ? "" : "+") + std::to_string(days) + " by " + decision.stay->binding_limit;
}

}  // namespace

StatusOr<CrossingResult> RunCrossing(v1::DeviceService::Stub& devices, const LaneSetting& lane,
                                     const v1::SimulatedTraveller& traveller,
                                     const std::function<void(const std::string&)>& on_phase) {
  RETURN_IF_ERROR(SelectDirection(devices, lane));
  v1::PresentTravellerRequest request;
  request.set_lane_id(lane.lane_id);
  *request.mutable_traveller() = traveller;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCrossingPatience);
  const auto steps = devices.PresentTraveller(&context, request);
  CrossingResult result;
  for (v1::PresentTravellerResponse step; steps->Read(&step);) {
    Take(step, result);
    on_phase(step.phase());
  }
  RETURN_IF_ERROR(FromGrpcStatus(steps->Finish()));
  return result;
}

Status LetThrough(v1::DeviceService::Stub& devices, const std::string& lane_id) {
  v1::LetThroughRequest request;
  request.set_lane_id(lane_id);
  v1::LetThroughResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCrossingPatience);
  return FromGrpcStatus(devices.LetThrough(&context, request, &response));
}

std::optional<std::size_t> PictureOf(v1::DeviceService::Stub& devices, const std::string& lane_id,
                                     const std::string& referral_id) {
  v1::GetReferralPictureRequest request;
  request.set_lane_id(lane_id);
  request.set_referral_id(referral_id);
  v1::GetReferralPictureResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kCrossingPatience);
  if (!devices.GetReferralPicture(&context, request, &response).ok()) return std::nullopt;
  return response.picture().size();
}

std::string OutcomeText(const CrossingResult& result, Resolution answer, Date today) {
  if (!result.started) return "NOT STARTED";
  if (!result.first_decision) return std::string("NO DECISION | ") + (result.passed ? "PASSED" : "TURNED BACK");
  const Decision& decision = *result.first_decision;
  std::string text(VerdictName(decision.verdict));
  std::string_view before = " ";
  for (const Reason& reason : decision.reasons) {
    // What a portrait is worth is the picture's, painted or a photograph, and not the scenario's.
    if (reason.code == ReasonCode::kPoorReference) continue;
    text.append(std::exchange(before, "+")).append(ReasonText(reason));
  }
  text += UntilText(decision, today);
  if (decision.verdict == Verdict::kRefer) text += " | officer " + std::string(ResolutionName(answer));
  return text + (result.passed ? " | PASSED" : " | TURNED BACK");
}

}  // namespace clearance
