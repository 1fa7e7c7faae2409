// What a doubtful alignment changes: which frame of a burst the answer rests on, and how far a reference is trusted.
// Needs dlib's landmarks, without which no alignment is doubted.
#include <gtest/gtest.h>

#include <algorithm>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/look.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

class AlignmentDoubtTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    if (!FindLandmarks(models)) GTEST_SKIP() << "no libdlib-data";
    auto engine =
        FaceEngine::Load({.models_dir = models,
                          .calibration_path = SourcePath("gate-agent/vision/calibration/lfw_provisional.json"),
                          .allow_provisional = true});
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
    const auto files = NetworkFiles::Read(models, "");
    ASSERT_TRUE(files.ok()) << files.status();
    networks_ = *MakeNetworkSet(*files);
  }

  FaceQuality Quality(const EncodedPicture& picture, PictureSide side) {
    const Look look = LookAt(*networks_, picture, side, DetectionSize::kCapture);
    EXPECT_EQ(CaptureCauseName(look.capture.cause), "none");
    return look.capture.quality;
  }

  std::unique_ptr<FaceEngine> engine_;
  std::unique_ptr<NetworkSet> networks_;
};

// A frame of the lane's camera, at its real size.
EncodedPicture Frame(PersonSeed person, std::uint64_t variant) {
  CaptureConditions conditions = LaneConditions(variant);
  conditions.width_px = 640;
  conditions.height_px = 480;
  return PaintPortrait(person, conditions);
}

TEST_F(AlignmentDoubtTest, ADoubtfulBestFrameGivesWayToABetterNextOneAndToNoWorseOne) {
  int gave_way = 0, stayed = 0;
  for (std::size_t person = 0; person < 3; ++person) {
    for (std::uint64_t variant = 0; variant < 6; variant += 2) {
      const std::vector<EncodedPicture> pair = {Frame(kDistinctPeople[person], variant),
                                                Frame(kDistinctPeople[person], variant + 1)};
      std::vector<double> first;
      std::vector<FaceQuality> closely, by_landmarks;
      for (const EncodedPicture& frame : pair) {
        Look look = LookAt(*networks_, frame, PictureSide::kLive, DetectionSize::kTracking);
        ASSERT_EQ(CaptureCauseName(look.capture.cause), "none");
        first.push_back(look.capture.quality.overall);
        JudgeByLandmarks(*networks_, PictureSide::kLive, look);
        by_landmarks.push_back(look.capture.quality);
        closely.push_back(Quality(frame, PictureSide::kLive));
      }
      const std::size_t best = first[1] > first[0] ? 1 : 0, next = 1 - best;
      const bool gives_way = closely[best].AlignmentDoubtful() && by_landmarks[next].overall > closely[best].overall;
      (gives_way ? gave_way : stayed) += 1;
      const PersonSeed seed = kDistinctPeople[person];
      EXPECT_EQ(engine_->Compare(PaintPortrait(seed, {}), pair).live_frame, static_cast<int>(gives_way ? next : best))
          << "person " << person << " frame " << variant;
    }
  }
  EXPECT_GT(gave_way, 0) << "the frames painted here no longer show it";
  EXPECT_GT(stayed, 0);
}

TEST_F(AlignmentDoubtTest, AReferenceOfDoubtfulAlignmentIsTrustedLess) {
  int doubtful = 0;
  for (std::size_t person = 0; person < 8; ++person) {
    const EncodedPicture portrait = PaintPortrait(kDistinctPeople[person], {});
    const FaceQuality quality = Quality(portrait, PictureSide::kReference);
    const double least =
        std::min(quality[QualityMeasure::kInterEyeDistance]->score, quality[QualityMeasure::kSharpness]->score) / 100;
    const FaceComparison comparison = engine_->Compare(portrait, std::vector{Frame(kDistinctPeople[person], 1)});
    if (quality.AlignmentDoubtful()) {
      ++doubtful;
      EXPECT_LT(comparison.reference_quality, least);
      EXPECT_NEAR(comparison.reference_quality, least * kMaxEyePointGap / *quality.eye_point_gap, 1e-9);
    } else {
      EXPECT_DOUBLE_EQ(comparison.reference_quality, least);
    }
  }
  EXPECT_GT(doubtful, 0) << "the portraits painted here no longer show it";
}

}  // namespace
}  // namespace clearance
