#include "gate-agent/agent/gate_metrics.h"

#include "common/admin/standard_metrics.h"
#include "common/wire/grpc_log.h"

namespace clearance {
namespace {

using Lanes = std::vector<const LaneRunner*>;

MetricLabel LaneLabel(const LaneRunner& lane) { return {"lane", lane.lane_id()}; }

// One sample a lane.
Telemetry::Read OfEachLane(const Lanes& lanes, double (*read)(const LaneGlance&)) {
  return [lanes, read] {
    std::vector<MetricSample> samples;
    for (const LaneRunner* lane : lanes)
      samples.push_back({.labels = {LaneLabel(*lane)}, .value = read(lane->Glance())});
    return samples;
  };
}

std::vector<MetricSample> Phases(const Lanes& lanes) {
  std::vector<MetricSample> samples;
  for (const LaneRunner* lane : lanes) {
    const LanePhase now = lane->Glance().phase;
    for (const LanePhase phase : kAllLanePhases)
      samples.push_back({.labels = {LaneLabel(*lane), {"phase", std::string(LanePhaseName(phase))}},
                         .value = phase == now ? 1.0 : 0.0});
  }
  return samples;
}

std::vector<MetricSample> Reports(const Lanes& lanes) {
  std::vector<MetricSample> samples;
  for (const LaneRunner* lane : lanes) {
    const LaneGlance glance = lane->Glance();
    samples.push_back(
        {.labels = {LaneLabel(*lane), {"kind", "PASSAGE"}}, .value = static_cast<double>(glance.passages)});
    samples.push_back(
        {.labels = {LaneLabel(*lane), {"kind", "ABANDONMENT"}}, .value = static_cast<double>(glance.abandonments)});
  }
  return samples;
}

void AddLaneMetrics(Telemetry& telemetry, const Lanes& lanes) {
  telemetry.Add({"clearance_lane_phase", MetricKind::kGauge, "1 at the phase a lane is in, 0 at the others."},
                [lanes] { return Phases(lanes); });
  telemetry.Add({"clearance_lane_faults", MetricKind::kGauge, "Faults of a lane that have not been cleared."},
                OfEachLane(lanes, [](const LaneGlance& lane) { return static_cast<double>(lane.faults); }));
  telemetry.Add({"clearance_lane_queue", MetricKind::kGauge, "Events that wait for a lane."},
                OfEachLane(lanes, [](const LaneGlance& lane) { return static_cast<double>(lane.queued); }));
  telemetry.Add({"clearance_lane_events_dropped_total", MetricKind::kCounter, "Events a full queue did not take."},
                OfEachLane(lanes, [](const LaneGlance& lane) { return static_cast<double>(lane.dropped); }));
  telemetry.Add({"clearance_lane_officer_calls_total", MetricKind::kCounter, "How often a lane called an officer."},
                OfEachLane(lanes, [](const LaneGlance& lane) { return static_cast<double>(lane.officer_calls); }));
  telemetry.Add({"clearance_lane_reports_total", MetricKind::kCounter, "Passages and abandonments of a lane."},
                [lanes] { return Reports(lanes); });
}

void AddLinkMetrics(Telemetry& telemetry, const GateMetricsParts& parts) {
  parts.link.rpcs.AddTo(telemetry, "clearance_centre", "Calls of the gate to the centre");
  telemetry.Add({"clearance_clock_offset_seconds", MetricKind::kGauge,
                 "How far the gate's clock is ahead of the centre's, by the last heartbeat; absent before the first."},
                [&clock = parts.link.clock] {
                  std::vector<MetricSample> samples;
                  if (const auto offset = clock.Now())
                    samples.push_back({.labels = {}, .value = std::chrono::duration<double>(*offset).count()});
                  return samples;
                });
  telemetry.AddValue({"clearance_outbox_waiting", MetricKind::kGauge, "Reports the centre has not acknowledged."},
                     [&store = parts.store] { return static_cast<double>(store.Counts().waiting); });
  telemetry.AddValue(
      {"clearance_outbox_refused", MetricKind::kGauge, "Reports set aside because the centre refused them."},
      [&store = parts.store] { return static_cast<double>(store.Counts().refused); });
}

}  // namespace

void AddGateMetrics(Telemetry& telemetry, const GateMetricsParts& parts) {
  AddProcessMetrics(telemetry, parts.config.version, parts.clock.Now(), parts.not_ready);
  AddClockMetrics(telemetry);
  AddCertificateMetrics(telemetry, parts.certificates);
  AddFileMetrics(telemetry, parts.config.outbox);
  AddHandshakeMetrics(telemetry);
  AddLinkMetrics(telemetry, parts);
  AddLaneMetrics(telemetry, parts.lanes);
  telemetry.AddValue({"clearance_gate_compares_faces", MetricKind::kGauge,
                      "1 where networks and a calibration are loaded, 0 where an officer compares every face."},
                     [compares = parts.compares_faces] { return compares ? 1.0 : 0.0; });
  telemetry.AddValue(
      {"clearance_gate_faults", MetricKind::kGauge, "Faults of the whole gate that have not been cleared."},
      [faults = parts.gate_faults] { return static_cast<double>(faults().size()); });
}

}  // namespace clearance
