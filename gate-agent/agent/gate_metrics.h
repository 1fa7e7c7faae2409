// What a gate shows of itself on its admin endpoint: docs/operations.md names every metric. Reads what others count and
// keeps nothing of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/admin/watched_certificates.h"
#include "common/base/clock.h"
#include "common/base/telemetry.h"
#include "gate-agent/agent/config.h"
#include "gate-agent/agent/lane_runner.h"
#include "gate-agent/link/gate_store.h"
#include "gate-agent/link/link_metrics.h"

namespace clearance {

// Everything named must outlive what collects.
struct GateMetricsParts {
  const AgentConfig& config;
  const LinkMetrics& link;
  const GateStore& store;
  const Clock& clock;
  const std::vector<WatchedCertificate>& certificates;
  bool compares_faces = false;  // an engine is loaded
  std::vector<const LaneRunner*> lanes;
  std::function<std::vector<ReportedFault>()> gate_faults;
  std::function<std::string()> not_ready;
};

void AddGateMetrics(Telemetry& telemetry, const GateMetricsParts& parts);

}  // namespace clearance
