// Every component on points or pixels made so that its native value is known without our code.
#include "gate-agent/vision/quality.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <set>

#include "gate-agent/vision/quality_parts.h"

namespace clearance {
namespace {

using enum QualityMeasure;

void ExpectComponent(const FaceQuality& quality, QualityMeasure measure, double native, double score,
                     double tolerance = 1e-9) {
  ASSERT_TRUE(quality[measure]) << QualityMeasureName(measure);
  EXPECT_NEAR(quality[measure]->native, native, tolerance) << QualityMeasureName(measure);
  EXPECT_EQ(quality[measure]->score, score) << QualityMeasureName(measure);
}

// --- Points ---

// Eyes 80 px apart at y = 200, mouth 100 below them: nobody turns, nobody tilts.
FacePoints Frontal() { return {{{160, 200}, {240, 200}, {200, 250}, {170, 300}, {230, 300}}}; }

FaceQuality ShapeOf(const FaceShape& shape, cv::Size picture = {400, 600}) {
  FaceQuality quality;
  quality::MeasureShape(shape, picture, quality);
  return quality;
}

FaceShape ShapeWith(const FacePoints& points) {
  FaceShape shape;
  shape.face = {.left = 130, .top = 120, .width = 140, .height = 200, .score = 1, .points = points};
  return shape;
}

TEST(QualityShapeTest, DistancesOfAFrontalFace) {
  const FaceQuality quality = ShapeOf(ShapeWith(Frontal()));
  ExpectComponent(quality, kInterEyeDistance, 80, 62);  // 1 / (1 + e^-0.5) = 0.622
  ExpectComponent(quality, kHeadPoseYaw, 0, 100);
  ExpectComponent(quality, kHeadPoseRoll, 0, 100);
  ExpectComponent(quality, kLeftwardCrop, 2, 100);   // 160 / 80
  ExpectComponent(quality, kRightwardCrop, 2, 100);  // (400 - 240) / 80
  // Eyes to chin: 1.74 times 100.
  ExpectComponent(quality, kHeadSize, 174.0 / 600, 8);     // 200 / (1 + e^(0.16 / 0.05)) = 7.84
  ExpectComponent(quality, kMarginAbove, 200 / 174.0, 8);  // 100 / (1 + e^((1.4 - 1.149) / 0.1)) = 7.5
  ExpectComponent(quality, kMarginBelow, 400 / 174.0, 99);
  ExpectComponent(quality, kSingleFacePresent, 0, 100);
  for (const QualityMeasure measure : {kHeadPosePitch, kEyesOpen, kMouthClosed, kSharpness}) {
    EXPECT_EQ(quality[measure].has_value(), false) << QualityMeasureName(measure);
  }
}

TEST(QualityShapeTest, InterEyeDistanceScoresFiftyAtSeventyPixels) {
  FacePoints points = Frontal();
  points[0].x = 165;
  points[1].x = 235;
  ExpectComponent(ShapeOf(ShapeWith(points)), kInterEyeDistance, 70, 50);
}

TEST(QualityShapeTest, ATurnedHeadIsNoFartherAway) {
  FacePoints points = Frontal();
  points[2].x += 0.57 * 80;  // as far as the tip of the nose stands out: 45 degrees
  const FaceQuality quality = ShapeOf(ShapeWith(points));
  ExpectComponent(quality, kHeadPoseYaw, 45, 50);
  ExpectComponent(quality, kInterEyeDistance, 80 * std::sqrt(2), 90);
}

TEST(QualityShapeTest, ATiltedHeadKeepsItsDistances) {
  const double angle = 0.5235987755982988;  // 30 degrees
  FacePoints points = Frontal();
  for (PicturePoint& point : points) {
    const double x = point.x - 200, y = point.y - 200;
    point = {200 + x * std::cos(angle) - y * std::sin(angle), 200 + x * std::sin(angle) + y * std::cos(angle)};
  }
  const FaceQuality quality = ShapeOf(ShapeWith(points));
  ExpectComponent(quality, kHeadPoseRoll, 30, 75);
  ExpectComponent(quality, kInterEyeDistance, 80, 62);
}

TEST(QualityShapeTest, ASecondFaceCountsByItsArea) {
  FaceShape shape = ShapeWith(Frontal());
  shape.second_area = 7000;  // of 140 x 200
  ExpectComponent(ShapeOf(shape), kSingleFacePresent, 0.25, 75);
}

TEST(QualityShapeTest, PointsInOnePlaceMeasureNothing) {
  FacePoints points;
  points.fill({10, 10});
  const FaceQuality quality = ShapeOf(ShapeWith(points));
  ExpectComponent(quality, kInterEyeDistance, 0, 3);
  for (const QualityMeasure measure : {kHeadPoseYaw, kHeadPoseRoll, kHeadSize, kLeftwardCrop, kMarginAbove}) {
    EXPECT_EQ(quality[measure].has_value(), false) << QualityMeasureName(measure);
  }
}

// --- Landmarks ---

// Corners of the eyes 40 px apart, their middles at (160, 200) and (240, 200), the chin 200 below: lids and lips shut.
FaceLandmarks ShutFace() {
  FaceLandmarks landmarks;
  landmarks.fill({200, 300});
  for (const auto& [first, middle] : {std::pair<std::size_t, double>{36, 160}, {42, 240}}) {
    landmarks[first] = {middle - 20, 200};
    landmarks[first + 3] = {middle + 20, 200};
    for (const std::size_t lid : {first + 1, first + 2, first + 4, first + 5}) landmarks[lid] = {middle, 200};
  }
  landmarks[8] = {200, 400};
  return landmarks;
}

FaceQuality FeaturesOf(const FaceLandmarks& landmarks) {
  FaceQuality quality;
  quality::MeasureFeatures(landmarks, quality);
  return quality;
}

TEST(QualityFeaturesTest, ShutEyesAndShutMouth) {
  const FaceQuality quality = FeaturesOf(ShutFace());
  ExpectComponent(quality, kEyesOpen, 0, 12);     // 1 / (1 + e^2)
  ExpectComponent(quality, kMouthClosed, 0, 97);  // 1 / (1 + e^(-0.2 / 0.06))
}

TEST(QualityFeaturesTest, TheEyeLessOpenCountsByItsWidestGap) {
  FaceLandmarks landmarks = ShutFace();
  landmarks[37].y -= 5;  // 5 of 200: the eye at the left
  landmarks[41].y += 5;
  landmarks[38].y -= 1;
  landmarks[44].y -= 4;  // the one at the right
  ExpectComponent(FeaturesOf(landmarks), kEyesOpen, 0.02, 50);
  landmarks[43].y -= 20;
  ExpectComponent(FeaturesOf(landmarks), kEyesOpen, 0.05, 95);  // 1 / (1 + e^-3)
}

TEST(QualityFeaturesTest, TheWidestGapOfTheLipsCounts) {
  FaceLandmarks landmarks = ShutFace();
  landmarks[66].y += 40;
  landmarks[61].y -= 10;
  ExpectComponent(FeaturesOf(landmarks), kMouthClosed, 0.2, 50);
}

TEST(QualityFeaturesTest, LandmarksTellTheChinAndThePitch) {
  FaceShape shape = ShapeWith(Frontal());
  shape.landmarks = ShutFace();
  EXPECT_NEAR(quality::EyesToChin(shape), 200, 1e-9);
  ExpectComponent(ShapeOf(shape), kHeadSize, 200.0 / 600, 18);
}

// --- Pixels ---

// A picture in which a face lies exactly as it is looked at, so that no pixel moves.
cv::Mat Still(int side, int level = 0) { return cv::Mat(side, side, CV_8UC3, cv::Scalar::all(level)); }

FaceQuality LightOf(const cv::Mat& picture) {
  FaceQuality quality;
  quality::MeasureLight(picture, quality::UprightTarget(picture.cols), quality);
  return quality;
}

TEST(QualityLightTest, AnEvenGreyFace) {
  // sRGB 128 is 0.2159 of linear light: 55 of 255.
  const FaceQuality quality = LightOf(Still(256, 128));
  ExpectComponent(quality, kLuminanceMean, 55 / 255.0, 58);  // 1 / (1 + e^-0.3137)
  ExpectComponent(quality, kLuminanceVariance, 0, 0, 1e-12);
  ExpectComponent(quality, kUnderExposurePrevention, 0, 100);
  ExpectComponent(quality, kOverExposurePrevention, 0, 100);
  ExpectComponent(quality, kDynamicRange, 0, 0);
  ExpectComponent(quality, kIlluminationUniformity, 1, 100);
}

TEST(QualityLightTest, ColoursWeighAsTheEyeSeesThem) {
  for (const auto& [bgr, luminance] : {std::pair{cv::Scalar(255, 0, 0), 18}, std::pair{cv::Scalar(0, 255, 0), 182},
                                       std::pair{cv::Scalar(0, 0, 255), 54}}) {
    FaceQuality quality = LightOf(cv::Mat(256, 256, CV_8UC3, bgr));
    EXPECT_NEAR(quality[kLuminanceMean]->native, luminance / 255.0, 1e-9);
  }
}

TEST(QualityLightTest, EveryGreyIsRoundedToTheNearestLuminance) {
  for (int level = 0; level < 256; ++level) {
    const double value = level / 255.0;  // IEC 61966-2-1
    const double light = 255 * (value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4));
    const double luminance = 255 * LightOf(Still(256, level))[kLuminanceMean]->native;
    EXPECT_NEAR(luminance, std::round(luminance), 1e-9) << level;
    EXPECT_LE(std::abs(luminance - light), 0.5 + 1e-4) << level;
  }
}

// Left black, right white: half of everything.
TEST(QualityLightTest, AFaceLitFromOneSide) {
  cv::Mat picture = Still(256);
  picture.colRange(128, 256).setTo(cv::Scalar::all(255));
  const FaceQuality quality = LightOf(picture);
  EXPECT_NEAR(quality[kLuminanceMean]->native, 0.5, 0.01);
  ExpectComponent(quality, kLuminanceVariance, 0.25, 20, 0.001);  // sin(15 pi / 16)
  ExpectComponent(quality, kUnderExposurePrevention, 0.5, 100, 0.01);
  EXPECT_NEAR(quality[kOverExposurePrevention]->native, 0.5, 0.01);
  EXPECT_EQ(quality[kOverExposurePrevention]->score, 2);
  ExpectComponent(quality, kDynamicRange, 1, 12, 0.001);
  ExpectComponent(quality, kIlluminationUniformity, 0, 0);
}

// Squares of four luminances: two bits. 60, 120, 180 and 220 of sRGB are far apart in linear light.
TEST(QualityLightTest, DynamicRangeIsTheEntropyOfTheLuminances) {
  cv::Mat picture = Still(256);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      constexpr std::array<int, 4> kLevels = {60, 120, 180, 220};
      picture.at<cv::Vec3b>(y, x) =
          cv::Vec3b::all(static_cast<unsigned char>(kLevels[static_cast<std::size_t>(2 * (y % 2) + x % 2)]));
    }
  }
  const FaceQuality quality = LightOf(picture);
  ExpectComponent(quality, kDynamicRange, 2, 25, 0.001);
  EXPECT_NEAR(quality[kIlluminationUniformity]->native, 1, 0.05);  // 25 pixels each way are not even
}

