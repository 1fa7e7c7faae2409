// Overwriting of pictures and templates; see wipe.h.
#include "gate-agent/vision/wipe.h"

#include <malloc.h>
#include <strings.h>

namespace clearance {
namespace {

// What glibc writes over a freed block; a new one is filled with the complement, zero.
constexpr int kOverFreedBlocks = 0xFF;

}  // namespace

void Wipe(cv::Mat& picture) {
  for (int row = 0; row < picture.rows; ++row) {
    explicit_bzero(picture.ptr(row), static_cast<std::size_t>(picture.cols) * picture.elemSize());
  }
  picture.release();
}

void Wipe(std::vector<float>& values) {
  explicit_bzero(values.data(), values.size() * sizeof(float));
  values.clear();
}

void WipeWhatIsFreed() { ::mallopt(M_PERTURB, kOverFreedBlocks); }

}  // namespace clearance
