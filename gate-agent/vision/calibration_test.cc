#include "gate-agent/vision/calibration.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

// A good file, provisional and not supported; its own figures, so that the next calibration shipped changes no test.
constexpr char kSample[] = R"({
  "format": "clearance-face-calibration/3",
  "policy": "edgeface-xs*0.6+retail-0095*0.4; yunet at 320 and 640 px, score 0.6, overlap 0.3, no landmarks; bursts of a round 3; burst of 16, best 3 averaged, sure at +0.15; one person from 0.3 and the threshold, by edgeface-xs from 0.5; pictures from 48 px, unpacked to 1200 px; eyes 16 px, central 0.2, in place 0.3, second person 0.6, beside one in the middle 1.3 from 1 eye distances on, yaw 50 or 65 roughly, sharpness 4, luminance 0.015 to 0.85; eyes in doubt beyond 0.08; presentation: 3 networks, the least live frame, stills from half on",
  "models": {
    "edgeface_xs_q.onnx": "1b1766dcd1223abd1f514cfaf79d7ecb8172d2699345d149ec33c81e477a45b8",
    "face_detection_yunet_2023mar.onnx": "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    "face_reidentification_retail_0095.onnx": "797d7d096eaeaa2b935868ba22be44c7960d00fa0532f7418201626b69b58ba2",
    "pad_jr_minifas_128.onnx": "af2381b88f38769222ed93379e12444e2a50814575de1c46170de570c55a42b6",
    "pad_minifasnet_v1se_4.0_80x80.onnx": "36e1ffae92f35d5d02fb9c4cd8506e019dd588d0d06db88913f20b2ab9b5ff8a",
    "pad_minifasnet_v2_2.7_80x80.onnx": "dca9d16d67e8874d095afd20a4eb5b1ec5c58c7bbeaa17b81046408713c500dc"
  },
  "threshold": 0.403,
  "target_fmr": 1e-05,
  "measured": {
    "persons": 4281,
    "pictures": 7701,
    "failures_to_acquire": 0,
    "genuine_pairs": 3000,
    "impostor_pairs": 29600000
  },
  "thresholds": [
    {
      "target_fmr": 1e-05,
      "threshold": 0.403,
      "false_matches": 296,
      "fmr": 1e-05,
      "fmr_interval": [8.92e-06, 1.12e-05],
      "false_non_matches": 108,
      "fnmr": 0.036,
      "fnmr_interval": [0.030, 0.043],
      "supported": false
    }
  ],
  "presentation": {
    "threshold": 0.368,
    "target_bpcer": 0.01,
    "bona_fide": 392,
    "persons": 300,
    "turned_away": 3,
    "bpcer": 0.00765306,
    "bpcer_interval": [0.001, 0.0175],
    "species": []
  },
  "population": "made-up people",
  "source": "a test",
  "date": "2026-11-22",
  "provisional": true
}
)";

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

CalibrationNeeds Needs() { return {PolicyText({}), NetworkHashes(YunetModels()), /*allow_provisional=*/true}; }

// Sets figures that meet every minimum of support.h.
void MakeSupported(Calibration& calibration) {
  calibration.persons = 900;
  calibration.impostor_pairs = 5'000'000;
  CalibratedThreshold looser = OperatingPoint(calibration);
  looser.target_fmr = 1e-4;
  looser.threshold = 0.25;
  looser.false_matches = 450;
  looser.fmr = {8e-5, 1e-4};
  looser.supported = true;
  CalibratedThreshold in_use = OperatingPoint(calibration);
  in_use.false_matches = 40;
  in_use.fmr = {5e-6, 1e-5};
  in_use.supported = true;
  calibration.thresholds = {looser, in_use};
  calibration.presentation->species = {{"print", 150, 3}};
}

// One for each of the two policies a gate here may have.
TEST(CalibrationTest, TheShippedCalibrationsSuitTheirNetworksAndAreProvisional) {
  for (bool landmarks : {false, true}) {
    const auto calibration = ReadCalibration(ShippedCalibrationWith(landmarks));
    ASSERT_TRUE(calibration.ok()) << calibration.status();
    EXPECT_EQ(calibration->policy, PolicyText({.landmarks = landmarks}));
    EXPECT_TRUE(calibration->provisional);
    EXPECT_DOUBLE_EQ(calibration->target_fmr, 1e-5);
    EXPECT_TRUE(calibration->presentation);
    CalibrationNeeds needs = Needs();
    needs.policy = PolicyText({.landmarks = landmarks});
    if (landmarks) needs.models.emplace(kLandmarksModel.name, kLandmarksModel.sha256);
    const Status suits = CheckCalibration(*calibration, needs, "shipped");
    EXPECT_TRUE(suits.ok()) << suits;
  }
}

