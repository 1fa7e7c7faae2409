#include "common/wire/gate_ports.h"

#include "common/base/error_reasons.h"

namespace clearance {

Status GatePorts::RequireOwnLane(const Caller& gate, const LaneProfile& lane) const {
  RETURN_IF_ERROR(clearance::RequireOwnLane(gate, lane.lane_id));
  return PortAsked(gate, lane.port).status();
}

StatusOr<std::string> GatePorts::PortAsked(const Caller& caller, std::string_view port) const {
  if (caller.role != Role::kGate || port_of_gate_.empty()) return std::string(port);
  const auto own = port_of_gate_.find(caller.id);
  if (own == port_of_gate_.end())
    return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied,
                 "the gate stands at no port in the centre's configuration");
  if (port.empty() || port == own->second) return own->second;
  return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied,
               "a gate may speak for its own port only");
}

}  // namespace clearance
