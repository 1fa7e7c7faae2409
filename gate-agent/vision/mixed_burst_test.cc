// Attacks within one burst: another person, or a print, in some of its frames while the holder is in the others.
#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/bytes.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

using Result = FaceComparison::Result;
using Pictures = std::vector<EncodedPicture>;

class MixedBurstTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    FaceEngineOptions options;
    options.models_dir = models;
    options.calibration_path = ShippedCalibrationWith(/*landmarks=*/false);
    options.allow_provisional = true;
    options.landmarks_path = std::string(kNoModels);
    auto engine = FaceEngine::Load(options);
    ASSERT_TRUE(engine.ok()) << engine.status();
    engine_ = *std::move(engine);
  }

  // Whichever stands where in the burst.
  void ExpectInEveryOrder(const EncodedPicture& reference, Pictures burst, FaceAlert alert, std::string_view what) {
    std::sort(burst.begin(), burst.end());
    do {
      const FaceComparison comparison = engine_->Compare(reference, burst);
      EXPECT_EQ(comparison.result, Result::kSuspected) << what << " scored " << comparison.score;
      EXPECT_EQ(FaceAlertName(comparison.alert), FaceAlertName(alert)) << what;
    } while (std::next_permutation(burst.begin(), burst.end()));
  }

  std::unique_ptr<FaceEngine> engine_;
};

EncodedPicture Live(PersonSeed person, std::uint64_t variant) { return PaintPortrait(person, LaneConditions(variant)); }

TEST_F(MixedBurstTest, TheHolderAndAnotherInOneBurstAreForAnOfficer) {
  for (const std::size_t holder : {0U, 4U}) {
    const PersonSeed own = kDistinctPeople[holder], other = kDistinctPeople[5];
    const EncodedPicture reference = PaintPortrait(own, {});
    const std::string what = "holder " + std::to_string(holder);
    ExpectInEveryOrder(reference, {Live(own, 1), Live(other, 1)}, FaceAlert::kSecondFace, what);
    ExpectInEveryOrder(reference, {Live(own, 1), Live(own, 2), Live(other, 3)}, FaceAlert::kSecondFace, what);
    ExpectInEveryOrder(reference, {Live(own, 1), Live(other, 2), Live(other, 3)}, FaceAlert::kSecondFace, what);
    const Pictures honest = {Live(own, 1), Live(own, 2), Live(own, 3)};
    EXPECT_EQ(engine_->Compare(reference, honest).result, Result::kMatch);
  }
}

TEST_F(MixedBurstTest, TheSameOfPhotographs) {
  REQUIRE_SHARED(photographs, "testdata/faces");
  const auto read = [&](std::string_view name) {
    const auto bytes = ReadFile(photographs + "/" + std::string(name), kMaxPictureBytes);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() ? *bytes : std::string();
  };
  const EncodedPicture reference = read("p0001/1.jpg"), own = read("p0001/2.jpg");
  ASSERT_EQ(engine_->Compare(reference, Pictures{own}).result, Result::kMatch);
  ExpectInEveryOrder(reference, {own, read("p0002/1.jpg")}, FaceAlert::kSecondFace, "photographs");
}

TEST_F(MixedBurstTest, APrintHeldUpInOneFrameIsNotDilutedByTheOthers) {
  const PersonSeed person = kDistinctPeople[8];  // whose print the networks know (painted_people_test.cc)
  const EncodedPicture reference = PaintPortrait(person, {});
  const Pictures honest = {Live(person, 3), Live(person, 4)};
  ASSERT_EQ(engine_->Compare(reference, honest).result, Result::kMatch);
  ExpectInEveryOrder(reference, {honest[0], honest[1], PaintHeldPrint(person, LaneConditions(5))},
                     FaceAlert::kPresentation, "a print");
}

}  // namespace
}  // namespace clearance
