// Lane reports and commands between proto and domain.
#pragma once

#include <string>
#include <string_view>

#include "clearance/v1/fleet.pb.h"
#include "common/base/status.h"
#include "common/domain/fleet.h"

namespace clearance {

inline constexpr int kMaxLaneFaults = 64;

void ToProto(const LaneReport& report, v1::LaneReport* out);
StatusOr<LaneReport> FromProto(const v1::LaneReport& message);

// The level officers want a lane to work at, or what another officer has proposed.
struct LevelOrder {
  std::string request_id{};
  std::string proposal_request_id{};  // to confirm; empty for a new one
  std::string port{};
  std::string lane_id{};
  ServiceLevel level = ServiceLevel::kFull;
  std::string ground{};
};

StatusOr<LevelOrder> FromProto(const v1::SetServiceLevelRequest& message);

void ToProto(const GateCommand& command, v1::LaneCommand* out);
// `gate_id` is the gate the stream belongs to.
StatusOr<GateCommand> FromProto(const v1::LaneCommand& message, std::string_view gate_id);

}  // namespace clearance
