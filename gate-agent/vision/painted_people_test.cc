// What the gate's own networks make of the painter's people: the basis of the demo and of every test with a face.
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/core.hpp>
#include <set>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

class PaintedPeopleTest : public testing::Test {
 protected:
  void Load(const std::string& models) {
    cv::setNumThreads(1);
    const auto files = NetworkFiles::Read(models, std::string(kNoModels));
    ASSERT_TRUE(files.ok()) << files.status();
    auto set = MakeNetworkSet(*files);
    ASSERT_TRUE(set.ok()) << set.status();
    networks_ = *std::move(set);
  }

  FaceTemplate TemplateOf(const std::string& encoded) {
    const auto picture = DecodePicture(encoded);
    EXPECT_TRUE(picture.ok());
    const auto faces = networks_->detector->Detect(*picture, DetectionSize::kCapture);
    EXPECT_TRUE(faces.ok());
    const Capture capture = JudgeCapture(*picture, *faces, PictureSide::kReference, nullptr);
    EXPECT_EQ(CaptureCauseName(capture.cause), "none");
    auto face = MakeTemplate(*networks_, *picture, capture.face.points);
    EXPECT_TRUE(face.ok());
    return *std::move(face);
  }

  std::unique_ptr<NetworkSet> networks_;
};

TEST_F(PaintedPeopleTest, DistinctPeopleStayThemselvesAndAreNobodyElse) {
  REQUIRE_SHARED(models, "models");
  ASSERT_NO_FATAL_FAILURE(Load(models));
  static_assert(kDistinctPeople.size() >= 12);
  EXPECT_EQ(std::set<PersonSeed>(kDistinctPeople.begin(), kDistinctPeople.end()).size(), kDistinctPeople.size());

  constexpr std::uint64_t kFramesEach = 1;
  std::vector<FaceTemplate> portraits;
  std::vector<FaceTemplate> frames;  // kFramesEach per person, in their order
  for (PersonSeed seed : kDistinctPeople) {
    portraits.push_back(TemplateOf(PaintPortrait(seed, {})));
    for (std::uint64_t i = 0; i < kFramesEach; ++i) {
      frames.push_back(TemplateOf(PaintPortrait(seed, LaneConditions(1000 * seed + i))));
    }
  }
  double least_same = 1, most_different = -1;
  for (std::size_t a = 0; a < portraits.size(); ++a) {
    for (std::size_t b = 0; b < frames.size(); ++b) {
      const double score = FusedScore(portraits[a], frames[b]);
      const bool same = b / kFramesEach == a;
      (same ? least_same : most_different) = same ? std::min(least_same, score) : std::max(most_different, score);
    }
    for (std::size_t b = a + 1; b < portraits.size(); ++b) {
      most_different = std::max(most_different, FusedScore(portraits[a], portraits[b]));
    }
  }
  RecordProperty("least_same", std::to_string(least_same));
  RecordProperty("most_different", std::to_string(most_different));
  EXPECT_GE(least_same, 0.7);
  EXPECT_LE(most_different, ProvisionalThreshold() - 0.05);
}

// One change at a time, as the lane's camera may see it.
TEST_F(PaintedPeopleTest, SmallChangesOfPoseLightAndNoiseKeepAPersonTheSame) {
  REQUIRE_SHARED(models, "models");
  ASSERT_NO_FATAL_FAILURE(Load(models));
  const FaceTemplate portrait = TemplateOf(PaintPortrait(kDistinctPeople[0], {}));
  for (const CaptureConditions& changed :
       {CaptureConditions{.yaw_deg = 4}, CaptureConditions{.pitch_deg = 3}, CaptureConditions{.roll_deg = -8},
        CaptureConditions{.distance = 1.4}, CaptureConditions{.shift_x = 0.1}, CaptureConditions{.brightness = 0.8},
        CaptureConditions{.light_from = -0.1}, CaptureConditions{.blur_px = 1}, CaptureConditions{.noise_seed = 9}}) {
    EXPECT_GE(FusedScore(portrait, TemplateOf(PaintPortrait(kDistinctPeople[0], changed))), 0.85);
  }
}

// The demo's travellers, frame by frame: what the networks made of one as of a held-up picture would turn its outcome.
TEST_F(PaintedPeopleTest, NobodyWhoIsPaintedIsTakenForAPictureHeldUp) {
  REQUIRE_SHARED(models, "models");
  ASSERT_NO_FATAL_FAILURE(Load(models));
  const auto calibration = ReadCalibration(ShippedCalibrationWith(/*landmarks=*/false));
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  ASSERT_TRUE(calibration->presentation);
  ASSERT_NE(networks_->presentation, nullptr);
  double least = 1;
  for (PersonSeed seed : kDistinctPeople) {
    for (std::uint64_t frame = 0; frame < 3; ++frame) {
      const Look look = LookAt(*networks_, PaintPortrait(seed, LaneConditions(3 + frame)), PictureSide::kLive,
                               DetectionSize::kCapture);
      ASSERT_EQ(CaptureCauseName(look.capture.cause), "none");
      const auto live = networks_->presentation->LiveScore(look.picture, look.capture.face);
      ASSERT_TRUE(live.ok()) << live.status();
      least = std::min(least, *live);
      EXPECT_GE(*live, calibration->presentation->threshold) << seed << " frame " << frame;
    }
  }
  RecordProperty("least_live_score", std::to_string(least));
}

// The demo's attacker: of the painter's people the one whose print the networks know best. Prints of others pass, some
// of them every time (docs/face.md).
TEST_F(PaintedPeopleTest, ThePrintTheDemoHoldsUpIsTakenForOne) {
  REQUIRE_SHARED(models, "models");
  ASSERT_NO_FATAL_FAILURE(Load(models));
  const auto calibration = ReadCalibration(ShippedCalibrationWith(/*landmarks=*/false));
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  const PersonSeed person = kDistinctPeople[8];
  for (std::uint64_t frame = 0; frame < 6; ++frame) {
    const Look look = LookAt(*networks_, PaintHeldPrint(person, LaneConditions(3 + frame)), PictureSide::kLive,
                             DetectionSize::kCapture);
    ASSERT_EQ(CaptureCauseName(look.capture.cause), "none") << "it is a picture of a face like any other";
    const auto live = networks_->presentation->LiveScore(look.picture, look.capture.face);
    ASSERT_TRUE(live.ok()) << live.status();
    EXPECT_LT(*live, calibration->presentation->threshold) << "frame " << frame;
  }
}

}  // namespace
}  // namespace clearance
