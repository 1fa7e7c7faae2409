#include "gate-agent/vision/landmarks.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <opencv2/imgproc.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

FaceLandmarks Numbered() {
  FaceLandmarks landmarks;
  for (std::size_t i = 0; i < landmarks.size(); ++i) landmarks[i] = {static_cast<double>(i), 100.0};
  return landmarks;
}

TEST(LandmarksTest, FivePointsAreEyesNoseAndMouth) {
  const FacePoints points = FivePointsOf(Numbered());
  EXPECT_EQ(points[0].x, 37.5);  // between 36 and 39
  EXPECT_EQ(points[1].x, 43.5);  // between 42 and 45
  EXPECT_EQ(points[2].x, 30);
  EXPECT_EQ(points[3].x, 48);
  EXPECT_EQ(points[4].x, 54);
}

TEST(LandmarksTest, TheGapIsTheWorseEyesInInterEyeDistances) {
  FacePoints points = {{{37.5, 101}, {47.5, 100}, {}, {}, {}}};
  EXPECT_NEAR(EyePointGap(points, Numbered()), 4 / std::hypot(10, 1), 1e-9);
  points[0] = points[1];
  EXPECT_EQ(EyePointGap(points, Numbered()), std::numeric_limits<double>::infinity());
}

TEST(LandmarksTest, LooksInTheModelsFolderBeforeDebians) {
  const fs::path folder = fs::temp_directory_path() / ("clearance_landmarks_" + std::to_string(::getpid()));
  fs::create_directories(folder);
  const auto debians = FindLandmarks(folder.string());
  EXPECT_TRUE(!debians || debians->find(folder.string()) == std::string::npos);
  const std::string own = (folder / kLandmarksModel.name).string();
  ASSERT_TRUE(WriteFile(own, "not the file we mean").ok());
  EXPECT_EQ(FindLandmarks(folder.string()), own);
  const auto foreign = LandmarkFinder::Load(own);
  EXPECT_EQ(ReasonOf(foreign.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(foreign.status()).find("SHA-256"), std::string::npos);
  EXPECT_NE(MessageOf(foreign.status()).find(own), std::string::npos);
  fs::remove_all(folder);
  EXPECT_EQ(ReasonOf(LandmarkFinder::Load(own).status()), error_reason::kModelUnusable);
}

// One predictor for all tests of a process: loading is the slow part.
class LandmarkFinderTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    const auto path = FindLandmarks(models);
    if (!path) GTEST_SKIP() << "no landmarks: install libdlib-data";
    if (!finder_) {
      const auto finder = LandmarkFinder::Load(*path);
      ASSERT_TRUE(finder.ok()) << finder.status();
      finder_ = new std::shared_ptr<const LandmarkFinder>(*finder);
    }
    cv::setNumThreads(1);
    detector_ = YunetDetector::Create(*ReadModel(models, kYunetModel)).value();
  }

  Capture CaptureOf(const cv::Mat& picture) {
    const auto faces = detector_->Detect(picture, DetectionSize::kCapture);
    EXPECT_TRUE(faces.ok());
    return JudgeCapture(picture, *faces, PictureSide::kReference, finder_->get());
  }

  static std::shared_ptr<const LandmarkFinder>* finder_;
  std::unique_ptr<FaceDetector> detector_;
};
std::shared_ptr<const LandmarkFinder>* LandmarkFinderTest::finder_ = nullptr;

// The painter puts the eyes 0.235 widths apart, their middle at 46 % of the height.
TEST_F(LandmarkFinderTest, FindsThePaintedEyesMouthAndChin) {
  for (const PersonSeed seed : kDistinctPeople) {
    const cv::Mat picture = *DecodePicture(PaintPortrait(seed, {.width_px = 400, .height_px = 500}));
    const Capture capture = CaptureOf(picture);
    ASSERT_TRUE(capture.landmarks) << seed;
    const FacePoints five = FivePointsOf(*capture.landmarks);
    const double distance = 0.235 * 400;
    EXPECT_NEAR(five[0].x, 200 - distance / 2, 0.18 * distance) << seed;
    EXPECT_NEAR(five[1].x, 200 + distance / 2, 0.18 * distance) << seed;
    EXPECT_NEAR(five[0].y, 230, 0.18 * distance) << seed;
    EXPECT_NEAR(five[1].y, 230, 0.18 * distance) << seed;
    EXPECT_GT((*capture.landmarks)[8].y, five[3].y) << seed;
    ASSERT_TRUE(capture.quality[QualityMeasure::kHeadPosePitch]) << seed;
    ASSERT_TRUE(capture.quality[QualityMeasure::kEyesOpen]) << seed;
    ASSERT_TRUE(capture.quality[QualityMeasure::kMouthClosed]) << seed;
  }
}

