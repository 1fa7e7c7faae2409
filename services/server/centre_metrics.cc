#include "services/server/centre_metrics.h"

#include "common/admin/standard_metrics.h"
#include "common/wire/grpc_log.h"

namespace clearance {
namespace {

double Number(std::uint64_t count) { return static_cast<double>(count); }

HistogramReading CommitSizes(const sqlite::BatchStatistics& commits) {
  HistogramReading reading;
  for (std::size_t i = 0; i + 1 < commits.batches_by_size.size(); ++i)
    reading.buckets.emplace_back(static_cast<double>(1U << i), commits.batches_by_size[i]);
  reading.above = commits.batches_by_size.back();
  reading.sum = Number(commits.functions);
  return reading;
}

void AddStoreMetrics(Telemetry& telemetry, const SqliteStore& store) {
  const auto add = [&](const char* name, MetricKind kind, const char* help,
                       std::uint64_t sqlite::BatchStatistics::*member) {
    telemetry.AddValue({name, kind, help}, [&store, member] { return Number(store.Statistics().*member); });
  };
  add("clearance_store_waiting", MetricKind::kGauge, "Writing functions that wait for the store's one writer.",
      &sqlite::BatchStatistics::waiting);
  add("clearance_store_functions_total", MetricKind::kCounter, "Writing functions that were in a durable commit.",
      &sqlite::BatchStatistics::functions);
  add("clearance_store_commits_total", MetricKind::kCounter, "Durable commits.", &sqlite::BatchStatistics::batches);
  add("clearance_store_failed_commits_total", MetricKind::kCounter, "Commits that failed: nothing of them was written.",
      &sqlite::BatchStatistics::failed_batches);
  telemetry.Add(
      {"clearance_store_commit_functions", MetricKind::kHistogram, "Writing functions in one durable commit."},
      [&store] {
        std::vector<MetricSample> samples(1);
        samples.front().histogram = CommitSizes(store.Statistics());
        return samples;
      });
}

void AddLedgerMetrics(Telemetry& telemetry, const LedgerHealth& ledger) {
  telemetry.Add(
      {"clearance_ledger_state", MetricKind::kGauge, "1 at the state of the ledger, 0 at the others."}, [&ledger] {
        const LedgerState now = ledger.Now().state;
        std::vector<MetricSample> samples;
        for (const LedgerState state : {LedgerState::kUnverified, LedgerState::kVerified, LedgerState::kDifferent})
          samples.push_back(
              {.labels = {{"state", std::string(LedgerStateName(state))}}, .value = state == now ? 1.0 : 0.0});
        return samples;
      });
  telemetry.AddValue({"clearance_ledger_checked_entries", MetricKind::kGauge, "Entries reread since the start."},
                     [&ledger] { return Number(ledger.Now().checked); });
}

}  // namespace

void AddCentreMetrics(Telemetry& telemetry, const CentreMetricsParts& parts) {
  AddProcessMetrics(telemetry, parts.config.version, parts.clock.Now(), parts.not_ready);
  AddClockMetrics(telemetry);
  AddCertificateMetrics(telemetry, parts.certificates);
  AddFileMetrics(telemetry, parts.config.database);
  AddHandshakeMetrics(telemetry);
  parts.rpcs.AddTo(telemetry, "clearance_rpc", "Calls to the centre");
  AddStoreMetrics(telemetry, parts.store);
  AddLedgerMetrics(telemetry, parts.ledger);
}

}  // namespace clearance
