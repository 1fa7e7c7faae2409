// Overwriting what a comparison leaves in memory. The one promise: after Wipe the bytes are zero, whatever the
// optimiser thinks of writes nobody reads.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

namespace clearance {

// Zeroes the pixels of `picture` (shared by every cv::Mat that shares them) and lets go of them.
void Wipe(cv::Mat& picture);
void Wipe(std::vector<float>& values);

// From now on every block of this process's heap is overwritten when it is freed, whoever took it: decoders of picture
// files and the networks' layers copy what they are given into memory that nobody else knows. For the whole process and
// all threads, by glibc's M_PERTURB; it does not reach blocks of at most 1,032 bytes (glibc keeps them for the thread's
// next request) and is nothing under a sanitizer or another allocator.
void WipeWhatIsFreed();

}  // namespace clearance