// Luminance 25 (sRGB 88) is still dark, 26 (90) is not; 246 (251) is not too bright, 247 and more (252) is.
TEST(QualityLightTest, ExposureEndsWhereTheStandardSays) {
  EXPECT_EQ(LightOf(Still(256, 88))[kUnderExposurePrevention]->native, 1);
  EXPECT_EQ(LightOf(Still(256, 90))[kUnderExposurePrevention]->native, 0);
  EXPECT_EQ(LightOf(Still(256, 88))[kUnderExposurePrevention]->score, 0);
  EXPECT_EQ(LightOf(Still(256, 251))[kOverExposurePrevention]->native, 0);
  EXPECT_EQ(LightOf(Still(256, 252))[kOverExposurePrevention]->native, 1);
  EXPECT_EQ(LightOf(Still(256, 252))[kOverExposurePrevention]->score, 1);
}

FaceQuality SharpnessOf(const cv::Mat& picture) {
  FaceQuality quality;
  quality::MeasureSharpness(picture, quality::UprightTarget(picture.cols), quality);
  return quality;
}

// Alternating pixels 128 - d and 128 + d: the Laplacian is 8 d on a chessboard, 4 d on stripes, with changing signs.
TEST(QualitySharpnessTest, IsTheVarianceOfTheLaplacian) {
  cv::Mat chessboard = Still(128), stripes = Still(128);
  for (int y = 0; y < 128; ++y) {
    for (int x = 0; x < 128; ++x) {
      chessboard.at<cv::Vec3b>(y, x) = cv::Vec3b::all((x + y) % 2 == 0 ? 126 : 130);
      stripes.at<cv::Vec3b>(y, x) = cv::Vec3b::all(x % 2 == 0 ? 126 : 130);
    }
  }
  ExpectComponent(SharpnessOf(chessboard), kSharpness, 256, 100, 1);
  ExpectComponent(SharpnessOf(stripes), kSharpness, 64, 99, 1);
  ExpectComponent(SharpnessOf(Still(128, 200)), kSharpness, 0, 2);
}

