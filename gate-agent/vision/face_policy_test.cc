// The engine's whole policy on painted people: bursts, presentation, the reference's quality, transactions and parties.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using Result = FaceComparison::Result;

constexpr PersonSeed kAlice = kDistinctPeople[0];
constexpr PersonSeed kBolat = kDistinctPeople[4];

// Without landmarks, which none of this needs.
std::string ShippedCalibration() { return ShippedCalibrationWith(/*landmarks=*/false); }

EncodedPicture Live(PersonSeed person, std::uint64_t variant) { return PaintPortrait(person, LaneConditions(variant)); }

// Engines with calibrations of their own; each written beside the test and taken away again.
class FacePolicyTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    models_ = models;
    path_ = fs::temp_directory_path() / ("clearance_policy_" + std::to_string(::getpid()) + ".json");
    reference_ = PaintPortrait(kAlice, {});
  }
  void TearDown() override { fs::remove(path_); }

  // The shipped calibration after `change`; without landmarks, which none of this needs.
  StatusOr<std::unique_ptr<FaceEngine>> Load(const std::function<void(Calibration&)>& change,
                                             bool allow_provisional = true) {
    auto calibration = ReadCalibration(ShippedCalibration());
    EXPECT_TRUE(calibration.ok()) << calibration.status();
    change(*calibration);
    EXPECT_TRUE(WriteFile(path_.string(), CalibrationText(*calibration)).ok());
    FaceEngineOptions options;
    options.models_dir = models_;
    options.calibration_path = path_.string();
    options.allow_provisional = allow_provisional;
    options.landmarks_path = std::string(kNoModels);
    return FaceEngine::Load(options);
  }
  FaceEngine& Shipped() {
    if (!shipped_) {
      auto engine = Load([](Calibration&) {});
      EXPECT_TRUE(engine.ok()) << engine.status();
      shipped_ = engine->release();
    }
    return *shipped_;
  }
  static void SetPresentation(Calibration& calibration, double threshold) {
    calibration.presentation->threshold = threshold;
  }

  static FaceEngine* shipped_;  // loading is the slow part
  std::string models_;
  fs::path path_;
  EncodedPicture reference_;
};
FaceEngine* FacePolicyTest::shipped_ = nullptr;

// --- Bursts ---

TEST_F(FacePolicyTest, OneFrameIsEnoughWhenItIsSure) {
  const std::vector<EncodedPicture> burst = {Live(kAlice, 1), Live(kAlice, 2), Live(kAlice, 3), Live(kAlice, 4)};
  const FaceComparison comparison = Shipped().Compare(reference_, burst);
  EXPECT_EQ(comparison.result, Result::kMatch);
  EXPECT_GE(comparison.score, comparison.threshold + kSureMargin);
  EXPECT_EQ(comparison.frames_used, 1);
  EXPECT_EQ(comparison.alert, FaceAlert::kNone);
}

TEST_F(FacePolicyTest, AnotherPersonIsAnotherPersonOnlyAfterTheBestFrames) {
  const std::vector<EncodedPicture> burst = {Live(kBolat, 1), Live(kBolat, 2), Live(kBolat, 3), Live(kBolat, 4)};
  const FaceComparison comparison = Shipped().Compare(reference_, burst);
  EXPECT_EQ(comparison.result, Result::kNoMatch);
  EXPECT_EQ(comparison.frames_used, kMaxAveragedFrames);
  EXPECT_GE(comparison.live_frame, 0);
}

TEST_F(FacePolicyTest, TheScoreOfABurstIsThatOfTheMeanTemplate) {
  const std::vector<EncodedPicture> burst = {Live(kBolat, 1), Live(kBolat, 2), Live(kBolat, 3)};
  const double together = Shipped().Compare(reference_, burst).score;
  double least = 1, most = -1;
  for (const EncodedPicture& frame : burst) {
    const double alone = Shipped().Compare(reference_, {&frame, 1}).score;
    least = std::min(least, alone);
    most = std::max(most, alone);
  }
  // A mean template is nearer to everything than its parts' average is, by the length it lost; never by more here.
  EXPECT_GE(together, least - 0.05);
  EXPECT_LE(together, most + 0.05);
}

