#include "services/clearance/clearance_service.h"

#include <optional>
#include <string>

#include "common/wire/caller.h"
#include "common/wire/crossing_wire.h"
#include "common/wire/decision_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"
#include "common/wire/stay_wire.h"
#include "common/wire/unary.h"

namespace clearance {
namespace {

// A message of a gate about one of its own lanes, at its own port, validated.
template <typename Message>
auto Accept(const grpc::CallbackServerContext& context, const GatePorts& gates, const Message& message)
    -> decltype(FromProto(message)) {
  ASSIGN_OR_RETURN(const Caller gate, RequireCaller(context, {Role::kGate}));
  auto value = FromProto(message);
  if (value.ok()) RETURN_IF_ERROR(gates.RequireOwnLane(gate, value->lane));
  return value;
}

// Answers a report with its ledger position.
template <typename Response>
Admission::OnRecorded Recorded(grpc::ServerUnaryReactor* reactor, Response* response) {
  return [reactor, response](const StatusOr<std::uint64_t>& position) {
    if (position.ok()) response->set_position(*position);
    reactor->Finish(ToGrpcStatus(position.status()));
  };
}

struct StayQuestion {
  StayQuery query{};
  std::optional<StayLook> look{};  // absent: a gate asks, before which the traveller stands
};

StatusOr<StayQuestion> StayQuestionFrom(const grpc::CallbackServerContext& context, const v1::GetStayRequest& request) {
  ASSIGN_OR_RETURN(const Caller caller, RequireCaller(context, {Role::kGate, Role::kOfficer, Role::kSupervisor}));
  StayQuestion question;
  ASSIGN_OR_RETURN(question.query, FromProto(request));
  if (caller.role == Role::kGate) return question;
  RETURN_IF_ERROR(RequireGround(request.reason(), "reason"));
  question.look = StayLook{std::string(RoleName(caller.role)) + "/" + caller.id, request.reason()};
  return question;
}

}  // namespace

grpc::ServerUnaryReactor* ClearanceGrpcService::DecideCrossing(grpc::CallbackServerContext* context,
                                                               const v1::DecideCrossingRequest* request,
                                                               v1::DecideCrossingResponse* response) {
  const auto crossing = Accept(*context, gates_, *request);
  if (!crossing.ok()) return FinishNow(context, crossing.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  admission_.Decide(*crossing, [reactor, response](const StatusOr<DecideAnswer>& answer) {
    if (answer.ok()) ToProto(*answer, response);
    reactor->Finish(ToGrpcStatus(answer.status()));
  });
  return reactor;
}

grpc::ServerUnaryReactor* ClearanceGrpcService::ReportPassage(grpc::CallbackServerContext* context,
                                                              const v1::ReportPassageRequest* request,
                                                              v1::ReportPassageResponse* response) {
  const auto passage = Accept(*context, gates_, *request);
  if (!passage.ok()) return FinishNow(context, passage.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  admission_.RecordPassage(*passage, Recorded(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* ClearanceGrpcService::ReportAbandonment(grpc::CallbackServerContext* context,
                                                                  const v1::ReportAbandonmentRequest* request,
                                                                  v1::ReportAbandonmentResponse* response) {
  const auto abandonment = Accept(*context, gates_, *request);
  if (!abandonment.ok()) return FinishNow(context, abandonment.status());
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  admission_.RecordAbandonment(*abandonment, Recorded(reactor, response));
  return reactor;
}

grpc::ServerUnaryReactor* ClearanceGrpcService::GetStay(grpc::CallbackServerContext* context,
                                                        const v1::GetStayRequest* request,
                                                        v1::GetStayResponse* response) {
  const auto question = StayQuestionFrom(*context, *request);
  if (!question.ok()) return FinishNow(context, question.status());
  const auto answer = [this, query = question->query, response] { return Stay(query, *response); };
  if (!question->look) return FinishOn(executor_, context, answer);
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  // `done` runs on the executor: the answer is worked out there, after the commit, and holds up no transaction.
  admission_.RecordStayLook(question->query, *question->look, [reactor, answer](const Status& recorded) {
    reactor->Finish(ToGrpcStatus(recorded.ok() ? answer() : recorded));
  });
  return reactor;
}

Status ClearanceGrpcService::Stay(const StayQuery& query, v1::GetStayResponse& response) {
  ASSIGN_OR_RETURN(const StayReport report, admission_.GetStay(query));
  response.set_inside(report.inside);
  if (report.account) {
    ToProto(report.account->answer, response.mutable_answer());
    ToProto(*report.account, response.mutable_account());
  }
  for (const clearance::Stay& stay : report.history.stays) ToProto(stay, response.add_stays());
  response.set_completeness(ToProtoEnum(report.completeness));
  response.set_rule_book_version(report.rule_book_version);
  if (report.history.complete_from) ToProto(*report.history.complete_from, response.mutable_complete_from());
  for (const std::string& port : report.history.covers_ports) response.add_covers_ports(port);
  ToProto(report.history.as_of, response.mutable_as_of());
  return OkStatus();
}

}  // namespace clearance
