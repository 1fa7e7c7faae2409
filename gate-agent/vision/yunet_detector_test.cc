#include "gate-agent/vision/yunet_detector.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::unique_ptr<FaceDetector> MakeDetector(const std::string& models) {
  cv::setNumThreads(1);
  const auto model = ReadModel(models, kYunetModel);
  EXPECT_TRUE(model.ok()) << model.status();
  auto detector = YunetDetector::Create(*model);
  EXPECT_TRUE(detector.ok()) << detector.status();
  return *std::move(detector);
}

std::vector<DetectedFace> DetectIn(FaceDetector& detector, const std::string& encoded) {
  const auto picture = DecodePicture(encoded);
  EXPECT_TRUE(picture.ok()) << picture.status();
  const auto faces = detector.Detect(*picture, DetectionSize::kCapture);
  EXPECT_TRUE(faces.ok()) << faces.status();
  return *faces;
}

TEST(YunetDetectorTest, WhatIsNoNetworkIsRefused) {
  for (const std::string& bytes : {std::string(), std::string("not a network"), std::string(1000, '\x08')}) {
    EXPECT_EQ(ReasonOf(YunetDetector::Create(bytes).status()), error_reason::kModelUnusable);
  }
}

// The painter puts the eyes 0.235 widths apart, their middle at 46 % of the height.
TEST(YunetDetectorTest, FindsThePointsOfAPaintedFaceWhereTheyWerePainted) {
  REQUIRE_SHARED(models, "models");
  const auto detector = MakeDetector(models);
  for (PersonSeed seed : kDistinctPeople) {
    const auto faces = DetectIn(*detector, PaintPortrait(seed, {.width_px = 400, .height_px = 500}));
    ASSERT_EQ(faces.size(), 1U) << seed;
    EXPECT_GT(faces[0].score, 0.75) << seed;
    const FacePoints& points = faces[0].points;
    const double distance = 0.235 * 400;
    EXPECT_NEAR(points[0].x, 200 - distance / 2, 0.18 * distance) << seed;
    EXPECT_NEAR(points[1].x, 200 + distance / 2, 0.18 * distance) << seed;
    EXPECT_NEAR(points[0].y, 0.46 * 500, 0.18 * distance) << seed;
    EXPECT_NEAR(points[1].y, 0.46 * 500, 0.18 * distance) << seed;
    EXPECT_GT(points[2].y, points[0].y) << seed;
    EXPECT_GT(points[3].y, points[2].y) << seed;
    EXPECT_LT(points[3].x, points[4].x) << seed;
  }
}

// A picture larger than the network's input is shrunk; places come back in its own pixels.
TEST(YunetDetectorTest, PlacesAreInThePicturesOwnPixels) {
  REQUIRE_SHARED(models, "models");
  const auto detector = MakeDetector(models);
  const auto small = DecodePicture(PaintPortrait(kDistinctPeople[0], {.width_px = 512, .height_px = 640}));
  ASSERT_TRUE(small.ok());
  cv::Mat large;
  cv::resize(*small, large, cv::Size(1024, 1280), 0, 0, cv::INTER_CUBIC);
  const auto in_small = detector->Detect(*small, DetectionSize::kCapture),
             in_large = detector->Detect(large, DetectionSize::kCapture);
  ASSERT_TRUE(in_small.ok() && in_large.ok());
  ASSERT_EQ(in_small->size(), 1U);
  ASSERT_EQ(in_large->size(), 1U);
  EXPECT_NEAR(in_large->front().width, 2 * in_small->front().width, 4);
  for (std::size_t i = 0; i < in_small->front().points.size(); ++i) {
    EXPECT_NEAR(in_large->front().points[i].x, 2 * in_small->front().points[i].x, 2);
    EXPECT_NEAR(in_large->front().points[i].y, 2 * in_small->front().points[i].y, 2);
  }
}

TEST(YunetDetectorTest, FindsNobodyInAnEmptyBoothAndTwoPeopleBesideEachOther) {
  REQUIRE_SHARED(models, "models");
  const auto detector = MakeDetector(models);
  EXPECT_TRUE(DetectIn(*detector, PaintEmptyBooth({})).empty());
  EXPECT_TRUE(DetectIn(*detector, PaintEmptyBooth({.noise = 30})).empty());
  EXPECT_EQ(DetectIn(*detector, PaintTwoPeople(kDistinctPeople[0], kDistinctPeople[1], {.width_px = 640})).size(), 2U);
}

TEST(YunetDetectorTest, FindsAFaceInEveryPhotograph) {
  REQUIRE_SHARED(models, "models");
  REQUIRE_SHARED(photographs, "testdata/faces");
  const auto detector = MakeDetector(models);
  for (int person = 5; person <= 900; person += 20) {
    const std::string path = photographs + "/p" + std::to_string(10000 + person).substr(1) + "/1.jpg";
    const auto encoded = ReadFile(path, kMaxPictureBytes);
    ASSERT_TRUE(encoded.ok()) << path;
    EXPECT_FALSE(DetectIn(*detector, *encoded).empty()) << path;
  }
}

}  // namespace
}  // namespace clearance