// Whatever of a policy differs makes the file foreign, though the networks are the same bytes.
TEST(CalibrationTest, OneMadeForAnyOtherPolicyIsRefused) {
  const auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  const FacePolicy others[] = {{.fusion = *Fusion::Named("edgeface-xs*0.5+retail-0095*0.5")},
                               {.detector = "hog"},
                               {.landmarks = true},
                               {.attempts = kDefaultAttempts - 1}};
  for (const FacePolicy& other : others) {
    CalibrationNeeds needs = Needs();
    needs.policy = PolicyText(other);
    const Status refused = CheckCalibration(*calibration, needs, "here.json");
    EXPECT_EQ(ReasonOf(refused), error_reason::kModelUnusable) << needs.policy;
    EXPECT_NE(MessageOf(refused).find("here.json: made for another policy: "), std::string::npos) << MessageOf(refused);
  }
}

TEST(CalibrationTest, OneMadeWithOtherLandmarksIsRefused) {
  const auto calibration = ReadCalibration(ShippedCalibrationWith(/*landmarks=*/true));
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  const std::string name(kLandmarksModel.name);
  ASSERT_TRUE(calibration->models.contains(name));
  for (const std::string& sha256 : {std::string(), std::string(64, '0')}) {
    CalibrationNeeds needs = Needs();
    needs.policy = calibration->policy;
    if (!sha256.empty()) needs.models[name] = sha256;
    const Status refused = CheckCalibration(*calibration, needs, "here.json");
    EXPECT_EQ(MessageOf(refused),
              sha256.empty() ? "here.json: made with further networks" : "here.json: made for another " + name);
  }
}

TEST(CalibrationTest, EveryFigureIsRead) {
  const auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  EXPECT_DOUBLE_EQ(calibration->threshold, 0.403);
  EXPECT_DOUBLE_EQ(calibration->target_fmr, 1e-5);
  EXPECT_TRUE(calibration->policy.starts_with("edgeface-xs*0.6+retail-0095*0.4; yunet at"));
  EXPECT_TRUE(calibration->provisional);
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "sample").ok());
}

TEST(CalibrationTest, ProvisionalIsRefusedUnlessAllowed) {
  auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  CalibrationNeeds needs = Needs();
  needs.allow_provisional = false;
  const Status refused = CheckCalibration(*calibration, needs, "here.json");
  EXPECT_EQ(ReasonOf(refused), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(refused).find("here.json: provisional"), std::string::npos);
  MakeSupported(*calibration);
  calibration->provisional = false;
  EXPECT_TRUE(CheckCalibration(*calibration, needs, "here.json").ok());
}

TEST(CalibrationTest, WhatItsDataDoNotSupportIsRefusedUnlessProvisional) {
  auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  ASSERT_FALSE(OperatingPoint(*calibration).supported);
  calibration->provisional = false;
  for (bool allow : {false, true}) {
    CalibrationNeeds needs = Needs();
    needs.allow_provisional = allow;
    const Status refused = CheckCalibration(*calibration, needs, "here.json");
    EXPECT_EQ(ReasonOf(refused), error_reason::kModelUnusable);
    EXPECT_NE(MessageOf(refused).find("here.json: not supported by data"), std::string::npos) << MessageOf(refused);
  }
}

TEST(CalibrationTest, AFinalOneNeedsEnoughHonestPresentations) {
  auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  MakeSupported(*calibration);
  calibration->presentation->turned_away = 1;
  calibration->presentation->bona_fide = 150;
  calibration->provisional = false;
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "here.json").ok());
  calibration->presentation->bona_fide = 149;
  const Status refused = CheckCalibration(*calibration, Needs(), "here.json");
  EXPECT_EQ(ReasonOf(refused), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(refused).find("149 honest presentations, 150 needed"), std::string::npos) << MessageOf(refused);
  calibration->provisional = true;
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "here.json").ok());
}