// The upright copy is scaled and turned: what comes back are the picture's own places.
TEST_F(LandmarkFinderTest, FollowsTurnScaleAndShift) {
  const cv::Mat straight = *DecodePicture(PaintPortrait(kDistinctPeople[0], {.width_px = 400, .height_px = 500}));
  const Capture before = CaptureOf(straight);
  ASSERT_TRUE(before.landmarks);
  const Similarity move = {1.5 * std::cos(0.5), 1.5 * std::sin(0.5), 260, 20};
  cv::Mat moved;
  cv::warpAffine(straight, moved, cv::Matx23d(move.a, -move.b, move.shift_x, move.b, move.a, move.shift_y),
                 cv::Size(900, 900), cv::INTER_LINEAR);
  FacePoints points = before.face.points;
  for (PicturePoint& point : points) point = move.Apply(point);
  const auto after = (*finder_)->Find(moved, points);
  ASSERT_TRUE(after);
  const double eyes_px = InterEyeDistance(points);
  for (std::size_t i = 0; i < after->size(); ++i) {
    const PicturePoint expected = move.Apply((*before.landmarks)[i]);
    // The jaw has no mark of its own along its line.
    const double tolerance_px = (i <= 16 ? 0.1 : 0.05) * eyes_px;
    EXPECT_NEAR((*after)[i].x, expected.x, tolerance_px) << i;
    EXPECT_NEAR((*after)[i].y, expected.y, tolerance_px) << i;
  }
}

TEST_F(LandmarkFinderTest, NoPointsNoLandmarks) {
  const cv::Mat picture(200, 200, CV_8UC3, cv::Scalar::all(100));
  FacePoints points;
  points.fill({50, 50});
  EXPECT_EQ((*finder_)->Find(picture, points), std::nullopt);
  EXPECT_EQ((*finder_)->FindInBox(picture, 10, 10, 0), std::nullopt);
  EXPECT_EQ((*finder_)->FindInBox(cv::Mat(), 10, 10, 50), std::nullopt);
}

TEST_F(LandmarkFinderTest, PlacesFarOutsideThePictureDoNoHarm) {
  const cv::Mat picture(200, 200, CV_8UC3, cv::Scalar::all(100));
  const FacePoints points = {{{-1e6, -1e6}, {1e6, -1e6}, {0, 0}, {-1e6, 1e6}, {1e6, 1e6}}};
  EXPECT_TRUE((*finder_)->Find(picture, points).has_value());
  EXPECT_TRUE((*finder_)->FindInBox(picture, -500, -500, 100).has_value());
}

TEST_F(LandmarkFinderTest, ATurnOfThePaintedHeadShowsInItsPose) {
  const auto yaw_of = [&](double yaw_deg) {
    const cv::Mat picture = *DecodePicture(PaintPortrait(kDistinctPeople[2], {.yaw_deg = yaw_deg}));
    return CaptureOf(picture).quality[QualityMeasure::kHeadPoseYaw]->native;
  };
  const auto pitch_of = [&](double pitch_deg) {
    const cv::Mat picture = *DecodePicture(PaintPortrait(kDistinctPeople[2], {.pitch_deg = pitch_deg}));
    return CaptureOf(picture).quality[QualityMeasure::kHeadPosePitch]->native;
  };
  EXPECT_LT(yaw_of(-20), yaw_of(0) - 5);
  EXPECT_GT(yaw_of(20), yaw_of(0) + 5);
  EXPECT_GT(pitch_of(15), pitch_of(-15) + 3);
}

}  // namespace
}  // namespace clearance
