// Colour and background held against what OpenCV and plain loops make of pictures whose face needs no alignment.
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "gate-agent/vision/quality_parts.h"

namespace clearance {
namespace {

using enum QualityMeasure;

constexpr int kSide = 256;
constexpr double kOpenCvsTables = 0.3;  // it looks the curves up and interpolates

FaceQuality ColourOf(const cv::Mat& picture) {
  FaceQuality quality;
  MeasurePortrait(picture, quality::UprightTarget(picture.cols), quality);
  return quality;
}

cv::Mat Plain(const cv::Scalar& colour) { return {kSide, kSide, CV_8UC3, colour}; }

// The standard's distance by OpenCV's own CIELAB.
double Oracle(const cv::Mat& picture) {
  cv::Mat unit, lab;
  picture.convertTo(unit, CV_32F, 1.0 / 255);
  cv::cvtColor(unit, lab, cv::COLOR_BGR2Lab);
  const auto cheeks = quality::CheekZones(kSide);
  const cv::Scalar mean = (cv::mean(lab(cheeks[0])) + cv::mean(lab(cheeks[1]))) / 2;
  const double a = mean[1], b = mean[2];
  if (a < 0 || b < 0) return 100;
  const double da = a < 5 ? 5 - a : a > 25 ? a - 25 : 0, db = b < 5 ? 5 - b : b > 35 ? b - 35 : 0;
  return std::sqrt(da * da + db * db);
}

TEST(NaturalColourTest, AgreesWithOpenCvsCielab) {
  for (const cv::Scalar& bgr :
       {cv::Scalar(140, 170, 220), cv::Scalar(60, 90, 160), cv::Scalar(40, 55, 80), cv::Scalar(20, 60, 230),
        cv::Scalar(0, 140, 255), cv::Scalar(150, 150, 160), cv::Scalar(180, 120, 230), cv::Scalar(100, 180, 120)}) {
    const FaceQuality quality = ColourOf(Plain(bgr));
    ASSERT_TRUE(quality[kNaturalColour]);
    const double native = quality[kNaturalColour]->native;
    EXPECT_NEAR(native, Oracle(Plain(bgr)), kOpenCvsTables) << bgr;
    EXPECT_EQ(quality[kNaturalColour]->score, std::round(200 / (1 + std::exp(native / 10)))) << bgr;
  }
  cv::Mat halves = Plain({140, 170, 220});
  halves.colRange(kSide / 2, kSide) = cv::Scalar(20, 60, 230);
  EXPECT_NEAR(ColourOf(halves)[kNaturalColour]->native, Oracle(halves), kOpenCvsTables) << "the mean of both cheeks";
}

// a and b as colour tables publish them for sRGB under D65.
TEST(NaturalColourTest, AgreesWithPublishedColours) {
  EXPECT_NEAR(ColourOf(Plain({0, 0, 255}))[kNaturalColour]->native, std::hypot(80.09 - 25, 67.20 - 35), 0.05) << "red";
  EXPECT_NEAR(ColourOf(Plain({0, 165, 255}))[kNaturalColour]->native, 78.95 - 35, 0.05) << "orange";
  EXPECT_NEAR(ColourOf(Plain({42, 42, 165}))[kNaturalColour]->native, 49.69 - 25, 0.05) << "brown";
}

TEST(NaturalColourTest, SkinIsNaturalGreyIsNoFaultAndGreenAndBlueAreNone) {
  EXPECT_EQ(ColourOf(Plain({140, 170, 220}))[kNaturalColour]->score, 100);
  EXPECT_EQ(ColourOf(Plain({128, 128, 128}))[kNaturalColour]->native, 0) << "a grey picture has no colour to be wrong";
  EXPECT_EQ(ColourOf(Plain({60, 160, 60}))[kNaturalColour]->native, 100);
  EXPECT_EQ(ColourOf(Plain({220, 120, 100}))[kNaturalColour]->score, 0);
  // Nearly grey is not grey: a and b near 0 lie 5 below the least of skin, each.
  EXPECT_NEAR(ColourOf(Plain({128, 129, 130}))[kNaturalColour]->native, std::hypot(5, 5), 1);
}

// --- Background ---

double Light(unsigned char value) {
  const double share = value / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

std::optional<QualityComponent> BackgroundOf(const cv::Mat& picture, const FacePoints& points) {
  FaceQuality quality;
  MeasurePortrait(picture, points, quality);
  return quality[kBackgroundUniformity];
}

// A picture in which the face lies as it is measured.
cv::Mat Crop(const cv::Scalar& colour) {
  return {quality::kBackgroundWidth, quality::kBackgroundWidth, CV_8UC3, colour};
}

TEST(BackgroundUniformityTest, AgreesWithSobelsOperatorWrittenOut) {
  cv::Mat picture = Crop({0, 0, 0});
  cv::RNG random(5);
  random.fill(picture, cv::RNG::UNIFORM, 0, 255);
  cv::GaussianBlur(picture, picture, cv::Size(), 2);
  const int height = quality::kBackgroundHeight, width = quality::kBackgroundWidth;
  const cv::Rect head = quality::HeadBox();
  const auto light = [&](int y, int x) {
    const auto within = [](int at, int size) { return at < 0 ? -at : at >= size ? 2 * size - 2 - at : at; };
    const cv::Vec3b pixel = picture.at<cv::Vec3b>(within(y, height), within(x, width));
    return std::round(255 * (0.2126 * Light(pixel[2]) + 0.7152 * Light(pixel[1]) + 0.0722 * Light(pixel[0])));
  };
  double sum = 0;
  int count = 0;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      // Two pixels before and one behind, as a kernel of four reaches.
      const cv::Rect reach(x - 2, y - 2, 4, 4);
      if ((reach & head).area() > 0) continue;
      const double across = light(y - 1, x + 1) + 2 * light(y, x + 1) + light(y + 1, x + 1) - light(y - 1, x - 1) -
                            2 * light(y, x - 1) - light(y + 1, x - 1);
      const double down = light(y + 1, x - 1) + 2 * light(y + 1, x) + light(y + 1, x + 1) - light(y - 1, x - 1) -
                          2 * light(y - 1, x) - light(y - 1, x + 1);
      sum += std::hypot(across, down);
      ++count;
    }
  }
  const auto measured = BackgroundOf(picture, quality::BackgroundTarget());
  ASSERT_TRUE(measured);
  ASSERT_GT(count, 10'000);
  EXPECT_NEAR(measured->native, sum / count, 0.01 * sum / count);
  EXPECT_EQ(measured->score, std::round(190 * (1 - 1 / (1 + std::exp((10 - measured->native) / 100)))));
}

TEST(BackgroundUniformityTest, APlainWallIsEvenWhateverTheHeadIs) {
  cv::Mat picture = Crop({200, 200, 200});
  cv::Mat head = picture(quality::HeadBox());
  cv::RNG(3).fill(head, cv::RNG::UNIFORM, 0, 255);
  const auto wall = BackgroundOf(picture, quality::BackgroundTarget());
  ASSERT_TRUE(wall);
  EXPECT_EQ(wall->native, 0);
  EXPECT_EQ(wall->score, 100);
  for (int x = 0; x < picture.cols; x += 8) picture.colRange(x, std::min(x + 4, picture.cols)) = cv::Scalar(30, 30, 30);
  const auto stripes = BackgroundOf(picture, quality::BackgroundTarget());
  ASSERT_TRUE(stripes);
  EXPECT_LT(stripes->score, 50);
}

TEST(BackgroundUniformityTest, WhatIsOutsideThePictureIsNoBackground) {
  const cv::Mat picture = Crop({200, 200, 200});
  FacePoints beside = quality::BackgroundTarget();
  for (PicturePoint& point : beside) point.x -= 100;
  const auto half = BackgroundOf(picture, beside);
  ASSERT_TRUE(half) << "the other side is there";
  EXPECT_EQ(half->native, 0) << "the picture's edge is none of the wall's";
  const cv::Mat face = picture(quality::HeadBox()).clone();
  FacePoints close = quality::BackgroundTarget();
  for (PicturePoint& point : close) {
    point.x -= quality::HeadBox().x;
    point.y -= quality::HeadBox().y;
  }
  EXPECT_FALSE(BackgroundOf(face, close)) << "there is only a head";
  FacePoints nowhere;
  nowhere.fill({10, 10});
  EXPECT_FALSE(BackgroundOf(picture, nowhere));
}

}  // namespace
}  // namespace clearance