TEST_F(FacePolicyTest, TheOrderOfABurstDoesNotMatter) {
  std::vector<EncodedPicture> burst = {Live(kBolat, 1), PaintEmptyBooth({}), Live(kBolat, 2), "broken",
                                       Live(kBolat, 3)};
  const FaceComparison forwards = Shipped().Compare(reference_, burst);
  std::reverse(burst.begin(), burst.end());
  const FaceComparison backwards = Shipped().Compare(reference_, burst);
  EXPECT_NEAR(forwards.score, backwards.score, 1e-6);
  EXPECT_EQ(forwards.live_frame, 4 - backwards.live_frame);
  EXPECT_EQ(forwards.result, backwards.result);
}

TEST_F(FacePolicyTest, OfABurstThatWasNotTakenAnOfficerSeesTheFrameThatSaysWhy) {
  const EncodedPicture booth = PaintEmptyBooth({}), face = Live(kAlice, 1);
  const auto compare = [&](const EncodedPicture& reference, const std::vector<EncodedPicture>& burst) {
    return Shipped().Compare(reference, burst);
  };
  const FaceComparison taken = compare(reference_, {booth, face});
  EXPECT_EQ(taken.result, Result::kMatch);
  EXPECT_EQ(taken.officer_frame, 1);
  const FaceComparison nobody = compare(reference_, {"broken", booth, booth});
  EXPECT_EQ(nobody.cause, CaptureCause::kNoFace);
  EXPECT_EQ(nobody.live_frame, -1);
  EXPECT_EQ(nobody.officer_frame, 1);
  EXPECT_EQ(compare(reference_, {"broken"}).officer_frame, -1) << "there is nothing to see";
  EXPECT_EQ(compare(reference_, {}).officer_frame, -1);
  const FaceComparison no_portrait = compare(booth, {booth, face});
  EXPECT_EQ(no_portrait.side, PictureSide::kReference);
  EXPECT_EQ(no_portrait.officer_frame, 1) << "the officer compares with the document";
}

TEST_F(FacePolicyTest, AStandingPictureGoesToAnOfficerWhateverItsScore) {
  const EncodedPicture frame = Live(kAlice, 1);
  const FaceComparison replay = Shipped().Compare(reference_, std::vector<EncodedPicture>(3, frame));
  EXPECT_EQ(replay.result, Result::kSuspected);
  EXPECT_EQ(FaceAlertName(replay.alert), "identical_frames");
  EXPECT_EQ(replay.frames_used, 1) << "the same frame thrice is one frame";
  EXPECT_EQ(Shipped().Compare(reference_, {&frame, 1}).result, Result::kMatch) << "one frame cannot move";
  EXPECT_EQ(Shipped().Compare(reference_, std::vector{frame, frame, Live(kAlice, 2)}).alert,
            FaceAlert::kIdenticalFrames);
  const std::vector<EncodedPicture> slow_camera = {frame, frame, Live(kAlice, 2), Live(kAlice, 3), Live(kAlice, 4)};
  EXPECT_EQ(Shipped().Compare(reference_, slow_camera).result, Result::kMatch) << "a camera may repeat a frame";
}

TEST_F(FacePolicyTest, TheSamePixelsInOtherBytesAreStillTheSameFrame) {
  const auto picture = DecodePicture(Live(kAlice, 1));
  ASSERT_TRUE(picture.ok());
  std::vector<EncodedPicture> burst;
  for (const int compression : {1, 9}) {
    std::vector<unsigned char> png;
    ASSERT_TRUE(cv::imencode(".png", *picture, png, {cv::IMWRITE_PNG_COMPRESSION, compression}));
    burst.emplace_back(png.begin(), png.end());
  }
  ASSERT_NE(burst[0], burst[1]);
  EXPECT_EQ(Shipped().Compare(reference_, burst).alert, FaceAlert::kIdenticalFrames);
}

