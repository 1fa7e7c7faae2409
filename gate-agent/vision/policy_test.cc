#include "gate-agent/vision/policy.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/networks.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

TEST(PolicyTest, NamesWhatADecisionDependsOn) {
  EXPECT_EQ(
      PolicyText({}),
      "edgeface-xs*0.6+retail-0095*0.4; yunet at 320 and 640 px, no landmarks; bursts of a round 3; burst of 16, "
      "best 3 averaged, sure at +0.15; one person from 0.3 and the threshold, by edgeface-xs from 0.5; eyes 16 px, "
      "central 0.2, in place 0.3, second person 0.6 or, 1 eye distances beside one in the middle, 1.3, yaw 50 or 65 "
      "roughly, sharpness 4, luminance "
      "0.015 to 0.85; presentation: 3 networks, the least live frame, stills from half on");
  const std::string other =
      PolicyText({.fusion = *Fusion::Named("dlib-resnet*1"), .detector = "hog", .landmarks = true, .attempts = 2});
  for (const char* part : {"dlib-resnet*1; hog at", "68 landmarks", "bursts of a round 2", "one person from 0.82"}) {
    EXPECT_NE(other.find(part), std::string::npos) << part << " of " << other;
  }
}

TEST(PolicyTest, FilesTellTheirPart) {
  REQUIRE_SHARED(models, "models");
  const auto plain = NetworkFiles::Read(models, std::string(kNoModels));
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(PolicyText(plain->Policy(kDefaultAttempts)), PolicyText({}));
  EXPECT_FALSE(plain->Hashes().contains(std::string(kLandmarksModel.name)));
  const auto landmarks = FindLandmarks(models);
  if (!landmarks) GTEST_SKIP() << "no landmarks: install libdlib-data";
  const auto with = NetworkFiles::Read(models, *landmarks);
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(PolicyText(with->Policy(1)), PolicyText({.landmarks = true, .attempts = 1}));
  EXPECT_EQ(with->Hashes().at(std::string(kLandmarksModel.name)), kLandmarksModel.sha256);
}

// A gate whose landmarks or bursts are others than the calibration's compares no faces.
TEST(PolicyTest, AnEngineOfAnotherPolicyIsRefused) {
  REQUIRE_SHARED(models, "models");
  FaceEngineOptions options;
  options.models_dir = models;
  options.allow_provisional = true;
  options.landmarks_path = std::string(kNoModels);
  options.calibration_path = ShippedCalibrationWith(/*landmarks=*/true);
  const auto refused = [&](const std::string& part) {
    const Status status = FaceEngine::Load(options).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kModelUnusable) << part;
    EXPECT_NE(MessageOf(status).find("made for the policy "), std::string::npos) << MessageOf(status);
    EXPECT_NE(MessageOf(status).find(part), std::string::npos) << MessageOf(status);
  };
  refused("68 landmarks");
  options.calibration_path = ShippedCalibrationWith(/*landmarks=*/false);
  options.attempts = kDefaultAttempts - 1;
  refused("bursts of a round 3");
  options.attempts = kDefaultAttempts;
  EXPECT_TRUE(FaceEngine::Load(options).ok());
}

}  // namespace
}  // namespace clearance
