#include "services/fleet/lane_reports.h"

#include <optional>

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

}  // namespace

Status RecordReport(Transaction& t, const ReceivedReport& received) {
  const LaneReport& report = received.status.report;
  ASSIGN_OR_RETURN(const auto known, t.lanes().Find(report.lane.port, report.lane.lane_id));
  if (!known || !IsOld(report, *known)) {
    RETURN_IF_ERROR(RecordLevel(t, received.status, known));
    RETURN_IF_ERROR(t.lanes().Put(received.status).status());
  }
  if (received.acknowledged_sequence == 0) return OkStatus();
  return t.lane_commands().Acknowledge(received.status.gate_id, received.acknowledged_sequence);
}

}  // namespace clearance