// --- Presentation ---

TEST_F(FacePolicyTest, FramesOfOneBurstAreNoLessAlikeThanAMatch) {
  const std::vector burst = {Live(kAlice, 1), Live(kAlice, 2), Live(kAlice, 3)};
  EXPECT_EQ(Shipped().Compare(reference_, burst).result, Result::kMatch);
  const auto strict = Load([](Calibration& calibration) {
    for (CalibratedThreshold& of : calibration.thresholds) {
      if (of.threshold == calibration.threshold) of.threshold = 0.99;
    }
    calibration.threshold = 0.99;
  });
  ASSERT_TRUE(strict.ok()) << strict.status();
  EXPECT_EQ(FaceAlertName((*strict)->Compare(reference_, burst).alert), FaceAlertName(FaceAlert::kSecondFace));
}

TEST_F(FacePolicyTest, BelowThePresentationThresholdAnOfficerLooksAndAboveItNothingIsSaid) {
  const std::vector<EncodedPicture> burst = {Live(kAlice, 1), Live(kAlice, 2)};
  const FaceComparison plain = Shipped().Compare(reference_, burst);
  ASSERT_TRUE(plain.presentation);
  ASSERT_EQ(plain.result, Result::kMatch);
  EXPECT_GT(plain.presentation_ms, 0);
  const auto strict = Load([&](Calibration& calibration) { SetPresentation(calibration, *plain.presentation + 1e-3); });
  ASSERT_TRUE(strict.ok()) << strict.status();
  const FaceComparison suspected = (*strict)->Compare(reference_, burst);
  EXPECT_EQ(suspected.result, Result::kSuspected);
  EXPECT_EQ(FaceAlertName(suspected.alert), "presentation");
  const auto lenient = Load([&](Calibration& calibration) { SetPresentation(calibration, *plain.presentation); });
  ASSERT_TRUE(lenient.ok());
  EXPECT_EQ((*lenient)->Compare(reference_, burst).result, Result::kMatch) << "at the threshold it is alive";
}

