#include "tests/acceptance/demo/stay_desk.h"

#include <chrono>

#include "common/wire/grpc_status.h"
#include "common/wire/stay_wire.h"

namespace clearance {
namespace {

constexpr std::chrono::seconds kPatience{10};

}  // namespace

StayDesk::StayDesk(const Hall& hall) : stub_(v1::ClearanceService::NewStub(hall.CentreAs("officer-2"))) {}

StatusOr<StayAccount> StayDesk::Ask(const Document& document, Territory territory) {
  v1::GetStayRequest request;
  ToProto(StayQuery{.document = document, .territory = territory}, &request);
  request.set_reason("asked by the traveller");
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  v1::GetStayResponse response;
  RETURN_IF_ERROR(FromGrpcStatus(stub_->GetStay(&context, request, &response)));
  return FromProto(response);
}

}  // namespace clearance
