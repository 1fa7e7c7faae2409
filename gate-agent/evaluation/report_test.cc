#include "gate-agent/evaluation/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace clearance {
namespace {

ThresholdRates At(double target, double threshold, std::int64_t false_matches) {
  ThresholdRates rates;
  rates.target_fmr = target;
  rates.threshold = threshold;
  rates.fmr = {.persons = 462, .trials = 400'000, .errors = false_matches, .interval = {0, 1e-4}};
  return rates;
}

// A threshold is chosen on one half and judged on the other: the report says of each whether it kept its promise.
TEST(ReportTest, SaysOfEachThresholdCarriedOverWhetherItKeepsItsFmr) {
  EvaluationReport report;
  report.carried = {At(1e-4, 0.35, 40), At(1e-5, 0.39, 5)};
  const std::string text = ReportText(report);
  const std::size_t kept = text.find("keeps the FMR it was chosen for");
  const std::size_t missed = text.find("MISSES the FMR it was chosen for");
  ASSERT_NE(kept, std::string::npos) << text;
  ASSERT_NE(missed, std::string::npos) << text;
  EXPECT_LT(text.find("threshold 0.3500"), kept) << text;
  EXPECT_LT(kept, text.find("threshold 0.3900")) << text;
  EXPECT_LT(text.find("threshold 0.3900"), missed) << text;
  const auto json = nlohmann::json::parse(ReportJson(report));
  ASSERT_EQ(json["carried_over"].size(), 2U);
  EXPECT_EQ(json["carried_over"][1]["threshold"], 0.39);
  EXPECT_EQ(json["carried_over"][1]["fmr"]["errors"], 5);
}

TEST(ReportTest, SaysHowTransactionsEnded) {
  EvaluationReport report;
  report.transactions.emplace();
  report.transactions->rejected_by = {{"suspected_presentation", 3}};
  report.transactions->further_bursts = 7;
  const std::string text = ReportText(report);
  EXPECT_NE(text.find("suspected_presentation              3\n"), std::string::npos) << text;
  EXPECT_NE(text.find("more than one burst was taken by 7"), std::string::npos) << text;
  EXPECT_EQ(nlohmann::json::parse(ReportJson(report))["transaction_level"]["further_bursts"], 7);
}

}  // namespace
}  // namespace clearance
