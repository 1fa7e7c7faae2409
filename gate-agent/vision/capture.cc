// The rules of a usable picture; see capture.h.
#include "gate-agent/vision/capture.h"

#include <algorithm>

namespace clearance {
namespace {

bool IsCut(const cv::Mat& picture, const DetectedFace& face) {
  return std::any_of(face.points.begin(), face.points.end(), [&](const PicturePoint& point) {
    return point.x < 0 || point.y < 0 || point.x > picture.cols - 1 || point.y > picture.rows - 1;
  });
}

CaptureCause JudgeQuality(const FaceQuality& quality) {
  if (quality.luminance_mean.native < kMinLuminance) return CaptureCause::kTooDark;
  if (quality.luminance_mean.native > kMaxLuminance) return CaptureCause::kTooBright;
  if (quality.sharpness.native < kMinSharpness) return CaptureCause::kBlurred;
  return CaptureCause::kNone;
}

}  // namespace

Capture JudgeCapture(const cv::Mat& picture, const std::vector<DetectedFace>& faces) {
  Capture capture;
  if (faces.empty()) {
    capture.cause = CaptureCause::kNoFace;
    return capture;
  }
  const auto smaller = [](const DetectedFace& a, const DetectedFace& b) { return a.Area() < b.Area(); };
  capture.face = *std::max_element(faces.begin(), faces.end(), smaller);
  const auto persons = std::count_if(faces.begin(), faces.end(), [&](const DetectedFace& face) {
    return face.Area() >= kSecondPersonAreaShare * capture.face.Area();
  });
  if (persons > 1) {
    capture.cause = CaptureCause::kSeveralFaces;
  } else if (InterEyeDistance(capture.face.points) < kMinInterEyePx) {
    capture.cause = CaptureCause::kFaceTooSmall;
  } else if (IsCut(picture, capture.face)) {
    capture.cause = CaptureCause::kFaceCut;
  } else {
    capture.quality = MeasureQuality(picture, capture.face);
    capture.cause = JudgeQuality(capture.quality);
  }
  return capture;
}

}  // namespace clearance
