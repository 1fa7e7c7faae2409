// The fleet: how lanes report, and what the centre tells them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/crossing.h"
#include "common/domain/referral.h"

namespace clearance {

// Raised and cleared; shown until cleared.
struct ReportedFault {
  std::string code{};  // "BOTH_DOORS_OPEN": A–Z 0–9 _
  Instant since{};
  friend bool operator==(const ReportedFault&, const ReportedFault&) = default;
};

// How a lane stands, by its gate's clock.
struct LaneReport {
  LaneProfile lane{};
  std::string phase{};  // name of the lane's phase, "IDLE"
  ServiceLevel level = ServiceLevel::kFull;
  std::vector<ReportedFault> faults{};
  Instant reported_at{};
  int outbox_waiting = 0;
  friend bool operator==(const LaneReport&, const LaneReport&) = default;
};

// An officer's answer, or the level officers have ordered, on its way to a lane. Sequences rise within a gate.
struct GateCommand {
  std::uint64_t sequence = 0;
  std::string gate_id{};
  std::string lane_id{};
  std::optional<ServiceLevel> level{};  // of an order; the answer's three fields then say nothing
  std::string referral_id{};
  std::string decision_request_id{};  // a lane with another decision in hand ignores the command
  Resolution resolution = Resolution::kAdmit;
  Instant issued_at{};
  Instant expires_at{};  // not to be carried out from this moment on
  friend bool operator==(const GateCommand&, const GateCommand&) = default;
};

}  // namespace clearance
