// A burst as a camera might take it, made of one still picture: for sets that hold no bursts.
//
// It must never stand for a camera's own burst: whoever is in these frames neither blinks nor turns away. Reports that
// rest on it say so.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

#include "gate-agent/vision/face_engine.h"

namespace clearance {

// The worst that is drawn for a frame; the other end of each range is the picture as it is.
struct FrameWear {
  double blur_px = 0;   // standard deviation
  double darkest = 1;   // of the light there was, above 0
  double noise = 0;     // standard deviation in grey levels of 255
  double turn_deg = 0;  // either way, within the picture's plane
  double shift = 0;     // of the picture's width, either way
};

// Somebody who stands still in good light, before a camera whose frames are not the same twice. Ours, not measured at
// any camera.
inline constexpr FrameWear kHeldStill = {.blur_px = 0.6, .darkest = 0.8, .noise = 3, .turn_deg = 2, .shift = 0.01};
// Two more than are averaged (burst.h), so that there is something to choose.
inline constexpr int kMadeBurstFrames = 5;

// One frame of `picture` (8 bit, BGR): turned and moved, blurred, darkened, then with a sensor's noise, each as far as
// `random` says. The same for the same state of it.
cv::Mat MakeFrame(const cv::Mat& picture, const FrameWear& worst, cv::RNG& random);

// kMadeBurstFrames of `still` by kHeldStill, as PNG; the same for the same seed. Of a picture that cannot be read
// it alone: the engine says what is wrong with it.
std::vector<EncodedPicture> MakeBurst(const EncodedPicture& still, std::uint64_t seed);

}  // namespace clearance
