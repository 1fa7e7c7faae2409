// The passive networks on the painter's people (nobody's faces), and the rules around their files.
#include "gate-agent/vision/presentation.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <opencv2/core.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/look.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

class PresentationTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("clearance_presentation_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Copy(const std::string& models, std::string_view name) {
    fs::copy_file(fs::path(models) / name, folder_ / name);
    fs::permissions(folder_ / name, fs::perms::owner_all);
  }

  fs::path folder_;
};

TEST(FuseLiveScoresTest, IsTheMeanOfTheFirstAndOfThePair) {
  EXPECT_DOUBLE_EQ(FuseLiveScores({1, 0, 0}), 0.5);
  EXPECT_DOUBLE_EQ(FuseLiveScores({0, 1, 0}), 0.25);
  EXPECT_DOUBLE_EQ(FuseLiveScores({0.2, 0.4, 0.8}), 0.4);
}

TEST_F(PresentationTest, WithoutItsFilesNothingIsMeasuredAndHalfOfThemIsAnError) {
  REQUIRE_SHARED(models, "models");
  const auto none = ReadPresentationFiles(folder_.string());
  ASSERT_TRUE(none.ok()) << none.status();
  EXPECT_FALSE(none->has_value());
  Copy(models, kPresentationModels[1].name);
  const auto half = ReadPresentationFiles(folder_.string());
  EXPECT_EQ(ReasonOf(half.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(half.status()).find(std::string(kPresentationModels[0].name)), std::string::npos);
  Copy(models, kPresentationModels[0].name);
  Copy(models, kPresentationModels[2].name);
  const auto all = ReadPresentationFiles(folder_.string());
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_TRUE(all->has_value());
  const std::string changed = (folder_ / kPresentationModels[2].name).string();
  std::string content = *ReadFile(changed, kMaxModelBytes);
  content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
  ASSERT_TRUE(WriteFile(changed, content).ok());
  EXPECT_EQ(ReasonOf(ReadPresentationFiles(folder_.string()).status()), error_reason::kModelUnusable);
}

TEST(PresentationDetectorTest, WhatIsNoNetworkIsRefused) {
  const auto detector = PresentationDetector::Create({"not", "a", "network"});
  EXPECT_EQ(ReasonOf(detector.status()), error_reason::kModelUnusable);
}

TEST(PresentationDetectorTest, GoldenScoresOfPaintedPeople) {
  REQUIRE_SHARED(models, "models");
  cv::setNumThreads(1);
  const auto files = NetworkFiles::Read(models, std::string(kNoModels));
  ASSERT_TRUE(files.ok()) << files.status();
  const auto networks = MakeNetworkSet(*files);
  ASSERT_TRUE(networks.ok()) << networks.status();
  // Recorded once: another crop, channel order, scale or class moves them.
  const struct {
    PersonSeed person;
    bool in_lane;
    std::array<double, kPresentationNetworkCount> live;
  } kGolden[] = {
      {13, false, {0.99998, 0.99854, 0.99999}},
      {13, true, {0.99987, 0.98909, 0.99990}},
      {110, false, {0.99644, 0.99828, 0.99745}},
      {110, true, {0.99313, 0.89248, 0.99710}},
  };
  constexpr double kTolerance = 1e-3;
  for (const auto& row : kGolden) {
    const Look look =
        LookAt(**networks, PaintPortrait(row.person, row.in_lane ? LaneConditions(1) : CaptureConditions{}),
               PictureSide::kReference, DetectionSize::kCapture);
    ASSERT_EQ(CaptureCauseName(look.capture.cause), "none");
    const auto live = (*networks)->presentation->LiveScores(look.picture, look.capture.face);
    ASSERT_TRUE(live.ok()) << live.status();
    for (std::size_t i = 0; i < live->size(); ++i) {
      EXPECT_NEAR((*live)[i], row.live[i], kTolerance) << row.person << " " << kPresentationModels[i].name;
    }
    const auto fused = (*networks)->presentation->LiveScore(look.picture, look.capture.face);
    ASSERT_TRUE(fused.ok());
    EXPECT_DOUBLE_EQ(*fused, FuseLiveScores(*live));
  }
}

TEST(PresentationDetectorTest, AFaceWithoutSizeOrFarOutsideIsAnErrorAndOneAtTheEdgeIsNot) {
  REQUIRE_SHARED(models, "models");
  cv::setNumThreads(1);
  auto files = ReadPresentationFiles(models);
  ASSERT_TRUE(files.ok() && files->has_value());
  const auto detector = PresentationDetector::Create(**files);
  ASSERT_TRUE(detector.ok()) << detector.status();
  const cv::Mat picture(120, 100, CV_8UC3, cv::Scalar(90, 120, 150));
  const auto of = [&](double left, double top, double width, double height) {
    DetectedFace face;
    face.left = left, face.top = top, face.width = width, face.height = height;
    return (*detector)->LiveScore(picture, face).ok();
  };
  EXPECT_TRUE(of(20, 20, 60, 80));
  EXPECT_TRUE(of(-30, -30, 60, 80));
  EXPECT_TRUE(of(-10, -10, 150, 160)) << "larger than the picture";
  EXPECT_FALSE(of(20, 20, 0, 80));
  EXPECT_FALSE(of(20, 20, 60, -1));
  EXPECT_FALSE(of(1e9, 20, 60, 80));
  EXPECT_FALSE(of(std::nan(""), 20, 60, 80));
}

}  // namespace
}  // namespace clearance
