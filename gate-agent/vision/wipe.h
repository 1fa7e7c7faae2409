// Overwriting what a comparison leaves in memory. The one promise: after Wipe the bytes are zero, whatever the
// optimiser thinks of writes nobody reads.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

namespace clearance {

// Zeroes the pixels of `picture` (shared by every cv::Mat that shares them) and lets go of them.
void Wipe(cv::Mat& picture);
void Wipe(std::vector<float>& values);

}  // namespace clearance