// --- Together ---

TEST(QualityTest, EveryMeasureHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < kQualityMeasureCount; ++i) {
    names.insert(QualityMeasureName(static_cast<QualityMeasure>(i)));
  }
  EXPECT_EQ(names.size(), kQualityMeasureCount);
}

cv::Mat Noise() {
  cv::Mat picture(600, 400, CV_8UC3);
  cv::RNG random(5);
  random.fill(picture, cv::RNG::UNIFORM, 150, 230);
  return picture;
}

TEST(QualityTest, TheLeastScoreOrdersFramesAndTheDetectorWeighsIt) {
  FaceShape shape = ShapeWith(Frontal());
  const FaceQuality quality = MeasureQuality(Noise(), shape);
  EXPECT_NEAR(quality.overall, 0.62, 1e-9);  // the inter-eye distance
  shape.face.score = 0.5;
  EXPECT_NEAR(MeasureQuality(Noise(), shape).overall, 0.31, 1e-9);
  EXPECT_EQ(quality.eye_point_gap, std::nullopt);
  EXPECT_FALSE(quality.AlignmentDoubtful());
}

// The landmarks' eyes lie in (160, 200) and (240, 200), 80 apart.
TEST(QualityTest, EyesThatTwoDetectorsPutApartLowerTheQuality) {
  FaceShape shape = ShapeWith(Frontal());
  shape.landmarks = ShutFace();
  const double agreed = MeasureQuality(Noise(), shape).overall;
  shape.face.points[1].y += 0.07 * 80;
  EXPECT_FALSE(MeasureQuality(Noise(), shape).AlignmentDoubtful());
  shape.face.points[1].y += 0.02 * 80;
  const FaceQuality doubtful = MeasureQuality(Noise(), shape);
  EXPECT_NEAR(*doubtful.eye_point_gap, 0.09, 0.001);
  EXPECT_TRUE(doubtful.AlignmentDoubtful());
  EXPECT_NEAR(doubtful.overall, agreed * 0.08 / *doubtful.eye_point_gap, 1e-9);
}

TEST(QualityTest, WhatIsMeasuredLowersTheOrder) {
  FaceShape open = ShapeWith(Frontal());
  open.landmarks = ShutFace();
  for (const std::size_t lid : {37U, 43U}) (*open.landmarks)[lid].y -= 12;
  FaceShape shut = open;
  shut.landmarks = ShutFace();
  EXPECT_LT(MeasureQuality(Noise(), shut).overall, MeasureQuality(Noise(), open).overall);
}

}  // namespace
}  // namespace clearance
