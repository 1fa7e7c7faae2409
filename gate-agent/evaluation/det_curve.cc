// DET points; see det_curve.h.
#include "gate-agent/evaluation/det_curve.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "common/base/check.h"

namespace clearance {
namespace {

// Impostor scores are many and genuine ones few: a threshold at every genuine score, and at impostor scores whose ranks
// grow by this ratio, show every step a picture can.
constexpr double kRankRatio = 1.02;

std::vector<double> Thresholds(const ComparisonRates& rates) {
  const std::vector<double>& impostor = rates.impostor_scores();
  const std::vector<double>& genuine = rates.genuine_scores();
  std::vector<double> thresholds;
  for (double rank = 1; rank <= static_cast<double>(impostor.size()); rank = std::max(rank + 1, rank * kRankRatio)) {
    thresholds.push_back(impostor[static_cast<std::size_t>(rank) - 1]);
  }
  const std::size_t room = kMaxDetPoints - std::min(kMaxDetPoints, thresholds.size());
  const std::size_t every = room == 0 ? genuine.size() : genuine.size() / room + 1;
  for (std::size_t i = 0; i < genuine.size(); i += every) thresholds.push_back(genuine[i]);
  std::sort(thresholds.rbegin(), thresholds.rend());
  thresholds.erase(std::unique(thresholds.begin(), thresholds.end()), thresholds.end());
  return thresholds;
}

// 1 minus the normal distribution, halved: erfc is exact where the rates are small.
double NormalBelow(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

}  // namespace

std::vector<DetPoint> DetCurve(const ComparisonRates& rates) {
  std::vector<DetPoint> curve;
  if (rates.impostor_scores().empty() || rates.genuine_scores().empty()) return curve;
  const auto impostors = static_cast<double>(rates.impostor_scores().size());
  const auto genuine = static_cast<double>(rates.genuine_scores().size());
  for (double threshold : Thresholds(rates)) {
    DetPoint point = {threshold, rates.FalseMatches(threshold), rates.FalseNonMatches(threshold), 0, 0};
    point.fmr = static_cast<double>(point.false_matches) / impostors;
    point.fnmr = static_cast<double>(point.false_non_matches) / genuine;
    if (point.false_matches > 0) curve.push_back(point);
  }
  return curve;
}

std::string DetCsvHead() { return "recipe,threshold,fmr,fnmr,false_matches,false_non_matches\n"; }

std::string DetCsv(std::string_view recipe, const std::vector<DetPoint>& curve) {
  std::string csv;
  for (const DetPoint& point : curve) {
    csv += fmt::format("{},{:.6f},{:.6g},{:.6g},{},{}\n", recipe, point.threshold, point.fmr, point.fnmr,
                       point.false_matches, point.false_non_matches);
  }
  return csv;
}

double Probit(double rate) {
  CHECK(rate > 0 && rate < 1);
  // Bisection: forty lines of coefficients would be faster, and a few hundred points do not care.
  double low = -40;
  double high = 40;
  constexpr int kHalvings = 80;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (NormalBelow(middle) < rate ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace clearance
