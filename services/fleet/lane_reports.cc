#include "services/fleet/lane_reports.h"

#include <algorithm>
#include <optional>

#include "common/domain/service_level.h"
#include "common/wire/settings_bodies.h"
#include "services/derivation/derive.h"

namespace clearance {
namespace {

// Known already, or overtaken by a later one.
bool IsOld(const LaneReport& report, const LaneStatus& known) {
  if (report == known.report) return true;
  const bool in_order = known.report.reported_at <= known.received_at + kMaxReportLead;
  return in_order && report.reported_at < known.report.reported_at;
}

// An entry when the lane works at another level than it did.
Status RecordLevel(Transaction& t, const LaneStatus& status, const std::optional<LaneStatus>& known) {
  const LaneReport& report = status.report;
  ServiceLevelChange change{.after = report.level, .gate_id = status.gate_id};
  if (known) change.before = known->report.level;
  if (change.before == change.after) return OkStatus();
  return RecordEntry(t, {.log = report.lane.port,
                         .kind = EntryKind::kServiceLevelChange,
                         .event_time = report.reported_at,
                         .record_time = status.received_at,
                         .lane_id = report.lane.lane_id,
                         .body = ServiceLevelChangeBody(change)})
      .status();
}

// Whether a gate is about to tell the lane already.
StatusOr<bool> IsOnItsWay(const Snapshot& s, const LaneStatus& lane) {
  ASSIGN_OR_RETURN(const auto commands, s.lane_commands().Since(lane.gate_id, 0, kMaxRowsPerRead));
  return std::any_of(commands.begin(), commands.end(), [&](const GateCommand& command) {
    return command.level && command.lane_id == lane.report.lane.lane_id && command.expires_at > lane.received_at;
  });
}

Status RemindOfLevel(Transaction& t, const LaneStatus& lane) {
  if (!lane.ordered_level || *lane.ordered_level == lane.report.level) return OkStatus();
  if (LeavesMoreToPeople(*lane.ordered_level, lane.report.level)) return OkStatus();
  ASSIGN_OR_RETURN(const bool on_its_way, IsOnItsWay(t, lane));
  return on_its_way ? OkStatus() : SendLevel(t, lane, lane.received_at);
}

}  // namespace

Status SendLevel(Transaction& t, const LaneStatus& lane, Instant now) {
  return t.lane_commands()
      .Append({.sequence = 0,
               .gate_id = lane.gate_id,
               .lane_id = lane.report.lane.lane_id,
               .level = lane.ordered_level,
               .issued_at = now,
               .expires_at = now + kLevelCommandLifetime})
      .status();
}

Status RecordReport(Transaction& t, const ReceivedReport& received) {
  LaneStatus lane = received.status;
  ASSIGN_OR_RETURN(const auto known, t.lanes().Find(lane.report.lane.port, lane.report.lane.lane_id));
  const bool is_news = !known || !IsOld(lane.report, *known);
  if (is_news) {
    if (known) lane.ordered_level = known->ordered_level;
    RETURN_IF_ERROR(RecordLevel(t, lane, known));
    RETURN_IF_ERROR(t.lanes().Put(lane).status());
  }
  if (received.acknowledged_sequence != 0)
    RETURN_IF_ERROR(t.lane_commands().Acknowledge(lane.gate_id, received.acknowledged_sequence));
  return is_news ? RemindOfLevel(t, lane) : OkStatus();
}

}  // namespace clearance
