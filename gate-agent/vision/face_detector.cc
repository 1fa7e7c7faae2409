// Boxes and scales all detectors share; see face_detector.h.
#include "gate-agent/vision/face_detector.h"

#include <algorithm>

namespace clearance {

double Overlap(const DetectedFace& a, const DetectedFace& b) {
  const double width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const double height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const double both = width * height;
  return both / (a.Area() + b.Area() - both);
}

std::vector<DetectedFace> SuppressOverlaps(std::vector<DetectedFace> faces, double max_overlap) {
  std::stable_sort(faces.begin(), faces.end(),
                   [](const DetectedFace& a, const DetectedFace& b) { return a.score > b.score; });
  if (faces.size() > kMaxFaceCandidates) faces.resize(kMaxFaceCandidates);
  std::vector<DetectedFace> kept;
  for (const DetectedFace& face : faces) {
    const bool covered = std::any_of(kept.begin(), kept.end(),
                                     [&](const DetectedFace& better) { return Overlap(face, better) > max_overlap; });
    if (!covered) kept.push_back(face);
  }
  return kept;
}

int LongestSide(DetectionSize size) { return size == DetectionSize::kTracking ? 320 : 640; }

void ScaleFace(DetectedFace& face, double factor_x, double factor_y) {
  face.left *= factor_x;
  face.width *= factor_x;
  face.top *= factor_y;
  face.height *= factor_y;
  for (PicturePoint& point : face.points) point = {point.x * factor_x, point.y * factor_y};
}

}  // namespace clearance
