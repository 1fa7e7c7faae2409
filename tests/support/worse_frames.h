// What a camera makes of a face that is not held still and not well lit: a good picture, made worse by a seed.
#pragma once

#include <cmath>
#include <cstdint>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace clearance {

// The worst that is drawn; the other end of each range is the picture as it is.
struct FrameWear {
  double blur_px = 3;     // standard deviation
  double darkest = 0.06;  // of the light there was
  double noise = 16;      // standard deviation in grey levels of 255
  double turn_deg = 8;    // either way, within the picture's plane
  double shift = 0.04;    // of the picture's width, either way
};

// Somebody who stands still in good light, before a camera whose frames are not the same twice.
inline constexpr FrameWear kHeldStill = {.blur_px = 0.6, .darkest = 0.8, .noise = 3, .turn_deg = 2, .shift = 0.01};

// One frame of `picture` (8 bit, BGR): turned and moved, blurred, darkened, then with a sensor's noise, each as far as
// `random` says. The same for the same state of it.
inline cv::Mat WorseFrame(const cv::Mat& picture, cv::RNG& random, const FrameWear& worst = {}) {
  const cv::Point2f middle(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat turn = cv::getRotationMatrix2D(middle, random.uniform(-worst.turn_deg, worst.turn_deg), 1);
  turn.at<double>(0, 2) += random.uniform(-worst.shift, worst.shift) * picture.cols;
  turn.at<double>(1, 2) += random.uniform(-worst.shift, worst.shift) * picture.cols;
  cv::Mat frame, light;
  cv::warpAffine(picture, frame, turn, picture.size(), cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
  const double blur_px = random.uniform(0.0, worst.blur_px);
  if (blur_px > 0.1) cv::GaussianBlur(frame, frame, cv::Size(), blur_px);
  frame.convertTo(light, CV_32F, std::exp(random.uniform(std::log(worst.darkest), 0.0)));
  cv::Mat noise(frame.size(), CV_32FC3);
  random.fill(noise, cv::RNG::NORMAL, 0, random.uniform(0.0, worst.noise));
  light += noise;
  light.convertTo(frame, CV_8U);
  return frame;
}

}  // namespace clearance
