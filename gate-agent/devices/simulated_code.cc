#include "gate-agent/devices/simulated_code.h"

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr double kMaxTurnDeg = 6;
constexpr int kMarginPx = 48;  // of the hand that holds the phone: the turned code stays inside
constexpr double kPaper = 236;
constexpr double kInk = 28;
constexpr double kSoftnessPx = 0.8;
constexpr double kNoise = 4;  // standard deviation in grey levels of 255
constexpr int kJpegQuality = 92;

cv::Mat Photographed(const cv::Mat& code, std::uint64_t seed) {
  cv::RNG random(seed);
  const double turn_deg = random.uniform(-kMaxTurnDeg, kMaxTurnDeg);
  const double light = random.uniform(0.9, 1.0);
  cv::Mat held;
  cv::copyMakeBorder(code, held, kMarginPx, kMarginPx, kMarginPx, kMarginPx, cv::BORDER_CONSTANT, cv::Scalar(255));
  const cv::Point2f centre(static_cast<float>(held.cols) / 2, static_cast<float>(held.rows) / 2);
  cv::Mat picture;
  cv::warpAffine(held, picture, cv::getRotationMatrix2D(centre, turn_deg, 1), held.size(), cv::INTER_LINEAR,
                 cv::BORDER_CONSTANT, cv::Scalar(255));
  picture.convertTo(picture, CV_32F, light * (kPaper - kInk) / 255, light * kInk);
  cv::GaussianBlur(picture, picture, cv::Size(), kSoftnessPx);
  cv::Mat noise(picture.size(), CV_32F);
  random.fill(noise, cv::RNG::NORMAL, 0, kNoise);
  picture += noise;
  cv::Mat grey;
  picture.convertTo(grey, CV_8U);
  return grey;
}

}  // namespace

StatusOr<std::string> PhotographCode(std::string_view code, std::uint64_t seed) {
  try {
    const std::vector<unsigned char> bytes(code.begin(), code.end());
    const cv::Mat drawn = bytes.empty() ? cv::Mat() : cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
    std::vector<unsigned char> encoded;
    if (!drawn.empty() &&
        cv::imencode(".jpg", Photographed(drawn, seed), encoded, {cv::IMWRITE_JPEG_QUALITY, kJpegQuality})) {
      return std::string(encoded.begin(), encoded.end());
    }
  } catch (const cv::Exception&) {
    // Told below: OpenCV's own words say nothing a caller could act on.
  }
  return Error(StatusCode::kInvalidArgument, error_reason::kPictureUnreadable, "the code is no picture");
}

}  // namespace clearance
