// The detection error trade-off: FNMR against FMR over all thresholds, as figures and as a file of them.
//
// Pure. It must never draw more than was measured: the curve begins at the first false match and has no smoothing.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gate-agent/evaluation/rates.h"

namespace clearance {

struct DetPoint {
  double threshold = 0;
  std::int64_t false_matches = 0;
  std::int64_t false_non_matches = 0;
  double fmr = 0;
  double fnmr = 0;

  bool operator==(const DetPoint&) const = default;
};

inline constexpr std::size_t kMaxDetPoints = 2000;

// In falling order of threshold, FMR rising and FNMR falling from point to point; at most kMaxDetPoints, those where
// one of the counts changes, thinned by the ratio of their false matches. Empty without genuine or impostor scores.
std::vector<DetPoint> DetCurve(const ComparisonRates& rates);

// "recipe,threshold,fmr,fnmr,false_matches,false_non_matches" with its line break; and a line for each point of a
// curve.
std::string DetCsvHead();
std::string DetCsv(std::string_view recipe, const std::vector<DetPoint>& curve);

// The standard normal quantile of `rate` in (0, 1): the scale of both axes of a DET picture. Better than 1e-8.
double Probit(double rate);

}  // namespace clearance
