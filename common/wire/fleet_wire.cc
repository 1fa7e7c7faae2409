#include "common/wire/fleet_wire.h"

#include "common/wire/crossing_wire.h"
#include "common/wire/fields.h"
#include "common/wire/proto_enum.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxCode = 64;
constexpr std::size_t kMaxPort = 32;

StatusOr<ReportedFault> FaultFrom(const v1::LaneFault& message) {
  ReportedFault fault;
  RETURN_IF_ERROR(RequireUpper(message.code(), kMaxCode, "_", "code"));
  fault.code = message.code();
  REQUIRE_FIELD(message, since);
  ASSIGN_OR_RETURN(fault.since, FromProto(message.since(), "since"));
  return fault;
}

}  // namespace

void ToProto(const LaneReport& report, v1::LaneReport* out) {
  ToProto(report.lane, out->mutable_lane());
  out->set_phase(report.phase);
  out->set_level(ToProtoEnum(report.level));
  for (const ReportedFault& fault : report.faults) {
    v1::LaneFault* added = out->add_faults();
    added->set_code(fault.code);
    ToProto(fault.since, added->mutable_since());
  }
  ToProto(report.reported_at, out->mutable_reported_at());
  out->set_outbox_waiting(report.outbox_waiting);
}

StatusOr<LaneReport> FromProto(const v1::LaneReport& message) {
  LaneReport report;
  REQUIRE_FIELD(message, lane);
  CONVERT_FIELD(report.lane, FromProto(message.lane()), "lane");
  RETURN_IF_ERROR(RequireUpper(message.phase(), kMaxCode, "_", "phase"));
  report.phase = message.phase();
  ASSIGN_OR_RETURN(report.level, FromProtoEnum<ServiceLevel>(message.level(), "level"));
  if (message.faults_size() > kMaxLaneFaults) return InvalidField("faults", "has more than 64 entries");
  for (int i = 0; i < message.faults_size(); ++i) {
    CONVERT_FIELD(ReportedFault fault, FaultFrom(message.faults(i)), "faults[" + std::to_string(i) + "]");
    report.faults.push_back(std::move(fault));
  }
  REQUIRE_FIELD(message, reported_at);
  ASSIGN_OR_RETURN(report.reported_at, FromProto(message.reported_at(), "reported_at"));
  if (message.outbox_waiting() < 0) return InvalidField("outbox_waiting", "is negative");
  report.outbox_waiting = message.outbox_waiting();
  return report;
}

StatusOr<LevelOrder> FromProto(const v1::SetServiceLevelRequest& message) {
  LevelOrder order;
  RETURN_IF_ERROR(RequireUuid(message.request_id(), "request_id"));
  order.request_id = message.request_id();
  RETURN_IF_ERROR(OptionalUuid(message.proposal_request_id(), "proposal_request_id"));
  order.proposal_request_id = message.proposal_request_id();
  RETURN_IF_ERROR(RequireUpper(message.port(), kMaxPort, "-", "port"));
  order.port = message.port();
  RETURN_IF_ERROR(RequireSlug(message.lane_id(), "lane_id"));
  order.lane_id = message.lane_id();
  ASSIGN_OR_RETURN(order.level, FromProtoEnum<ServiceLevel>(message.level(), "level"));
  RETURN_IF_ERROR(RequireGround(message.ground(), "ground"));
  order.ground = message.ground();
  return order;
}

void ToProto(const GateCommand& command, v1::LaneCommand* out) {
  out->set_sequence(command.sequence);
  out->set_lane_id(command.lane_id);
  ToProto(command.issued_at, out->mutable_issued_at());
  ToProto(command.expires_at, out->mutable_expires_at());
  if (command.level) {
    out->mutable_level_ordered()->set_level(ToProtoEnum(*command.level));
    return;
  }
  v1::OfficerResolved* resolved = out->mutable_officer_resolved();
  resolved->set_referral_id(command.referral_id);
  resolved->set_decision_request_id(command.decision_request_id);
  resolved->set_resolution(ToProtoEnum(command.resolution));
}

StatusOr<GateCommand> FromProto(const v1::LaneCommand& message, std::string_view gate_id) {
  GateCommand command;
  command.sequence = message.sequence();
  command.gate_id = gate_id;
  RETURN_IF_ERROR(RequireSlug(message.lane_id(), "lane_id"));
  command.lane_id = message.lane_id();
  REQUIRE_FIELD(message, issued_at);
  ASSIGN_OR_RETURN(command.issued_at, FromProto(message.issued_at(), "issued_at"));
  REQUIRE_FIELD(message, expires_at);
  ASSIGN_OR_RETURN(command.expires_at, FromProto(message.expires_at(), "expires_at"));
  if (message.has_level_ordered()) {
    if (message.has_officer_resolved()) return InvalidField("level_ordered", "stands beside officer_resolved");
    ASSIGN_OR_RETURN(command.level,
                     FromProtoEnum<ServiceLevel>(message.level_ordered().level(), "level_ordered.level"));
    return command;
  }
  REQUIRE_FIELD(message, officer_resolved);
  const v1::OfficerResolved& resolved = message.officer_resolved();
  RETURN_IF_ERROR(RequireUuid(resolved.referral_id(), "officer_resolved.referral_id"));
  command.referral_id = resolved.referral_id();
  RETURN_IF_ERROR(RequireUuid(resolved.decision_request_id(), "officer_resolved.decision_request_id"));
  command.decision_request_id = resolved.decision_request_id();
  ASSIGN_OR_RETURN(command.resolution, FromProtoEnum<Resolution>(resolved.resolution(), "officer_resolved.resolution"));
  return command;
}

}  // namespace clearance
