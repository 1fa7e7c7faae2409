// Quality components on the aligned face; see quality.h. Score formulas: ISO/IEC 29794-5 as OFIQ computes them.
#include "gate-agent/vision/quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

constexpr int kSide = 128;
// Eyes at 36 % and mouth at 73 % of the height: forehead to chin lie inside the oval below.
constexpr FacePoints kTarget = {{{0.34 * kSide, 0.36 * kSide},
                                 {0.66 * kSide, 0.36 * kSide},
                                 {0.50 * kSide, 0.54 * kSide},
                                 {0.37 * kSide, 0.73 * kSide},
                                 {0.63 * kSide, 0.73 * kSide}}};

double Sigmoid(double x, double middle, double width) { return 1 / (1 + std::exp((middle - x) / width)); }

double ToScore(double value) { return std::clamp(std::round(value), 0.0, 100.0); }

// sRGB 0..255 to linear light 0..1 (IEC 61966-2-1).
std::array<double, 256> MakeLinearLight() {
  std::array<double, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double value = static_cast<double>(i) / 255;
    table[i] = value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
  }
  return table;
}

double MeanLuminance(const cv::Mat& aligned, const cv::Mat& oval) {
  static const std::array<double, 256> kLinear = MakeLinearLight();
  double sum = 0;
  int count = 0;
  for (int row = 0; row < aligned.rows; ++row) {
    for (int column = 0; column < aligned.cols; ++column) {
      if (oval.at<unsigned char>(row, column) == 0) continue;
      const auto& pixel = aligned.at<cv::Vec3b>(row, column);
      sum += 0.2126 * kLinear[pixel[2]] + 0.7152 * kLinear[pixel[1]] + 0.0722 * kLinear[pixel[0]];
      ++count;
    }
  }
  return count == 0 ? 0 : sum / count;
}

double LaplacianVariance(const cv::Mat& aligned, const cv::Mat& oval) {
  cv::Mat grey, edges, mean, deviation;
  cv::cvtColor(aligned, grey, cv::COLOR_BGR2GRAY);
  cv::Laplacian(grey, edges, CV_64F);
  cv::meanStdDev(edges, mean, deviation, oval);
  Wipe(grey);
  Wipe(edges);
  const double spread = deviation.at<double>(0);
  return spread * spread;
}

// News photographs of 250 pixels (LFW) lie about 90 (5 % below 31), the same blurred by a pixel about 29, by two 9.
constexpr double kHalfSharpness = 30;
constexpr double kSharpnessWidth = 8;

}  // namespace

FaceQuality MeasureQuality(const cv::Mat& picture, const DetectedFace& face) {
  cv::Mat aligned = AlignFace(picture, face.points, kTarget, kSide);
  cv::Mat oval = cv::Mat::zeros(kSide, kSide, CV_8UC1);
  cv::ellipse(oval, cv::Point(kSide / 2, kSide * 54 / 100), cv::Size(kSide * 32 / 100, kSide * 42 / 100), 0, 0, 360,
              cv::Scalar(255), cv::FILLED);
  FaceQuality quality;
  const double distance_px = InterEyeDistance(face.points);
  quality.inter_eye_distance = {distance_px, ToScore(100 * Sigmoid(distance_px, 70, 20))};
  const double sharpness = LaplacianVariance(aligned, oval);
  quality.sharpness = {sharpness, ToScore(100 * Sigmoid(sharpness, kHalfSharpness, kSharpnessWidth))};
  const double light = MeanLuminance(aligned, oval);
  quality.luminance_mean = {light, ToScore(100 * Sigmoid(light, 0.2, 0.05) * (1 - Sigmoid(light, 0.8, 0.05)))};
  quality.overall =
      face.score * std::min({quality.inter_eye_distance.score, quality.sharpness.score, quality.luminance_mean.score}) /
      100;
  Wipe(aligned);
  return quality;
}

}  // namespace clearance
