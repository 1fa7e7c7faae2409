// What a network of cv::dnn is fed: a picture's pixels as floating-point numbers, channel by channel.
#pragma once

#include <opencv2/core/mat.hpp>

namespace clearance {

enum class ChannelOrder { kBgr, kRgb };

struct NetworkInput {
  ChannelOrder channels = ChannelOrder::kBgr;
  double mean = 0;   // subtracted from each channel's 0..255 ...
  double scale = 1;  // ... and the difference multiplied by this
};

// One picture (8 bit, BGR) as 1 x 3 x rows x columns. In place of cv::dnn::blobFromImage, which makes copies of its own
// on the way. The caller overwrites the answer.
cv::Mat PlanesOf(const cv::Mat& picture, const NetworkInput& input);

}  // namespace clearance
