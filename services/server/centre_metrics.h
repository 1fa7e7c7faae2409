// What the centre shows of itself on its admin endpoint: docs/operations.md names every metric. Reads what others count
// and keeps nothing of its own.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/admin/watched_certificates.h"
#include "common/base/clock.h"
#include "common/base/telemetry.h"
#include "common/wire/rpc_metrics.h"
#include "db/sqlite_store.h"
#include "services/ledger/ledger_health.h"
#include "services/server/config.h"

namespace clearance {

// Everything named must outlive what collects.
struct CentreMetricsParts {
  const ServerConfig& config;
  const RpcMetrics& rpcs;
  const SqliteStore& store;
  const LedgerHealth& ledger;
  const Clock& clock;
  const std::vector<WatchedCertificate>& certificates;
  std::function<std::string()> not_ready;
};

void AddCentreMetrics(Telemetry& telemetry, const CentreMetricsParts& parts);

}  // namespace clearance
