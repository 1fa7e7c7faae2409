#include "gate-agent/vision/hog_detector.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>
#include <span>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

// A folder of models without YuNet's, as links.
class HogDetectorTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    const auto landmarks = FindLandmarks(models);
    if (!landmarks) GTEST_SKIP() << "no landmarks: install libdlib-data";
    landmarks_ = *landmarks;
    folder_ = fs::temp_directory_path() / ("clearance_hog_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const EmbedderManifest& manifest : FusionManifests()) {
      fs::create_symlink(fs::absolute(fs::path(models) / manifest.file.name), folder_ / manifest.file.name);
    }
    cv::setNumThreads(1);
  }
  void TearDown() override {
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  fs::path folder_;
  std::string landmarks_;
};

TEST_F(HogDetectorTest, StandsInForYunetAndFindsPaintedPeople) {
  const auto files = NetworkFiles::Read(folder_.string(), landmarks_);
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_FALSE(files->yunet.has_value());
  EXPECT_EQ(files->Hashes(), NetworkHashes(HogModels()));
  const auto set = MakeNetworkSet(*files);
  ASSERT_TRUE(set.ok()) << set.status();
  EXPECT_EQ((*set)->detector->Models(), HogModels());
  constexpr std::size_t kPeople = 6;
  std::size_t found = 0;
  for (const PersonSeed seed : std::span(kDistinctPeople).first(kPeople)) {
    const cv::Mat picture = *DecodePicture(PaintPortrait(seed, {.width_px = 400, .height_px = 500}));
    const auto faces = (*set)->detector->Detect(picture, DetectionSize::kCapture);
    ASSERT_TRUE(faces.ok());
    if (faces->empty()) continue;
    ++found;
    // The painter puts the eyes 0.235 widths apart, their middle at 46 % of the height.
    const double distance = 0.235 * 400;
    EXPECT_NEAR(faces->front().points[0].x, 200 - distance / 2, 0.25 * distance) << seed;
    EXPECT_NEAR(faces->front().points[1].x, 200 + distance / 2, 0.25 * distance) << seed;
    EXPECT_NEAR(faces->front().points[0].y, 230, 0.25 * distance) << seed;
    EXPECT_GT(faces->front().score, 0);
    EXPECT_LE(faces->front().score, 1);
  }
  EXPECT_GE(found, kPeople / 2);
  const cv::Mat booth = *DecodePicture(PaintEmptyBooth({}));
  EXPECT_TRUE((*set)->detector->Detect(booth, DetectionSize::kTracking)->empty());
}

TEST_F(HogDetectorTest, ACalibrationMadeWithYunetIsForeignToIt) {
  const auto engine = FaceEngine::Load({.models_dir = folder_.string(),
                                        .calibration_path = ShippedCalibrationWith(/*landmarks=*/true),
                                        .allow_provisional = true,
                                        .landmarks_path = landmarks_});
  ASSERT_FALSE(engine.ok());
  EXPECT_EQ(ReasonOf(engine.status()), error_reason::kModelUnusable);
  for (const char* part :
       {"face_detection_yunet_2023mar.onnx is missing", "face-eval calibrate", "lfw_provisional.json"})
    EXPECT_NE(MessageOf(engine.status()).find(part), std::string::npos) << MessageOf(engine.status());
}

TEST_F(HogDetectorTest, WithoutLandmarksAMissingYunetIsMissed) {
  const auto files = NetworkFiles::Read(folder_.string(), std::string(kNoModels));
  ASSERT_FALSE(files.ok());
  EXPECT_NE(MessageOf(files.status()).find(kYunetModel.name), std::string::npos);
}

// A file that is there and wrong is never a reason to work with less.
TEST_F(HogDetectorTest, AChangedYunetHasNoStandIn) {
  ASSERT_TRUE(WriteFile((folder_ / kYunetModel.name).string(), "changed").ok());
  EXPECT_FALSE(NetworkFiles::Read(folder_.string(), landmarks_).ok());
}

}  // namespace
}  // namespace clearance
