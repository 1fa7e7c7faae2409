#include "gate-agent/evaluation/presentation_rates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "gate-agent/evaluation/report.h"

namespace clearance {
namespace {

TEST(PresentationRatesTest, TheThresholdTurnsAwayNoMoreThanTheTarget) {
  std::vector<LiveScore> live;
  for (std::int32_t i = 0; i < 200; ++i) live.push_back({i, (i % 100) / 100.0 + 0.005});
  EXPECT_DOUBLE_EQ(ThresholdForBpcer(live, 0.05), 0.055);
  EXPECT_DOUBLE_EQ(ThresholdForBpcer(live, 0), 0.005);
  const PresentationRates rates = MeasurePresentations(live, {}, {0.055, 0.05}, 1);
  EXPECT_EQ(rates.bpcer.errors, 10);
  EXPECT_EQ(rates.bpcer.trials, 200);
  EXPECT_GT(rates.bpcer.interval.high, 0.05);
  EXPECT_TRUE(rates.bpcer_unsupported.starts_with("not supported by data: the interval")) << rates.bpcer_unsupported;
}

// A share of honest presentations turned away is shown by enough presentations, of enough persons, not by either alone.
TEST(PresentationRatesTest, AnHonestShareNeedsPresentationsAndPersons) {
  std::vector<LiveScore> live(kMinBonaFide - 1);
  for (std::size_t i = 0; i < live.size(); ++i) live[i] = {static_cast<std::int32_t>(i % 60), 0.9};
  const auto why = [&] { return MeasurePresentations(live, {}, {0.5, 0.05}, 1).bpcer_unsupported; };
  EXPECT_EQ(why(), "not supported by data: 149 honest presentations, 150 needed");
  live.push_back({0, 0.9});
  EXPECT_EQ(why(), "");
  std::erase_if(live, [](const LiveScore& presentation) { return presentation.person == 59; });
  for (std::int32_t i = 0; i < 3; ++i) live.push_back({i, 0.9});
  EXPECT_EQ(why(), "not supported by data: 59 persons, 60 needed");
}

TEST(PresentationRatesTest, AnAttackWithoutAUsableFaceIsCountedApart) {
  const std::vector<AttackScore> attacks = {{"print", 0.9}, {"print", std::nullopt}, {"mask", std::nullopt}};
  const PresentationRates rates = MeasurePresentations({{0, 0.9}}, attacks, {0.5, 0.01}, 1);
  ASSERT_EQ(rates.species.size(), 2U);
  EXPECT_EQ(rates.species[0].species, "print");
  EXPECT_EQ(rates.species[0].trials, 1);
  EXPECT_EQ(rates.species[0].unusable, 1);
  EXPECT_EQ(rates.species[1].trials, 0);
  EXPECT_EQ(rates.species[1].unusable, 1);
}

TEST(PresentationRatesTest, SpeciesAreNeverPooledAndSmallOnesHaveNoRate) {
  std::vector<AttackScore> attacks(kMinAttackTrials, {"print", 0.1});
  attacks[0].score = attacks[1].score = 0.5;
  attacks.push_back({"screen", 0.9});
  attacks.push_back({"screen", 0.2});
  const PresentationRates rates = MeasurePresentations({{0, 0.9}}, attacks, {0.5, 0.01}, 1);
  ASSERT_EQ(rates.species.size(), 2U);
  EXPECT_EQ(rates.species[0].species, "screen");  // the worst first
  EXPECT_EQ(rates.species[0].accepted, 1);
  EXPECT_FALSE(rates.species[0].apcer);
  EXPECT_EQ(rates.species[0].unsupported, "not supported by data: 2 trials, 150 needed");
  EXPECT_EQ(rates.species[1].species, "print");
  EXPECT_EQ(rates.species[1].accepted, 2);  // at the threshold is not below it
  ASSERT_TRUE(rates.species[1].apcer);
  EXPECT_DOUBLE_EQ(rates.species[1].apcer->Value(), 2.0 / kMinAttackTrials);
  EXPECT_LT(rates.species[1].apcer->interval.low, 2.0 / kMinAttackTrials);
  EXPECT_GT(rates.species[1].apcer->interval.high, 2.0 / kMinAttackTrials);
  EXPECT_EQ(rates.species[1].unsupported, "");
}

// The interval of an attack's rate, held against the normal approximation of as many independent trials.
TEST(PresentationRatesTest, AnApcerHasTheIntervalOfItsTrialsAndShowsItsTargetOrNot) {
  constexpr int kTrials = 400;
  for (const int accepted : {0, 8, 40}) {
    std::vector<AttackScore> attacks(kTrials, {"print", 0.1});
    for (int i = 0; i < accepted; ++i) attacks[static_cast<std::size_t>(i)].score = 0.9;
    const PresentationRates rates = MeasurePresentations({{0, 0.9}}, attacks, {0.5, 0.01}, 1);
    ASSERT_EQ(rates.species.size(), 1U);
    ASSERT_TRUE(rates.species[0].apcer);
    const MeasuredRate& apcer = *rates.species[0].apcer;
    const double share = static_cast<double>(accepted) / kTrials;
    EXPECT_DOUBLE_EQ(apcer.Value(), share);
    EXPECT_EQ(apcer.persons, kTrials) << "each attack is another person's";
    const double half = 1.96 * std::sqrt(share * (1 - share) / kTrials);
    EXPECT_NEAR(apcer.interval.low, share - half, 0.004) << accepted;
    EXPECT_NEAR(apcer.interval.high, accepted == 0 ? 3.0 / kTrials : share + half, 0.004) << accepted;
    EXPECT_EQ(rates.species[0].unsupported.empty(), accepted < 40) << rates.species[0].unsupported;
    EXPECT_EQ(rates.species[0].unsupported.starts_with("not supported by data: the interval's upper end"),
              accepted == 40);
  }
}

// What a reader of the report sees: every figure whose minimum is not met says so on a line of its own.
TEST(PresentationReportTest, WhatIsNotSupportedSaysSo) {
  EvaluationReport report;
  std::vector<AttackScore> attacks(kMinAttackTrials, {"print", 0.9});
  attacks.push_back({"screen", 0.2});
  report.presentation = MeasurePresentations({{0, 0.9}}, attacks, {0.5, 0.01}, 1);
  const std::string text = ReportText(report);
  for (const char* line : {"    BPCER 0.01: not supported by data: 1 honest presentation, 150 needed\n",
                           "  print: 150 of 150 taken for a person, APCER 100 % (100-100)\n"
                           "    APCER 0.05: not supported by data: the interval's upper end 1 is above 0.05\n",
                           "  screen: 0 of 1 taken for a person; no rate\n"
                           "    APCER 0.05: not supported by data: 1 trial, 150 needed\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
  const std::string json = ReportJson(report);
  EXPECT_NE(json.find("\"apcer_unsupported\": \"not supported by data: 1 trial, 150 needed\""), std::string::npos);
  report.presentation = MeasurePresentations({{0, 0.9}}, {}, {0.5, 0.01}, 1);
  EXPECT_NE(ReportText(report).find("  APCER 0.05: not supported by data: no attack was measured\n"),
            std::string::npos);
}

TEST(SeenBeforeTest, StandsBesideTheFigures) {
  EvaluationReport report;
  EXPECT_EQ(ReportText(report).find("seen before"), std::string::npos);
  report.seen_before = "a limit was chosen after a look";
  const std::string text = ReportText(report);
  EXPECT_NE(text.find("These people were seen before: a limit was chosen after a look\n"), std::string::npos) << text;
  EXPECT_NE(text.find("the people were seen before: no untouched figure\n"), std::string::npos) << text;
  EXPECT_NE(ReportJson(report).find("\"seen_before\": \"a limit was chosen after a look\""), std::string::npos);
}

}  // namespace
}  // namespace clearance
