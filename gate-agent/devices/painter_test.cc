#include "gate-agent/devices/painter.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>
#include <set>

namespace clearance {
namespace {

cv::Mat Decode(const std::string& encoded) {
  const std::vector<unsigned char> bytes(encoded.begin(), encoded.end());
  return cv::imdecode(bytes, cv::IMREAD_COLOR);
}

double MeanDifference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L1) / static_cast<double>(a.total() * 3);
}

TEST(PainterTest, TheSameArgumentsGiveTheSameBytes) {
  EXPECT_EQ(PaintPortrait(7, {}), PaintPortrait(7, {}));
  EXPECT_EQ(PaintPortrait(7, LaneConditions(3)), PaintPortrait(7, LaneConditions(3)));
  EXPECT_EQ(PaintTwoPeople(1, 2, {}), PaintTwoPeople(1, 2, {}));
  EXPECT_EQ(PaintEmptyBooth({}), PaintEmptyBooth({}));
}

TEST(PainterTest, PicturesHaveTheSizeAskedForWithinLimits) {
  EXPECT_EQ(Decode(PaintPortrait(1, {})).size(), cv::Size(384, 480));
  EXPECT_EQ(Decode(PaintEmptyBooth({.width_px = 640, .height_px = 360})).size(), cv::Size(640, 360));
  EXPECT_EQ(Decode(PaintPortrait(1, {.width_px = -5, .height_px = 0})).size(), cv::Size(96, 96));
  EXPECT_EQ(Decode(PaintEmptyBooth({.width_px = 1 << 30, .height_px = 100})).size(), cv::Size(1280, 100));
}

TEST(PainterTest, NeighbouringSeedsAreDifferentPeople) {
  std::set<std::string> pictures;
  cv::Mat before;
  for (PersonSeed seed = 0; seed < 12; ++seed) {
    const std::string encoded = PaintPortrait(seed, {.noise = 0, .width_px = 192, .height_px = 240});
    pictures.insert(encoded);
    const cv::Mat picture = Decode(encoded);
    if (!before.empty()) {
      EXPECT_GT(MeanDifference(before, picture), 4) << seed;
    }
    before = picture;
  }
  EXPECT_EQ(pictures.size(), 12U);
}

TEST(PainterTest, ConditionsChangeThePictureAsTheySay) {
  const CaptureConditions plain = {.noise = 0, .width_px = 192, .height_px = 240};
  CaptureConditions dark = plain, far_away = plain, noisy = plain, turned = plain;
  dark.brightness = 0.3;
  far_away.distance = 3;
  noisy.noise = 10;
  turned.yaw_deg = 20;
  const cv::Mat base = Decode(PaintPortrait(5, plain));
  EXPECT_LT(cv::mean(Decode(PaintPortrait(5, dark)))[1], 0.5 * cv::mean(base)[1]);
  EXPECT_GT(MeanDifference(base, Decode(PaintPortrait(5, far_away))), 8);
  EXPECT_GT(MeanDifference(base, Decode(PaintPortrait(5, noisy))), 4);
  EXPECT_GT(MeanDifference(base, Decode(PaintPortrait(5, turned))), 2);
}

TEST(PainterTest, LaneConditionsDifferButStaySmall) {
  for (std::uint64_t variant = 0; variant < 50; ++variant) {
    const CaptureConditions c = LaneConditions(variant);
    EXPECT_NE(c.noise_seed, LaneConditions(variant + 1).noise_seed);
    EXPECT_NE(c.yaw_deg, LaneConditions(variant + 1).yaw_deg);
    EXPECT_LE(std::abs(c.yaw_deg), 5);
    EXPECT_LE(std::abs(c.pitch_deg), 3);
    EXPECT_LE(std::abs(c.roll_deg), 4);
  }
}

TEST(PainterTest, ExtremeConditionsStillGiveAPicture) {
  const double far_out = 1e9;
  for (double value : {-far_out, far_out}) {
    const CaptureConditions c = {.yaw_deg = value,
                                 .pitch_deg = value,
                                 .roll_deg = value,
                                 .distance = value,
                                 .shift_x = value,
                                 .shift_y = value,
                                 .brightness = value,
                                 .light_from = value,
                                 .blur_px = value,
                                 .noise = value,
                                 .width_px = 120,
                                 .height_px = 150};
    EXPECT_EQ(Decode(PaintPortrait(3, c)).size(), cv::Size(120, 150));
  }
}

}  // namespace
}  // namespace clearance