TEST_F(FacePolicyTest, WithoutPresentationAttackDetectionNoFaceIsComparedOutsideTheDemo) {
  const auto silent = Load([](Calibration& calibration) {
    for (const auto& [name, sha256] : PresentationHashes()) calibration.models.erase(name);
    calibration.presentation.reset();
  });
  ASSERT_TRUE(silent.ok()) << silent.status();
  EXPECT_FALSE((*silent)->detects_presentation());
  EXPECT_EQ((*silent)->Compare(reference_, std::vector{Live(kAlice, 1)}).presentation, std::nullopt);
  EXPECT_TRUE(Shipped().detects_presentation());
  const auto port = [](Calibration& calibration) {
    calibration.provisional = false;
    calibration.persons = 900;
    calibration.pictures = 4'000;
    calibration.impostor_pairs = 5'000'000;
    CalibratedThreshold in_use = OperatingPoint(calibration);
    in_use.false_matches = 40;
    in_use.fmr = {5e-6, 1e-5};
    in_use.supported = true;
    calibration.thresholds = {in_use};
    calibration.presentation->species = {{"print", 150, 5, {0.01, 0.07}}};
  };
  EXPECT_TRUE(Load(port, /*allow_provisional=*/false).ok());
  const auto refused = Load(
      [&](Calibration& calibration) {
        port(calibration);
        for (const auto& [name, sha256] : PresentationHashes()) calibration.models.erase(name);
        calibration.presentation.reset();
      },
      /*allow_provisional=*/false);
  EXPECT_EQ(ReasonOf(refused.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(refused.status()).find("presentation attacks cannot be measured"), std::string::npos);
}

TEST_F(FacePolicyTest, APresentationThresholdOfOtherNetworksIsForeign) {
  const auto foreign = Load([](Calibration& calibration) {
    calibration.models[std::string(kPresentationModels[0].name)] = std::string(64, '0');
  });
  EXPECT_EQ(ReasonOf(foreign.status()), error_reason::kModelUnusable);
}

// --- The reference ---

TEST_F(FacePolicyTest, APoorReferenceIsSaidAndStillCompared) {
  const EncodedPicture small = PaintPortrait(kAlice, {.distance = 2.2, .width_px = 256, .height_px = 320});
  const FaceComparison poor = Shipped().Compare(small, std::vector{Live(kAlice, 1)});
  EXPECT_NE(poor.result, Result::kNotTaken);
  EXPECT_TRUE(poor.low_trust_reference);
  EXPECT_LT(poor.reference_quality, kTrustedReferenceQuality);
  const FaceComparison good = Shipped().Compare(reference_, std::vector{Live(kAlice, 1)});
  EXPECT_FALSE(good.low_trust_reference);
  EXPECT_GE(good.reference_quality, kTrustedReferenceQuality);
}

TEST_F(FacePolicyTest, APreparedReferenceIsComparedWithAsIfItHadNotBeen) {
  const std::vector<EncodedPicture> burst = {Live(kAlice, 1), Live(kAlice, 2)};
  const FaceComparison plain = Shipped().Compare(reference_, burst);
  EXPECT_FALSE(plain.reference_ready);
  FaceTransaction transaction = Shipped().Prepare(reference_);
  for (int capture = 0; capture < 2; ++capture) {
    const FaceComparison prepared = Shipped().Compare(reference_, burst, transaction);
    EXPECT_TRUE(prepared.reference_ready);
    EXPECT_EQ(prepared.result, Result::kMatch);
    EXPECT_NEAR(prepared.score, plain.score, 1e-6);
    EXPECT_DOUBLE_EQ(prepared.reference_quality, plain.reference_quality);
  }
}

TEST_F(FacePolicyTest, AnotherReferenceThanTheOnePreparedIsLookedAt) {
  FaceTransaction transaction = Shipped().Prepare(reference_);
  const FaceComparison other = Shipped().Compare(PaintPortrait(kBolat, {}), std::vector{Live(kAlice, 1)}, transaction);
  EXPECT_FALSE(other.reference_ready);
  EXPECT_EQ(other.result, Result::kNoMatch);
  FaceTransaction useless = Shipped().Prepare(PaintEmptyBooth({}));
  const FaceComparison not_taken = Shipped().Compare(PaintEmptyBooth({}), std::vector{Live(kAlice, 1)}, useless);
  EXPECT_TRUE(not_taken.reference_ready);
  EXPECT_EQ(not_taken.cause, CaptureCause::kNoFace);
  EXPECT_EQ(not_taken.side, PictureSide::kReference);
  EXPECT_EQ(Shipped().Compare(reference_, std::vector{Live(kAlice, 1)}, useless).result, Result::kMatch);
}

// --- Transactions and parties ---

TEST_F(FacePolicyTest, OneDocumentSeenWithTwoFacesIsAnAlert) {
  FaceTransaction transaction;
  EXPECT_EQ(Shipped().Compare(reference_, std::vector{Live(kBolat, 1)}, transaction).result, Result::kNoMatch);
  EXPECT_EQ(Shipped().Compare(reference_, std::vector{Live(kBolat, 2)}, transaction).result, Result::kNoMatch)
      << "the same person again is no second face";
  const FaceComparison second = Shipped().Compare(reference_, std::vector{Live(kAlice, 1)}, transaction);
  EXPECT_EQ(second.result, Result::kSuspected) << "the right face after another one";
  EXPECT_EQ(FaceAlertName(second.alert), "second_face");
  transaction.Clear();
  EXPECT_EQ(Shipped().Compare(reference_, std::vector{Live(kAlice, 2)}, transaction).result, Result::kMatch)
      << "a new crossing knows nothing of the last one";
}

TEST_F(FacePolicyTest, SwappedPassportsOfAPartyAreAnAlertAndAStrangerIsNot) {
  const std::vector<EncodedPicture> others = {PaintEmptyBooth({}), "broken", PaintPortrait(kBolat, {})};
  const auto compare = [&](PersonSeed person) {
    FaceTransaction transaction;
    return Shipped().Compare(reference_, std::vector{Live(person, 1)}, transaction, others);
  };
  const FaceComparison swapped = compare(kBolat);
  EXPECT_EQ(swapped.result, Result::kSuspected);
  EXPECT_EQ(FaceAlertName(swapped.alert), "other_of_party");
  EXPECT_EQ(compare(kAlice).result, Result::kMatch);
  EXPECT_EQ(compare(kDistinctPeople[5]).result, Result::kNoMatch);
}

TEST_F(FacePolicyTest, OnlySoManyOthersAreLookedAtAndOnlyForAFaceThatDiffers) {
  FaceTransaction transaction;
  std::vector<EncodedPicture> others(FaceEngine::kMaxOthers, PaintPortrait(kDistinctPeople[5], {}));
  others.push_back(PaintPortrait(kBolat, {}));
  const std::vector<EncodedPicture> live = {Live(kBolat, 1)};
  EXPECT_EQ(Shipped().Compare(reference_, live, transaction, others).result, Result::kNoMatch);
  std::swap(others.front(), others.back());
  EXPECT_EQ(Shipped().Compare(reference_, live, transaction, others).alert, FaceAlert::kOtherOfParty);
  // A twin's portrait beside one's own changes nothing.
  EXPECT_EQ(Shipped().Compare(PaintPortrait(kBolat, {}), live, transaction, others).result, Result::kMatch);
}

// The bytes of the template the engine makes of the only frame of a comparison.
Needle TemplateNeedle(const std::string& models, const EncodedPicture& frame, PictureSide side) {
  const auto files = NetworkFiles::Read(models, std::string(kNoModels));
  EXPECT_TRUE(files.ok());
  const auto networks = MakeNetworkSet(*files);
  EXPECT_TRUE(networks.ok());
  const Look look = LookAt(**networks, frame, side, DetectionSize::kCapture);
  std::vector<FaceTemplate> one;
  auto face = MakeTemplate(**networks, look.picture, look.capture.face.points);
  EXPECT_TRUE(face.ok());
  one.push_back(*std::move(face));
  // A live face is kept as the mean of its frames.
  const auto mean = MeanTemplate(one);
  return MakeNeedle((side == PictureSide::kLive ? *mean : one[0]).by_network[0].data() + 10);
}

TEST_F(FacePolicyTest, ATransactionKeepsItsTemplatesUntilItEndsAndNoLonger) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  const EncodedPicture frame = Live(kBolat, 1), other = PaintPortrait(kAlice, LaneConditions(7));
  Shipped();  // loaded first: from then on a network computes on one thread, and the same bytes each time
  const Needle live = TemplateNeedle(models_, frame, PictureSide::kLive);
  const Needle beside = TemplateNeedle(models_, other, PictureSide::kReference);
  const Needle portrait = TemplateNeedle(models_, reference_, PictureSide::kReference);
  ASSERT_EQ(CountInMemory(live) + CountInMemory(beside) + CountInMemory(portrait), 0);
  {
    FaceTransaction transaction = Shipped().Prepare(reference_);
    EXPECT_EQ(CountInMemory(portrait), 1) << "for the captures to come";
    Shipped().Compare(reference_, {&frame, 1}, transaction, {&other, 1});
    EXPECT_EQ(CountInMemory(live), 1) << "for the next capture";
    EXPECT_EQ(CountInMemory(beside), 0) << "of those beside nothing is kept";
    FaceTransaction moved = std::move(transaction);
    moved.Clear();
    EXPECT_EQ(CountInMemory(live) + CountInMemory(portrait), 0);
    Shipped().Compare(reference_, {&frame, 1}, moved);
    EXPECT_EQ(CountInMemory(live), 1);
    EXPECT_EQ(CountInMemory(portrait), 1);
  }
  EXPECT_EQ(CountInMemory(live) + CountInMemory(portrait), 0);
}

}  // namespace
}  // namespace clearance