// Else a threshold that no attack was ever held against would run a border's lanes: one made on a public benchmark,
// say.
TEST(CalibrationTest, AFinalOneNeedsAKindOfAttackThatWasTriedOftenEnough) {
  auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  MakeSupported(*calibration);
  calibration->provisional = false;
  calibration->presentation->species = {{"screen", 3, 0}, {"print", 150, 20}};
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "here.json").ok());
  calibration->presentation->species = {{"screen", 149, 0}, {"print", 149, 0}};
  Status refused = CheckCalibration(*calibration, Needs(), "here.json");
  EXPECT_EQ(ReasonOf(refused), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(refused).find("149 attacks of one kind, 150 needed"), std::string::npos) << MessageOf(refused);
  calibration->presentation->species.clear();
  refused = CheckCalibration(*calibration, Needs(), "here.json");
  EXPECT_NE(MessageOf(refused).find("0 attacks of one kind, 150 needed"), std::string::npos) << MessageOf(refused);
  calibration->provisional = true;
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "here.json").ok());
}

TEST(CalibrationTest, AFinalOneMustKeepWithinTheBordersRange) {
  auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  MakeSupported(*calibration);
  calibration->provisional = false;
  calibration->thresholds[0].target_fmr = calibration->target_fmr = 5e-4;
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "here.json").ok());
  calibration->thresholds[0].target_fmr = calibration->target_fmr = 6e-4;
  const Status refused = CheckCalibration(*calibration, Needs(), "here.json");
  EXPECT_EQ(ReasonOf(refused), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(refused).find("here.json: target_fmr 0.0006 is above 0.0005"), std::string::npos)
      << MessageOf(refused);
  calibration->provisional = true;
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "here.json").ok());
}

TEST(CalibrationTest, TheTextWrittenIsReadBackTheSame) {
  auto calibration = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(calibration.ok());
  MakeSupported(*calibration);
  calibration->presentation = PresentationCalibration{.threshold = 0.25,
                                                      .target_bpcer = 0.05,
                                                      .bona_fide = 200,
                                                      .persons = 190,
                                                      .turned_away = 9,
                                                      .bpcer = {0.02, 0.08},
                                                      .species = {{"print", 150, 3, {0, 0.05}}, {"screen", 7, 0}}};
  const auto read = ParseCalibration(CalibrationText(*calibration), "written");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, *calibration);
  calibration->presentation.reset();
  EXPECT_EQ(*ParseCalibration(CalibrationText(*calibration), "written"), *calibration);
}

TEST(CalibrationTest, ForeignCalibrationsAreRefused) {
  const auto sample = ParseCalibration(kSample, "sample");
  ASSERT_TRUE(sample.ok());
  Calibration other_policy = *sample;
  other_policy.policy = "edgeface-xs*1";
  Calibration other_limits = *sample;
  other_limits.policy.replace(other_limits.policy.find("eyes 16 px"), 10, "eyes 24 px");
  Calibration other_hash = *sample;
  other_hash.models.begin()->second[0] ^= 1;
  Calibration one_model_less = *sample;
  one_model_less.models.erase(one_model_less.models.begin());
  Calibration one_model_more = *sample;
  one_model_more.models["x.onnx"] = std::string(64, '0');
  for (const Calibration& foreign : {other_policy, other_limits, other_hash, one_model_less, one_model_more}) {
    EXPECT_EQ(ReasonOf(CheckCalibration(foreign, Needs(), "foreign")), error_reason::kModelUnusable);
  }
}

