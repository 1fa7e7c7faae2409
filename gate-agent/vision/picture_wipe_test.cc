// Decoders unpack a picture in memory of their own; none of it may stay.
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/wipe.h"
#include "tests/support/exif.h"
#include "tests/support/memory_search.h"

namespace clearance {
namespace {

class PictureWipeTest : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
    WipeWhatIsFreed();
    // Of this test alone: what others decoded before may lie about.
    CaptureConditions conditions = LaneConditions(911);
    conditions.noise = 6;
    jpeg_ = PaintPortrait(kDistinctPeople[3], conditions);
  }

  cv::Mat Pixels(int flags) const {
    return cv::imdecode(cv::Mat(1, static_cast<int>(jpeg_.size()), CV_8UC1, const_cast<char*>(jpeg_.data())), flags);
  }
  static const unsigned char* Middle(const cv::Mat& picture) { return picture.ptr(picture.rows / 2, picture.cols / 3); }
  static std::string Encoded(const cv::Mat& picture, const char* format) {
    std::vector<unsigned char> bytes;
    EXPECT_TRUE(cv::imencode(format, picture, bytes));
    return {bytes.begin(), bytes.end()};
  }

  std::string jpeg_;
};

TEST_F(PictureWipeTest, ATurnedPictureLeavesNeitherItsUprightNorItsLyingPixels) {
  jpeg_ = WithOrientation(jpeg_, 6);
  cv::Mat lying = Pixels(cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  const Needle as_stored = MakeNeedle(Middle(lying));
  Wipe(lying);
  cv::Mat upright = *DecodePicture(jpeg_);
  const Needle as_shown = MakeNeedle(Middle(upright));
  EXPECT_EQ(CountInMemory(as_shown), 1);
  EXPECT_EQ(CountInMemory(as_stored), 0);
  Wipe(upright);
  EXPECT_EQ(CountInMemory(as_shown), 0);
}

// OpenJPEG unpacks each colour into a plane of whole numbers.
TEST_F(PictureWipeTest, AJpeg2000LeavesNoPlaneOfItsColours) {
  cv::Mat pixels = Pixels(cv::IMREAD_COLOR);
  const std::string jp2 = Encoded(pixels, ".jp2");
  Wipe(pixels);
  cv::Mat picture = *DecodePicture(jp2);
  std::vector<Needle> planes;
  for (int channel = 0; channel < 3; ++channel) {
    cv::Mat plane, numbers;
    cv::extractChannel(picture, plane, channel);
    plane.convertTo(numbers, CV_32S);
    planes.push_back(MakeNeedle(Middle(numbers)));
    Wipe(plane);
    Wipe(numbers);
  }
  for (const Needle& needle : planes) EXPECT_EQ(CountInMemory(needle), 0);
  Wipe(picture);
}

}  // namespace
}  // namespace clearance
