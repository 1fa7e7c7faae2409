#include "tests/acceptance/demo/authority_desk.h"

#include <grpcpp/grpcpp.h>

#include "common/base/ids.h"
#include "common/wire/grpc_status.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr auto kCallPatience = std::chrono::seconds(20);

void Prepare(grpc::ClientContext& context) { context.set_deadline(std::chrono::system_clock::now() + kCallPatience); }

}  // namespace

AuthorityDesk::AuthorityDesk(const Hall& hall)
    : first_(v1::HoldService::NewStub(hall.CentreAs("authority-1"))),
      second_(v1::HoldService::NewStub(hall.CentreAs("authority-2"))),
      supervisor_(v1::HoldService::NewStub(hall.CentreAs("supervisor-1"))) {}

StatusOr<v1::Hold> AuthorityDesk::Send(v1::HoldService::Stub& person, v1::PutHoldRequest& request) {
  request.set_request_id(NewUuid(random_));
  v1::PutHoldResponse response;
  grpc::ClientContext context;
  Prepare(context);
  RETURN_IF_ERROR(FromGrpcStatus(person.PutHold(&context, request, &response)));
  return response.hold();
}

StatusOr<std::string> AuthorityDesk::Put(HoldKind kind, const Document& document) {
  v1::PutHoldRequest request;
  v1::HoldOrder& order = *request.mutable_order();
  order.set_kind(ToProtoEnum(kind));
  order.mutable_scope()->add_territories(v1::TERRITORY_KAZ);
  order.mutable_scope()->set_exit(true);
  order.set_visibility(
      ToProtoEnum(kind == HoldKind::kSilent ? HoldVisibility::kAuthority : HoldVisibility::kLaneOfficer));
  order.set_ground("order of a court");
  order.mutable_document()->set_issuing_state(document.issuing_state);
  order.mutable_document()->set_number(document.number);
  ASSIGN_OR_RETURN(const v1::Hold put, Send(*first_, request));
  request.set_hold_id(put.hold_id());
  ASSIGN_OR_RETURN(const v1::Hold confirmed, Send(*second_, request));
  if (put.state() != v1::HOLD_STATE_PROPOSED || confirmed.state() != v1::HOLD_STATE_ACTIVE)
    return Status(StatusCode::kInternal, "a hold must bind once the second person has confirmed it, and not before");
  return confirmed.hold_id();
}

StatusOr<std::string> AuthorityDesk::HitsOf(const std::string& hold_id, int awaited) {
  grpc::ClientContext context;
  Prepare(context);
  v1::WatchHoldsRequest watch;
  watch.set_reason("following an order of a court");
  const auto reader = first_->WatchHolds(&context, watch);
  std::string moments;
  int hits = 0;
  bool all_there_was = false;
  for (v1::WatchHoldsResponse message; (hits < awaited || !all_there_was) && reader->Read(&message);) {
    all_there_was = all_there_was || message.snapshot_complete();
    if (!message.has_hit() || message.hit().hold_id() != hold_id) continue;
    ++hits;
    const bool passed = message.hit().moment() == v1::HOLD_MOMENT_PASSAGE;
    moments.append(moments.empty() ? "" : "+").append(passed ? "PASSAGE" : "DECISION");
  }
  context.TryCancel();
  (void)reader->Finish();
  return moments;
}

StatusOr<int> AuthorityDesk::SeenBySupervisor(const std::string& decision_request_id) {
  v1::ListHoldsRequest request;
  request.set_reason("a traveller at the lane");
  request.set_decision_request_id(decision_request_id);
  v1::ListHoldsResponse response;
  grpc::ClientContext context;
  Prepare(context);
  RETURN_IF_ERROR(FromGrpcStatus(supervisor_->ListHolds(&context, request, &response)));
  return response.holds_size();
}

}  // namespace clearance
