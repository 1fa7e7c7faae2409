#include "gate-agent/vision/calibration.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::string ShippedPath() { return SourcePath("gate-agent/vision/calibration/lfw_provisional.json"); }

std::string Shipped() {
  const auto text = ReadFile(ShippedPath(), kMaxCalibrationBytes);
  EXPECT_TRUE(text.ok());
  return text.ok() ? *text : "";
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

CalibrationNeeds Needs() { return {FusionPolicy(), NetworkHashes(YunetModels()), /*allow_provisional=*/true}; }

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
}

TEST(CalibrationTest, ShippedCalibrationSuitsTheNetworksAndIsProvisional) {
  const auto calibration = ReadCalibration(ShippedPath());
  ASSERT_TRUE(calibration.ok()) << calibration.status();
  EXPECT_DOUBLE_EQ(calibration->threshold, 0.403);
  EXPECT_DOUBLE_EQ(calibration->target_fmr, 1e-5);
  EXPECT_EQ(calibration->policy, "edgeface-xs*0.6+retail-0095*0.4; burst of 16, best 3 averaged, sure at +0.15");
  EXPECT_TRUE(calibration->provisional);
  EXPECT_TRUE(CheckCalibration(*calibration, Needs(), "shipped").ok());
}

TEST(CalibrationTest, ProvisionalIsRefusedUnlessAllowed) {
  auto calibration = ParseCalibration(Shipped(), "shipped");
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
  auto calibration = ParseCalibration(Shipped(), "shipped");
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

TEST(CalibrationTest, TheTextWrittenIsReadBackTheSame) {
  auto calibration = ParseCalibration(Shipped(), "shipped");
  ASSERT_TRUE(calibration.ok());
  MakeSupported(*calibration);
  calibration->presentation = PresentationCalibration{.threshold = 0.25,
                                                      .target_bpcer = 0.05,
                                                      .bona_fide = 200,
                                                      .turned_away = 9,
                                                      .species = {{"print", 150, 3}, {"screen", 7, 0}}};
  const auto read = ParseCalibration(CalibrationText(*calibration), "written");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, *calibration);
  calibration->presentation.reset();
  EXPECT_EQ(*ParseCalibration(CalibrationText(*calibration), "written"), *calibration);
}

TEST(CalibrationTest, ForeignCalibrationsAreRefused) {
  const auto shipped = ParseCalibration(Shipped(), "shipped");
  ASSERT_TRUE(shipped.ok());
  Calibration other_policy = *shipped;
  other_policy.policy = "edgeface-xs*1";
  Calibration other_hash = *shipped;
  other_hash.models.begin()->second[0] ^= 1;
  Calibration one_model_less = *shipped;
  one_model_less.models.erase(one_model_less.models.begin());
  Calibration one_model_more = *shipped;
  one_model_more.models["x.onnx"] = std::string(64, '0');
  for (const Calibration& foreign : {other_policy, other_hash, one_model_less, one_model_more}) {
    EXPECT_EQ(ReasonOf(CheckCalibration(foreign, Needs(), "foreign")), error_reason::kModelUnusable);
  }
}

TEST(CalibrationTest, EveryDefectIsNamedByItsKey) {
  const std::string good = Shipped();
  struct Case {
    std::string text, named;
  };
  const std::vector<Case> cases = {
      {"", "not JSON"},
      {"[]", "must be an object"},
      {good.substr(0, good.size() / 2), "not JSON"},
      {good + "}", "not JSON"},
      {Replaced(good, "calibration/2", "calibration/1"), "format"},
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
      {Replaced(good, "\"supported\": false", "\"supported\": true"), "thresholds[0].supported: contradicts"},
      {Replaced(good, "\"thresholds\": [", "\"thresholds\": [], \"rest\": ["), "thresholds: must be a list"},
      {Replaced(good, "\"target_bpcer\": 0.01,", ""), "presentation.target_bpcer: missing"},
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
