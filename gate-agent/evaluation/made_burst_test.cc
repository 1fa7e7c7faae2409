#include "gate-agent/evaluation/made_burst.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/picture.h"

namespace clearance {
namespace {

TEST(MadeBurstTest, FramesDifferAndAreTheSameForTheSameSeed) {
  const EncodedPicture still = PaintPortrait(kDistinctPeople[0], {.width_px = 192, .height_px = 240});
  const std::vector<EncodedPicture> burst = MakeBurst(still, 7);
  EXPECT_EQ(burst.size(), static_cast<std::size_t>(kMadeBurstFrames));
  EXPECT_EQ(std::set<EncodedPicture>(burst.begin(), burst.end()).size(), burst.size())
      << "the same frame twice is no two frames";
  EXPECT_EQ(burst, MakeBurst(still, 7));
  EXPECT_NE(burst, MakeBurst(still, 8));
  for (const EncodedPicture& frame : burst) EXPECT_EQ(DecodePicture(frame)->size(), cv::Size(192, 240));
}

TEST(MadeBurstTest, APictureThatCannotBeReadIsLeftToTheEngine) {
  EXPECT_EQ(MakeBurst("no picture", 1), std::vector<EncodedPicture>{"no picture"});
}

// Nothing that is drawn is worse than it says.
TEST(MadeBurstTest, AnUnwornFrameIsThePictureItself) {
  const cv::Mat picture = *DecodePicture(PaintPortrait(kDistinctPeople[1], {.width_px = 96, .height_px = 96}));
  cv::RNG random(1);
  const cv::Mat frame = MakeFrame(picture, {}, random);
  EXPECT_EQ(cv::norm(picture, frame, cv::NORM_INF), 0);
  const cv::Mat dark = MakeFrame(picture, {.darkest = 0.5}, random);
  EXPECT_LE(cv::mean(dark)[0], cv::mean(picture)[0]);
  EXPECT_GE(cv::mean(dark)[0], 0.49 * cv::mean(picture)[0]);
}

}  // namespace
}  // namespace clearance
