// GatePorts: which gate stands at which port, as the centre's configuration has it: a gate must not choose its port,
// for holds, slots and logs are a port's.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/wire/caller.h"

namespace clearance {

// Thread-safe. Without a list any gate may be at any port.
class GatePorts {
 public:
  GatePorts() = default;
  explicit GatePorts(std::map<std::string, std::string> port_of_gate) : port_of_gate_(std::move(port_of_gate)) {}

  // PERMISSION_DENIED unless `lane` is one of the calling gate's own (RequireOwnLane), at that gate's port.
  Status RequireOwnLane(const Caller& gate, const LaneProfile& lane) const;
  // The port that `caller` asks about: a gate's own when it names none; "" for every port. PERMISSION_DENIED for a gate
  // that names another than its own, or stands in no list.
  StatusOr<std::string> PortAsked(const Caller& caller, std::string_view port) const;

 private:
  std::map<std::string, std::string> port_of_gate_;
};

}  // namespace clearance
