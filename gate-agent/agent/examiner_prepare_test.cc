// The portrait's template made ahead of the camera's burst, with the real networks: used by the captures of its own
// crossing, and never in the place of what an earlier capture left.
#include <atomic>
#include <thread>

#include "gate-agent/agent/biometrics.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/model_files.h"
#include "tests/support/event_count.h"
#include "tests/support/examiner_fixture.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

constexpr PersonSeed kHolder = kDistinctPeople[0];
constexpr PersonSeed kOther = kDistinctPeople[4];

class ExaminerPrepareTest : public ExaminerTest {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    auto engine = FaceEngine::Load({.models_dir = models,
                                    .calibration_path = ShippedCalibrationWith(/*landmarks=*/false),
                                    .allow_provisional = true,
                                    .landmarks_path = std::string(kNoModels)});
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }
  Examiner MakeReal() {
    const auto compare = [this](const EncodedPicture& reference, std::span<const EncodedPicture> live,
                                FaceTransaction& faces, std::span<const EncodedPicture> others) {
      const FaceComparison comparison = engine_->Compare(reference, live, faces, others);
      ready_.push_back(comparison.reference_ready);
      return comparison;
    };
    return Make(compare, nullptr, PreparerOf(engine_.get()));
  }
  void Read(Examiner& examiner, const std::string& crossing_id, PersonSeed person) {
    devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = PaintPortrait(person, {})};
    ASSERT_TRUE(std::holds_alternative<DocumentRead>(examiner.ReadDocument(crossing_id, Lane())));
  }
  Finding Capture(Examiner& examiner, const std::string& crossing_id, PersonSeed person) {
    devices_.burst = std::vector<std::string>{PaintPortrait(person, LaneConditions(1))};
    return In(examiner.MatchFace(crossing_id, 1));
  }

  std::unique_ptr<FaceEngine> engine_;
  std::vector<bool> ready_;  // of each comparison: the portrait had its template
};

TEST_F(ExaminerPrepareTest, TheCapturesOfACrossingFindTheTemplateOfItsPortrait) {
  Examiner examiner = MakeReal();
  Read(examiner, "c", kHolder);
  examiner.PrepareFace("c");
  EXPECT_EQ(Capture(examiner, "c", kHolder).result, FindingResult::kPassed);
  examiner.Forget("c");
  // Of another crossing, and of one whose template is asked for when it has ended.
  Read(examiner, "d", kOther);
  EXPECT_EQ(Capture(examiner, "d", kHolder).cause, FindingCause::kFaceDiffers);
  EXPECT_EQ(Capture(examiner, "d", kHolder).cause, FindingCause::kFaceDiffers);
  examiner.Forget("d");
  examiner.PrepareFace("d");
  EXPECT_EQ(Capture(examiner, "d", kOther).cause, FindingCause::kReferenceUnusable);
  Read(examiner, "e", kOther);
  examiner.PrepareFace("e");
  EXPECT_EQ(Capture(examiner, "e", kOther).result, FindingResult::kPassed);
  EXPECT_EQ(ready_, (std::vector<bool>{true, false, true, false, true}));
}

TEST_F(ExaminerPrepareTest, WhatComesAfterACaptureDoesNotForgetWhomThatSaw) {
  Examiner examiner = MakeReal();
  Read(examiner, "c", kHolder);
  EXPECT_EQ(Capture(examiner, "c", kOther).cause, FindingCause::kFaceDiffers);
  examiner.PrepareFace("c");
  EXPECT_EQ(Capture(examiner, "c", kHolder).cause, FindingCause::kSecondFace);
}

TEST_F(ExaminerPrepareTest, TwoCapturesAtOnceAreComparedOneAfterTheOther) {
  Examiner* lane = nullptr;
  std::atomic<int> begun = 0;
  EventCount second_begun;
  std::thread second;
  Finding found;
  const auto compare = [&](const EncodedPicture& reference, std::span<const EncodedPicture> live,
                           FaceTransaction& faces, std::span<const EncodedPicture> others) {
    if (++begun == 1) {
      devices_.burst = std::vector<std::string>{PaintPortrait(kHolder, LaneConditions(1))};
      second = std::thread([&] { found = In(lane->MatchFace("c", 2)); });
      EXPECT_FALSE(second_begun.WaitFor(1, std::chrono::milliseconds(200))) << "beside the first";
    } else {
      second_begun.Note();
    }
    return engine_->Compare(reference, live, faces, others);
  };
  Examiner examiner = Make(compare, nullptr, PreparerOf(engine_.get()));
  lane = &examiner;
  Read(examiner, "c", kHolder);
  EXPECT_EQ(Capture(examiner, "c", kOther).cause, FindingCause::kFaceDiffers);
  second.join();
  EXPECT_EQ(found.cause, FindingCause::kSecondFace) << "it knows whom the first one saw";
}

}  // namespace
}  // namespace clearance
