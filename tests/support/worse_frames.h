// What a camera makes of a face that is not held still and not well lit: a good picture, made worse by a seed.
#pragma once

#include "gate-agent/evaluation/made_burst.h"

namespace clearance {

// Somebody who moves in the dark.
inline constexpr FrameWear kWorn = {.blur_px = 3, .darkest = 0.06, .noise = 16, .turn_deg = 8, .shift = 0.04};

// One frame of `picture` (8 bit, BGR). The same for the same state of `random`.
inline cv::Mat WorseFrame(const cv::Mat& picture, cv::RNG& random, const FrameWear& worst = kWorn) {
  return MakeFrame(picture, worst, random);
}

}  // namespace clearance