TEST(CalibrationTest, EveryDefectIsNamedByItsKey) {
  const std::string good = kSample;
  struct Case {
    std::string text, named;
  };
  const std::vector<Case> cases = {
      {"", "not JSON"},
      {"[]", "must be an object"},
      {good.substr(0, good.size() / 2), "not JSON"},
      {good + "}", "not JSON"},
      {Replaced(good, "calibration/3", "calibration/2"), "format"},
      {Replaced(good, "\"threshold\": 0.403", "\"threshold\": 1.5"), "threshold"},
      {Replaced(good, "\"threshold\": 0.403", "\"threshold\": \"0.403\""), "threshold"},
      {Replaced(good, "\"threshold\": 0.403,", ""), "threshold: missing"},
      {Replaced(good, "\"threshold\": 0.403", "\"threshold\": 0.403, \"threshold\": -1"), "threshold: stands twice"},
      {Replaced(good, "\"threshold\": 0.403", "\"threshold\": 0.403, \"treshold\": -1"), "treshold: unknown key"},
      {Replaced(good, "\"target_fmr\": 1e-05", "\"target_fmr\": -1e-05"), "target_fmr"},
      {Replaced(good, "\"threshold\": 0.403", "\"threshold\": 0.303"), "threshold: with its target_fmr is none"},
      {Replaced(good, "29600000", "0"), "measured.impostor_pairs"},
      {Replaced(good, "29600000", "2.5"), "measured.impostor_pairs"},
      {Replaced(good, "\"persons\": 4281,", ""), "measured.persons: missing"},
      {Replaced(good, "\"failures_to_acquire\": 0", "\"failures_to_acquire\": 7702"), "measured.failures_to_acquire"},
      {Replaced(good, "0.036", "36"), "thresholds[0].fnmr"},
      {Replaced(good, "0.036", "0.0361"), "thresholds[0].fnmr: contradicts its counts"},
      {Replaced(good, "\"false_matches\": 296", "\"false_matches\": 29600001"), "thresholds[0].false_matches"},
      {Replaced(good, "[8.92e-06, 1.12e-05]", "[1.12e-05, 8.92e-06]"), "thresholds[0].fmr_interval"},
      {Replaced(good, "[8.92e-06, 1.12e-05]", "[8.92e-06]"), "thresholds[0].fmr_interval"},
      {Replaced(good, "[8.92e-06, 1.12e-05]", "[0, 9e-06]"), "thresholds[0].fmr_interval: contradicts its counts"},
      {Replaced(good, "[8.92e-06, 1.12e-05]", "[1.1e-05, 1.12e-05]"), "thresholds[0].fmr_interval: contradicts"},
      {Replaced(good, "[0.030, 0.043]", "[0, 0.001]"), "thresholds[0].fnmr_interval: contradicts its counts"},
      {Replaced(good, "\"persons\": 4281", "\"persons\": 7702"), "measured.persons"},
      {Replaced(good, "\"pictures\": 7701", "\"pictures\": 7600"), "measured.impostor_pairs: more than"},
      {Replaced(good, "\"failures_to_acquire\": 0", "\"failures_to_acquire\": 100"), "measured.impostor_pairs: more"},
      {Replaced(good, "\"supported\": false", "\"supported\": true"), "thresholds[0].supported: contradicts"},
      {Replaced(good, "\"thresholds\": [", "\"thresholds\": [], \"rest\": ["), "thresholds: must be a list"},
      {Replaced(good, "\"target_bpcer\": 0.01,", ""), "presentation.target_bpcer: missing"},
      {Replaced(good, "\"persons\": 300,", ""), "presentation.persons: missing"},
      {Replaced(good, "\"persons\": 300", "\"persons\": 393"), "presentation.persons"},
      {Replaced(good, "0.00765306", "0.008"), "presentation.bpcer: contradicts its counts"},
      {Replaced(good, "[0.001, 0.0175]", "[0.008, 0.0175]"), "presentation.bpcer_interval: contradicts its counts"},
      {Replaced(good, "\"species\": []", R"("species": [{"name": "print", "trials": 150, "accepted": 1}])"),
       "presentation.species[0].apcer: missing"},
      {Replaced(good, "\"species\": []",
                R"("species": [{"name": "print", "trials": 149, "accepted": 1, "apcer": 0.00671141}])"),
       "presentation.species[0].apcer: unknown key"},
      {Replaced(good, "\"threshold\": 0.368", "\"threshold\": 0"), "presentation.threshold"},
      {Replaced(good, "\"target_bpcer\": 0.01", "\"target_bpcer\": 0"), "presentation.target_bpcer"},
      {Replaced(good, "\"turned_away\": 3", "\"turned_away\": 4"), "presentation.turned_away: more than target_bpcer"},
      {Replaced(good, "1b1766", "1B1766"), "models.edgeface_xs_q.onnx"},
      {Replaced(good, "2026-11-22", "2026-02-30"), "date"},
      {Replaced(good, "2026-11-22", "22.11.2026"), "date"},
      {Replaced(good, "\"provisional\": true", "\"provisional\": 1"), "provisional"},
      {Replaced(good, "\"provisional\": true", "\"comment\": 1"), "provisional: missing"},
      {std::string(kMaxCalibrationBytes + 1, ' '), "too large"},
  };
  for (const Case& bad : cases) {
    const auto calibration = ParseCalibration(bad.text, "bad.json");
    ASSERT_FALSE(calibration.ok()) << bad.named;
    EXPECT_EQ(ReasonOf(calibration.status()), error_reason::kModelUnusable);
    EXPECT_NE(MessageOf(calibration.status()).find("bad.json: "), std::string::npos);
    EXPECT_NE(MessageOf(calibration.status()).find(bad.named), std::string::npos) << MessageOf(calibration.status());
  }
}

TEST(CalibrationTest, MissingFileIsNamed) {
  const auto calibration = ReadCalibration("no/such/calibration.json");
  EXPECT_EQ(ReasonOf(calibration.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(calibration.status()).find("no/such/calibration.json"), std::string::npos);
}

}  // namespace
}  // namespace clearance
