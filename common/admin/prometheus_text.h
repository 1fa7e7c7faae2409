// Telemetry in the text format that Prometheus and its kin scrape (exposition format 0.0.4). The one place that knows
// it.
#pragma once

#include <string>
#include <vector>

#include "common/base/telemetry.h"

namespace clearance {

inline constexpr char kPrometheusContentType[] = "text/plain; version=0.0.4; charset=utf-8";

// A metric without samples is left out.
std::string PrometheusText(const std::vector<MetricFamily>& families);

}  // namespace clearance
