// What a camera makes of a face that is not held still and not well lit: a good picture, made worse by a seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace clearance {

// The worst that is drawn; the other end of each range is the picture as it is.
inline constexpr double kWorstBlurPx = 3;    // standard deviation
inline constexpr double kDarkest = 0.06;     // of the light there was
inline constexpr double kWorstNoise = 16;    // standard deviation in grey levels of 255
inline constexpr double kWorstTurnDeg = 8;   // either way, within the picture's plane
inline constexpr double kWorstShift = 0.04;  // of the picture's width, either way

// One frame of `picture` (8 bit, BGR): turned and moved, blurred, darkened, then with a sensor's noise, each as far as
// `random` says. The same for the same state of it.
inline cv::Mat WorseFrame(const cv::Mat& picture, cv::RNG& random) {
  const cv::Point2f middle(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat turn = cv::getRotationMatrix2D(middle, random.uniform(-kWorstTurnDeg, kWorstTurnDeg), 1);
  turn.at<double>(0, 2) += random.uniform(-kWorstShift, kWorstShift) * picture.cols;
  turn.at<double>(1, 2) += random.uniform(-kWorstShift, kWorstShift) * picture.cols;
  cv::Mat frame, light;
  cv::warpAffine(picture, frame, turn, picture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  const double blur_px = random.uniform(0.0, kWorstBlurPx);
  if (blur_px > 0.1) cv::GaussianBlur(frame, frame, cv::Size(), blur_px);
  frame.convertTo(light, CV_32F, std::exp(random.uniform(std::log(kDarkest), 0.0)));
  cv::Mat noise(frame.size(), CV_32FC3);
  random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.0, kWorstNoise));
  light += noise;
  light.convertTo(frame, CV_8U);
  return frame;
}

}  // namespace clearance
