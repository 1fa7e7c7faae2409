#include "gate-agent/agent/fleet_reporter.h"

#include <algorithm>
#include <utility>

#include "common/base/ids.h"
#include "common/base/log.h"
#include "common/base/retry.h"

namespace clearance {

FleetReporter::FleetReporter(const Parts& parts) : parts_(parts), strand_(parts.executor) {
  strand_.PostAfter(kFleetHeartbeat, [this] { Beat(); });
}

FleetReporter::~FleetReporter() { strand_.End(); }

void FleetReporter::Changed(LaneReport report) {
  strand_.Post([this, report = std::move(report)]() mutable {
    const std::string lane_id = report.lane.lane_id;
    Lane& lane = lanes_[lane_id];
    lane.report = std::move(report);
    lane.changed = true;
    Remind(lane_id);
  });
}

void FleetReporter::GateChanged() {
  strand_.Post([this] {
    for (auto& [lane_id, lane] : lanes_) {
      lane.changed = true;
      Remind(lane_id);
    }
  });
}

void FleetReporter::CommandArrived(std::uint64_t sequence) {
  strand_.Post([this, sequence] {
    open_commands_.insert(sequence);
    last_command_ = std::max(last_command_, sequence);
  });
}

void FleetReporter::CommandDone(std::uint64_t sequence) {
  strand_.Post([this, sequence] {
    open_commands_.erase(sequence);
    // Any lane's report carries the acknowledgement; one that is under way already does not.
    if (lanes_.empty()) return;
    Lane& lane = lanes_.begin()->second;
    lane.changed = true;
    Remind(lanes_.begin()->first);
  });
}

void FleetReporter::Send(const std::string& lane_id) {
  Lane& lane = lanes_[lane_id];
  lane.changed = false;
  lane.under_way = true;
  FleetReport report{
      .request_id = NewUuid(parts_.random), .lane = lane.report, .acknowledged_sequence = Acknowledged()};
  report.lane.reported_at = parts_.clock.Now();
  report.lane.outbox_waiting = parts_.outbox.Waiting();
  for (ReportedFault& fault : parts_.outbox.Faults()) report.lane.faults.push_back(std::move(fault));
  if (parts_.gate_faults)
    for (ReportedFault& fault : parts_.gate_faults()) report.lane.faults.push_back(std::move(fault));
  lane.told_waiting = report.lane.outbox_waiting > 0;
  // By value: the answer may come when this object has ended.
  parts_.central.ReportLane(report, [this, strand = strand_, lane_id](const Status& status) mutable {
    strand.Post([this, lane_id, status] { Answered(lane_id, status); });
  });
}

void FleetReporter::Answered(const std::string& lane_id, const Status& status) {
  if (failing_ == status.ok()) {
    LogWarning(status.ok() ? "fleet_report_back" : "fleet_report_failing", {{"reason", ReasonOf(status)}});
    failing_ = !status.ok();
  }
  if (IsRetryable(status)) {
    // Still under way as far as others see: one repetition at a time.
    strand_.PostAfter(RetryAfterOf(status) + kFleetRetry, [this, lane_id] { Send(lane_id); });
    return;
  }
  Lane& lane = lanes_[lane_id];
  lane.under_way = false;
  if (!status.ok()) return;
  if (lane.changed) return Send(lane_id);
  if (lane.told_waiting) strand_.PostAfter(kFleetRetry, [this, lane_id] { Remind(lane_id); });
}

void FleetReporter::Remind(const std::string& lane_id) {
  if (!lanes_[lane_id].under_way) Send(lane_id);
}

void FleetReporter::Beat() {
  for (const auto& [lane_id, lane] : lanes_) Remind(lane_id);
  strand_.PostAfter(kFleetHeartbeat, [this] { Beat(); });
}

std::uint64_t FleetReporter::Acknowledged() const {
  return open_commands_.empty() ? last_command_ : *open_commands_.begin() - 1;
}

}  // namespace clearance
