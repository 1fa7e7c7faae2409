#include "gate-agent/evaluation/quality_summary.h"

#include <algorithm>

namespace clearance {
namespace {

// The least value that so many of a hundred do not exceed (nearest rank). `values` is not empty.
Spread SpreadOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  constexpr std::array<std::size_t, 3> kRanks = {5, 50, 95};
  Spread spread{};
  for (std::size_t i = 0; i < kRanks.size(); ++i) spread[i] = values[(kRanks[i] * values.size() + 99) / 100 - 1];
  return spread;
}

}  // namespace

std::vector<QualitySummary> SummariseQuality(const std::vector<AcquiredPicture>& acquired) {
  std::vector<QualitySummary> summaries;
  for (std::size_t i = 0; i < kQualityMeasureCount; ++i) {
    const auto measure = static_cast<QualityMeasure>(i);
    std::vector<double> natives, scores;
    for (const AcquiredPicture& picture : acquired) {
      if (picture.quality == nullptr || !(*picture.quality)[measure]) continue;
      natives.push_back((*picture.quality)[measure]->native);
      scores.push_back((*picture.quality)[measure]->score);
    }
    if (natives.empty()) continue;
    const auto measured = static_cast<std::int64_t>(natives.size());
    summaries.push_back({std::string(QualityMeasureName(measure)), measured, SpreadOf(std::move(natives)),
                         SpreadOf(std::move(scores))});
  }
  return summaries;
}

}  // namespace clearance
