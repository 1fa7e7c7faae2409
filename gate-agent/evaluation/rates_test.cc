#include "gate-agent/evaluation/rates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "common/base/random.h"
#include "gate-agent/evaluation/calibration_maker.h"
#include "gate-agent/evaluation/det_curve.h"
#include "gate-agent/evaluation/report.h"

namespace clearance {
namespace {

constexpr std::uint64_t kSeed = 1;

// A score of the grid's precision, so that counts at grid thresholds have ties to get wrong.
double ScoreAround(SeededRandom& random, double middle) {
  double sum = 0;
  for (int i = 0; i < 4; ++i) sum += static_cast<double>(random.Below(1000)) / 1000 - 0.5;
  return std::round((middle + 0.12 * sum) * 1e3) / 1e3;
}

// The threshold of the grid just below.
double OneStepLower(double threshold) { return std::round((threshold - ComparisonRates::kThresholdStep) * 1e4) / 1e4; }

ComparisonSet MadeUp(std::int32_t persons, std::uint64_t seed) {
  SeededRandom random(seed);
  ComparisonSet set;
  for (std::int32_t a = 0; a < persons; ++a) {
    set.genuine.push_back({{a, a}, ScoreAround(random, 0.6)});
    set.genuine.push_back({{a, a}, ScoreAround(random, 0.6)});
    for (std::int32_t b = a + 1; b < persons; ++b) set.impostor.push_back({{a, b}, ScoreAround(random, 0.05)});
  }
  set.lost_genuine = {{0, 0}, {1, 1}, {1, 1}};
  set.lost_impostor = {{0, 1}, {1, 2}};
  return set;
}

TEST(ComparisonRatesTest, CountsAsBruteForceDoesAtEveryThreshold) {
  const ComparisonSet set = MadeUp(30, 5);
  const ComparisonRates rates(set, 30, kSeed);
  for (double threshold = -1; threshold <= 1.0005; threshold += 0.001) {
    const auto match = [&](const ScoredPair& pair) { return pair.score >= threshold; };
    EXPECT_EQ(rates.FalseMatches(threshold), std::count_if(set.impostor.begin(), set.impostor.end(), match));
    EXPECT_EQ(rates.FalseNonMatches(threshold), static_cast<std::int64_t>(set.genuine.size()) -
                                                    std::count_if(set.genuine.begin(), set.genuine.end(), match));
  }
}

TEST(ComparisonRatesTest, AScoreAtTheThresholdIsAMatch) {
  ComparisonSet set;
  set.genuine = {{{0, 0}, 0.4}};
  set.impostor = {{{0, 1}, 0.4}};
  const ComparisonRates rates(set, 2, kSeed);
  EXPECT_EQ(rates.FalseMatches(0.4), 1);
  EXPECT_EQ(rates.FalseNonMatches(0.4), 0);
  EXPECT_EQ(rates.FalseMatches(0.4001), 0);
  EXPECT_EQ(rates.FalseNonMatches(0.4001), 1);
}

TEST(ComparisonRatesTest, FailuresToAcquireCountAsRejectionsAndApart) {
  const ComparisonSet set = MadeUp(30, 5);
  const ComparisonRates rates(set, 30, kSeed);
  const ThresholdRates at = rates.At(0.3, 1e-2);
  EXPECT_EQ(at.fnmr.trials, 60);
  EXPECT_EQ(at.false_reject.trials, 63);
  EXPECT_EQ(at.false_reject.errors, at.fnmr.errors + 3);
  EXPECT_EQ(at.fmr.trials, 435);
  EXPECT_EQ(at.false_accept.trials, 437);
  EXPECT_EQ(at.false_accept.errors, at.fmr.errors);
}

TEST(ComparisonRatesTest, TheMeasuredThresholdIsTheLowestThatKeepsTheTarget) {
  const ComparisonRates rates(MadeUp(60, 8), 60, kSeed);
  const auto pairs = static_cast<double>(rates.impostor_scores().size());
  for (double target : {0.5, 1e-1, 1e-2, 1e-3, 1e-6}) {
    const double threshold = rates.MeasuredThreshold(target);
    EXPECT_LE(static_cast<double>(rates.FalseMatches(threshold)), target * pairs);
    EXPECT_GT(static_cast<double>(rates.FalseMatches(OneStepLower(threshold))), target * pairs);
  }
}

TEST(ComparisonRatesTest, TheSafeThresholdIsTheLowestWhoseIntervalEndsBelowTheTarget) {
  const ComparisonRates rates(MadeUp(120, 9), 120, kSeed);
  for (double target : {1e-1, 2e-2}) {
    const double threshold = rates.SafeThreshold(target);
    EXPECT_LE(rates.At(threshold, target).fmr.interval.high, target);
    EXPECT_GT(rates.At(OneStepLower(threshold), target).fmr.interval.high, target);
    EXPECT_GE(threshold, rates.MeasuredThreshold(target));
    EXPECT_EQ(rates.At(threshold, target).unsupported, "");
  }
}

TEST(ComparisonRatesTest, AFalseNonMatchRateSaysWhetherItIsShown) {
  const ComparisonRates few(MadeUp(60, 8), 60, kSeed);
  const ThresholdRates at = few.At(-1, 0.5);
  EXPECT_EQ(at.fnmr_unsupported, "not supported by data: 60 persons, 300 needed");
  EXPECT_NE(ThresholdText(at).find("FNMR 0.01: not supported by data"), std::string::npos) << ThresholdText(at);
  EXPECT_EQ(ThresholdJson(at)["fnmr_supported"], false);
  ComparisonSet set;
  for (std::int32_t a = 0; a < 300; ++a) set.genuine.push_back({{a, a}, 0.6});
  set.impostor = {{{0, 1}, 0.1}};
  const ComparisonRates enough(std::move(set), 300, kSeed);
  EXPECT_EQ(enough.At(0.5, 0.5).fnmr_unsupported, "");
  EXPECT_TRUE(enough.At(0.7, 0.5).fnmr_unsupported.starts_with("not supported by data: the interval"));
}

TEST(ComparisonRatesTest, ATargetBeyondTheSetIsMeasuredAndNotSupported) {
  const ComparisonRates rates(MadeUp(20, 9), 20, kSeed);
  const double threshold = rates.SafeThreshold(1e-5);
  EXPECT_EQ(threshold, rates.MeasuredThreshold(1e-5));
  EXPECT_EQ(rates.At(threshold, 1e-5).unsupported, "not supported by data: 20 persons, 775 needed");
}

TEST(CalibrationMakerTest, ARuleNoLaneFollowsMakesItProvisional) {
  const ComparisonRates rates(MadeUp(60, 9), 60, kSeed);
  CalibrationSubject subject;
  subject.target_fmr = 1e-2;
  EXPECT_FALSE(MakeCalibration(subject, rates, {}).provisional);
  subject.middle_face = true;
  EXPECT_TRUE(MakeCalibration(subject, rates, {}).provisional);
}

TEST(CalibrationMakerTest, WhatItMakesIsReadBackAndSaysItsSupport) {
  const ComparisonRates rates(MadeUp(200, 9), 200, kSeed);
  CalibrationSubject subject;
  subject.policy = "policy";
  subject.models = {{"a.onnx", std::string(64, 'a')}};
  subject.target_fmr = 5e-3;
  subject.population = "made-up people";
  subject.source = "a test";
  subject.date = "2026-11-26";
  AcquisitionFailures failures;
  failures.rate = {200, 405, 3, {0, 0.02}};
  const Calibration calibration = MakeCalibration(subject, rates, failures);
  EXPECT_EQ(calibration.thresholds.size(), kTargetFmrs.size() + 1);
  EXPECT_TRUE(OperatingPoint(calibration).supported);
  EXPECT_FALSE(calibration.thresholds.back().supported);
  EXPECT_EQ(calibration.threshold, rates.SafeThreshold(5e-3));
  EXPECT_EQ(calibration.failures_to_acquire, 3);
  EXPECT_EQ(calibration.genuine_pairs, 400);
  const auto read = ParseCalibration(CalibrationText(calibration), "made");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, calibration);
  // Too loose for a border, whatever supports it.
  EXPECT_FALSE(CheckCalibration(*read, {subject.policy, subject.models, true}, "made").ok());
}

// A gate asks for the networks behind a presentation threshold, too.
TEST(CalibrationMakerTest, WithAPresentationThresholdAGateTakesItAsWell) {
  const ComparisonRates rates(MadeUp(200, 9), 200, kSeed);
  const CalibrationSubject subject = {.policy = "policy",
                                      .models = {{"a.onnx", std::string(64, 'a')}},
                                      .target_fmr = 5e-3,
                                      .population = "made-up people",
                                      .source = "a test",
                                      .date = "2026-11-26",
                                      .provisional = true};
  Calibration calibration = MakeCalibration(subject, rates, {{200, 405, 3, {0, 0.02}}, {}});
  AddPresentation(MakePresentation({{0, 0.9}, {1, 0.8}}, {}, 0.01, kSeed), calibration);
  const auto read = ParseCalibration(CalibrationText(calibration), "made");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(*read, calibration);
  const Status taken = CheckCalibration(*read, {subject.policy, subject.models, true}, "made");
  EXPECT_TRUE(taken.ok()) << taken;
}

TEST(DetCurveTest, EveryPointIsWhatIsCountedThere) {
  const ComparisonRates rates(MadeUp(80, 4), 80, kSeed);
  const std::vector<DetPoint> curve = DetCurve(rates);
  ASSERT_GT(curve.size(), 50U);
  ASSERT_LE(curve.size(), kMaxDetPoints);
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_EQ(curve[i].false_matches, rates.FalseMatches(curve[i].threshold));
    EXPECT_EQ(curve[i].false_non_matches, rates.FalseNonMatches(curve[i].threshold));
    EXPECT_GT(curve[i].false_matches, 0);
    if (i == 0) continue;
    EXPECT_LT(curve[i].threshold, curve[i - 1].threshold);
    EXPECT_GE(curve[i].fmr, curve[i - 1].fmr);
    EXPECT_LE(curve[i].fnmr, curve[i - 1].fnmr);
  }
  const std::string csv = DetCsv("plain", curve);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), static_cast<std::ptrdiff_t>(curve.size()));
  EXPECT_TRUE(csv.starts_with("plain,")) << "whose curve it is";
  const std::string head = DetCsvHead(), first = csv.substr(0, csv.find('\n'));
  EXPECT_EQ(std::count(first.begin(), first.end(), ','), std::count(head.begin(), head.end(), ','));
}

