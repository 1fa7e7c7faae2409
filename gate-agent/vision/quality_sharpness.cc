// Sharpness; see quality.h.
#include <opencv2/imgproc.hpp>

#include "gate-agent/vision/quality_parts.h"
#include "gate-agent/vision/wipe.h"

namespace clearance::quality {
namespace {

// As fine as the networks see a face.
constexpr int kSide = 128;
// News photographs of 250 pixels (LFW) lie about 90 (5 % below 31), the same blurred by a pixel about 29, by two 9.
constexpr double kHalfSharpness = 30;
constexpr double kSharpnessWidth = 8;

}  // namespace

void MeasureSharpness(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality) {
  static const cv::Mat kOval = FaceRegion(kSide);
  cv::Mat aligned = AlignFace(picture, points, UprightTarget(kSide), kSide);
  cv::Mat grey, edges, mean, deviation;
  cv::cvtColor(aligned, grey, cv::COLOR_BGR2GRAY);
  cv::Laplacian(grey, edges, CV_64F);
  cv::meanStdDev(edges, mean, deviation, kOval);
  Wipe(aligned);
  Wipe(grey);
  Wipe(edges);
  const double spread = deviation.at<double>(0);
  const double sharpness = spread * spread;
  quality[QualityMeasure::kSharpness] = {sharpness, ToScore(100 * Sigmoid(sharpness, kHalfSharpness, kSharpnessWidth))};
}

}  // namespace clearance::quality
