// How good the pictures of a set are, component by component of ISO/IEC 29794-5: three of a hundred stand for all.
// Pure.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "gate-agent/evaluation/acquisition.h"

namespace clearance {

// Of every hundred values in their order the 5th, the 50th and the 95th.
using Spread = std::array<double, 3>;

struct QualitySummary {
  std::string component;      // QualityMeasureName
  std::int64_t measured = 0;  // pictures, of those with a template; not 0
  Spread native{};            // unit and range as quality.h says
  Spread score{};             // 0..100
};

// The components that were measured in at least one picture, in the order of QualityMeasure.
std::vector<QualitySummary> SummariseQuality(const std::vector<AcquiredPicture>& acquired);

}  // namespace clearance