TEST(DetCurveTest, ProbitIsTheNormalQuantile) {
  EXPECT_NEAR(Probit(0.5), 0, 1e-9);
  EXPECT_NEAR(Probit(0.975), 1.959963984540054, 1e-9);
  EXPECT_NEAR(Probit(1e-6), -4.753424308822899, 1e-9);
}

TEST(GroupReportTest, ImpostorsAreWithinAGroupAndSmallGroupsAreNotPrinted) {
  ComparisonSet set = MadeUp(60, 6);
  std::vector<std::string> group_of(60, "a");
  for (std::size_t i = 40; i < 60; ++i) group_of[i] = i < 58 ? "b" : "";
  const std::vector<GroupReport> groups = ReportGroups(set, group_of, 0.3, 1e-2, kSeed);  // 1e-2 needs 25 persons
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].group, "a");
  EXPECT_EQ(groups[0].persons, 40);
  ASSERT_TRUE(groups[0].rates);
  EXPECT_EQ(groups[0].rates->fmr.trials, 40 * 39 / 2);
  EXPECT_EQ(groups[0].rates->fnmr.trials, 80);
  EXPECT_EQ(groups[1].group, "b");
  EXPECT_EQ(groups[1].persons, 18);
  EXPECT_FALSE(groups[1].rates);
}

}  // namespace
}  // namespace clearance
