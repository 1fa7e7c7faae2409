// Components of eyes and mouth, from landmarks; see quality.h.
#include <algorithm>
#include <cmath>

#include "gate-agent/vision/quality_parts.h"

namespace clearance::quality {
namespace {

using Pair = std::pair<std::size_t, std::size_t>;
constexpr std::array<Pair, 2> kLeftLids = {{{37, 41}, {38, 40}}};
constexpr std::array<Pair, 2> kRightLids = {{{43, 47}, {44, 46}}};
constexpr std::array<Pair, 3> kInnerLips = {{{61, 67}, {62, 66}, {63, 65}}};

template <std::size_t kPairs>
double WidestGap(const FaceLandmarks& landmarks, const std::array<Pair, kPairs>& pairs) {
  double widest = 0;
  for (const auto& [upper, lower] : pairs) {
    const PicturePoint &a = landmarks[upper], &b = landmarks[lower];
    widest = std::max(widest, std::hypot(a.x - b.x, a.y - b.y));
  }
  return widest;
}

}  // namespace

void MeasureFeatures(const FaceLandmarks& landmarks, FaceQuality& quality) {
  const double chin_px = EyesToChin({.landmarks = landmarks});
  if (!(chin_px > 0)) return;
  const double eyes = std::min(WidestGap(landmarks, kLeftLids), WidestGap(landmarks, kRightLids)) / chin_px;
  quality[QualityMeasure::kEyesOpen] = {eyes, ToScore(100 * Sigmoid(eyes, 0.02, 0.01))};
  const double mouth = WidestGap(landmarks, kInnerLips) / chin_px;
  quality[QualityMeasure::kMouthClosed] = {mouth, ToScore(100 * (1 - Sigmoid(mouth, 0.2, 0.06)))};
}

}  // namespace clearance::quality
