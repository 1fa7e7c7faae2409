// Components that points alone tell; see quality.h.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "gate-agent/vision/quality_parts.h"

namespace clearance::quality {
namespace {

// Eyes to chin over eyes to mouth in the mean of 300-W's faces, the start of dlib's shape predictor.
constexpr double kChinOverMouth = 1.74;
// Seen almost from the side, two eyes tell no distance: its correction ends here.
constexpr double kMaxCorrectedYawDeg = 75;

double Cosine(double degrees) { return std::cos(degrees * std::numbers::pi / 180); }

// One at zero degrees, nothing from a right angle on.
QualityComponent PoseComponent(double degrees) {
  const double cosine = std::max(0.0, Cosine(degrees));
  return {degrees, ToScore(100 * cosine * cosine)};
}

PicturePoint Middle(const PicturePoint& a, const PicturePoint& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

double Distance(const PicturePoint& a, const PicturePoint& b) { return std::hypot(a.x - b.x, a.y - b.y); }

void MeasurePose(const FaceShape& shape, FaceQuality& quality) {
  const std::optional<HeadPose> pose =
      shape.landmarks ? PoseOfLandmarks(*shape.landmarks) : PoseOfFivePoints(shape.face.points);
  if (!pose) return;
  quality[QualityMeasure::kHeadPoseYaw] = PoseComponent(pose->yaw_deg);
  quality[QualityMeasure::kHeadPoseRoll] = PoseComponent(pose->roll_deg);
  if (pose->pitch_deg) quality[QualityMeasure::kHeadPosePitch] = PoseComponent(*pose->pitch_deg);
}

// Room around the head, none of it measured for a face without size.
void MeasureFraming(const FaceShape& shape, cv::Size picture, FaceQuality& quality) {
  const FacePoints& points = shape.face.points;
  const double eyes_px = InterEyeDistance(points), chin_px = EyesToChin(shape);
  if (!(eyes_px > 0) || !(chin_px > 0)) return;
  const double eyes_y = Middle(points[0], points[1]).y;
  const double size = chin_px / picture.height;
  quality[QualityMeasure::kHeadSize] = {size, ToScore(200 * (1 - Sigmoid(std::abs(size - 0.45), 0, 0.05)))};
  const auto measure = [&](QualityMeasure which, double native, double middle) {
    quality[which] = {native, ToScore(100 * Sigmoid(native, middle, 0.1))};
  };
  measure(QualityMeasure::kLeftwardCrop, points[0].x / eyes_px, 0.9);
  measure(QualityMeasure::kRightwardCrop, (picture.width - points[1].x) / eyes_px, 0.9);
  measure(QualityMeasure::kMarginAbove, eyes_y / chin_px, 1.4);
  measure(QualityMeasure::kMarginBelow, (picture.height - eyes_y) / chin_px, 1.8);
}

}  // namespace

double EyesToChin(const FaceShape& shape) {
  if (shape.landmarks) {
    const FacePoints five = FivePointsOf(*shape.landmarks);
    return Distance(Middle(five[0], five[1]), (*shape.landmarks)[8]);
  }
  const FacePoints& points = shape.face.points;
  return kChinOverMouth * Distance(Middle(points[0], points[1]), Middle(points[3], points[4]));
}

void MeasureShape(const FaceShape& shape, cv::Size picture, FaceQuality& quality) {
  MeasurePose(shape, quality);
  double distance_px = InterEyeDistance(shape.face.points);
  if (const auto& yaw = quality[QualityMeasure::kHeadPoseYaw])
    distance_px /= Cosine(std::min(std::abs(yaw->native), kMaxCorrectedYawDeg));
  quality[QualityMeasure::kInterEyeDistance] = {distance_px, ToScore(100 * Sigmoid(distance_px, 70, 20))};
  const double area = shape.face.Area();
  if (area > 0) {
    const double second = std::min(1.0, shape.second_area / area);
    quality[QualityMeasure::kSingleFacePresent] = {second, ToScore(100 * (1 - second))};
  }
  MeasureFraming(shape, picture, quality);
}

}  // namespace clearance::quality
