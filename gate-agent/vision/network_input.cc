// Pixels to planes; see network_input.h.
#include "gate-agent/vision/network_input.h"

#include <array>

namespace clearance {

cv::Mat PlanesOf(const cv::Mat& picture, const NetworkInput& input) {
  constexpr int kChannels = 3;
  std::array<float, 256> fed{};
  for (std::size_t i = 0; i < fed.size(); ++i) {
    fed[i] = static_cast<float>((static_cast<double>(i) - input.mean) * input.scale);
  }
  const std::array<int, 4> shape = {1, kChannels, picture.rows, picture.cols};
  cv::Mat planes(static_cast<int>(shape.size()), shape.data(), CV_32F);
  for (int channel = 0; channel < kChannels; ++channel) {
    const int from = input.channels == ChannelOrder::kRgb ? kChannels - 1 - channel : channel;
    auto* to = planes.ptr<float>(0, channel);
    for (int row = 0; row < picture.rows; ++row) {
      const auto* pixels = picture.ptr<cv::Vec3b>(row);
      for (int column = 0; column < picture.cols; ++column) *to++ = fed[pixels[column][from]];
    }
  }
  return planes;
}

}  // namespace clearance
