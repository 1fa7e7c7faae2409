// Components of light, all from one histogram of luminances or two; see quality.h.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "gate-agent/vision/quality_parts.h"
#include "gate-agent/vision/wipe.h"

namespace clearance::quality {
namespace {

// Large enough that a cheek's square holds some six hundred pixels: fewer fill no histogram.
constexpr int kSide = 256;
constexpr double kZoneOverEyes = 0.3;
constexpr std::size_t kDarkest = 25;
constexpr std::size_t kBrightest = 247;

std::array<float, 256> MakeLinearLight() {
  std::array<float, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double value = static_cast<double>(i) / 255;
    table[i] = static_cast<float>(value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
  }
  return table;
}

// As std::lround, which is a call for each pixel: what is left of a value below 256 is exact.
unsigned char Rounded(float value) {
  const auto whole = static_cast<unsigned char>(value);
  return static_cast<unsigned char>(whole + (value - static_cast<float>(whole) >= 0.5f ? 1 : 0));
}

// Shares of the pixels of each luminance; they sum to 1.
using Histogram = std::array<double, 256>;

// Over the pixels of `luminances` where `region` is set; everywhere when it is empty.
Histogram HistogramOf(const cv::Mat& luminances, const cv::Mat& region) {
  std::array<int, 256> counts{};
  int count = 0;
  for (int row = 0; row < luminances.rows; ++row) {
    const unsigned char* luminance = luminances.ptr(row);
    const unsigned char* inside = region.empty() ? nullptr : region.ptr(row);
    for (int column = 0; column < luminances.cols; ++column) {
      if (inside != nullptr && inside[column] == 0) continue;
      ++counts[luminance[column]];
      ++count;
    }
  }
  Histogram histogram{};
  for (std::size_t i = 0; i < counts.size(); ++i) histogram[i] = static_cast<double>(counts[i]) / count;
  return histogram;
}

double SumOf(const Histogram& histogram, std::size_t first, std::size_t last) {
  double sum = 0;
  for (std::size_t i = first; i <= last; ++i) sum += histogram[i];
  return sum;
}

void MeasureHistogram(const Histogram& histogram, FaceQuality& quality) {
  double mean = 0, square = 0, entropy = 0;
  for (std::size_t i = 0; i < histogram.size(); ++i) {
    const double share = histogram[i], light = static_cast<double>(i) / 255;
    mean += share * light;
    square += share * light * light;
    if (share > 0) entropy -= share * std::log2(share);
  }
  const double variance = std::max(0.0, square - mean * mean);
  const double dark = SumOf(histogram, 0, kDarkest), bright = SumOf(histogram, kBrightest, 255);
  quality[QualityMeasure::kLuminanceMean] = {mean,
                                             ToScore(100 * Sigmoid(mean, 0.2, 0.05) * (1 - Sigmoid(mean, 0.8, 0.05)))};
  quality[QualityMeasure::kLuminanceVariance] = {
      variance, ToScore(100 * std::sin(std::numbers::pi * 60 * variance / (60 * variance + 1)))};
  quality[QualityMeasure::kUnderExposurePrevention] = {dark, ToScore(120 * (0.832 - Sigmoid(dark, 0.92, 0.05)))};
  quality[QualityMeasure::kOverExposurePrevention] = {bright, ToScore(1 / (bright + 0.01))};
  quality[QualityMeasure::kDynamicRange] = {entropy, ToScore(12.5 * entropy)};
}

void MeasureUniformity(const cv::Mat& luminances, FaceQuality& quality) {
  const std::array<cv::Rect, 2> cheeks = CheekZones(kSide);
  const Histogram left = HistogramOf(luminances(cheeks[0]), {});
  const Histogram right = HistogramOf(luminances(cheeks[1]), {});
  double common = 0;
  for (std::size_t i = 0; i < left.size(); ++i) common += std::min(left[i], right[i]);
  quality[QualityMeasure::kIlluminationUniformity] = {common, ToScore(100 * std::pow(common, 0.3))};
}

}  // namespace

const std::array<float, 256>& LinearLight() {
  static const std::array<float, 256> kLinear = MakeLinearLight();
  return kLinear;
}

cv::Mat Luminances(const cv::Mat& picture) {
  const std::array<float, 256>& linear = LinearLight();
  cv::Mat luminances(picture.size(), CV_8UC1);
  for (int row = 0; row < picture.rows; ++row) {
    const auto* from = picture.ptr<cv::Vec3b>(row);
    auto* to = luminances.ptr<unsigned char>(row);
    for (int column = 0; column < picture.cols; ++column) {
      const cv::Vec3b& pixel = from[column];
      const float light = 0.2126f * linear[pixel[2]] + 0.7152f * linear[pixel[1]] + 0.0722f * linear[pixel[0]];
      to[column] = Rounded(255 * light);
    }
  }
  return luminances;
}

std::array<cv::Rect, 2> CheekZones(int side) {
  const FacePoints points = UprightTarget(side);
  const int zone = static_cast<int>(std::lround(kZoneOverEyes * InterEyeDistance(points)));
  const int top = static_cast<int>(std::lround((points[0].y + points[3].y) / 2));
  const auto left_eye = static_cast<int>(std::lround(points[0].x)),
             right_eye = static_cast<int>(std::lround(points[1].x));
  return {cv::Rect(left_eye - zone, top, zone, zone), cv::Rect(right_eye, top, zone, zone)};
}

void MeasureLight(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality) {
  static const cv::Mat kOval = FaceRegion(kSide);
  cv::Mat aligned = AlignFace(picture, points, UprightTarget(kSide), kSide);
  cv::Mat luminances = Luminances(aligned);
  Wipe(aligned);
  MeasureHistogram(HistogramOf(luminances, kOval), quality);
  MeasureUniformity(luminances, quality);
  Wipe(luminances);
}

}  // namespace clearance::quality
