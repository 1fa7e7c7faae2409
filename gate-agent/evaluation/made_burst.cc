#include "gate-agent/evaluation/made_burst.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/check.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

constexpr double kLeastBlurPx = 0.1;  // less is none

EncodedPicture Encoded(const cv::Mat& frame) {
  std::vector<unsigned char> png;
  CHECK(cv::imencode(".png", frame, png, {cv::IMWRITE_PNG_COMPRESSION, 1}));
  EncodedPicture encoded(png.begin(), png.end());
  std::fill(png.begin(), png.end(), static_cast<unsigned char>(0));
  return encoded;
}

}  // namespace

cv::Mat MakeFrame(const cv::Mat& picture, const FrameWear& worst, cv::RNG& random) {
  const cv::Point2f middle(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat turn = cv::getRotationMatrix2D(middle, random.uniform(-worst.turn_deg, worst.turn_deg), 1);
  turn.at<double>(0, 2) += random.uniform(-worst.shift, worst.shift) * picture.cols;
  turn.at<double>(1, 2) += random.uniform(-worst.shift, worst.shift) * picture.cols;
  cv::Mat frame, light;
  cv::warpAffine(picture, frame, turn, picture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  const double blur_px = random.uniform(0.0, worst.blur_px);
  if (blur_px > kLeastBlurPx) cv::GaussianBlur(frame, frame, cv::Size(), blur_px);
  frame.convertTo(light, CV_32F, std::exp(random.uniform(std::log(worst.darkest), 0.0)));
  cv::Mat noise(frame.size(), CV_32FC3);
  random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.0, worst.noise));
  light += noise;
  light.convertTo(frame, CV_8U);
  Wipe(light);
  return frame;
}

std::vector<EncodedPicture> MakeBurst(const EncodedPicture& still, std::uint64_t seed) {
  StatusOr<cv::Mat> picture = DecodePicture(still);
  if (!picture.ok()) return {still};
  cv::RNG random(seed);
  std::vector<EncodedPicture> burst;
  for (int i = 0; i < kMadeBurstFrames; ++i) {
    cv::Mat frame = MakeFrame(*picture, kHeldStill, random);
    burst.push_back(Encoded(frame));
    Wipe(frame);
  }
  Wipe(*picture);
  return burst;
}

}  // namespace clearance
