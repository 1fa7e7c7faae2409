#include "gate-agent/evaluation/report.h"

#include <gtest/gtest.h>

#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

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

TEST(ReportTest, APromiseIsKeptOnlyWhereTheSetCanShowIt) {
  EvaluationReport report;
  report.carried = {At(1e-4, 0.35, 3)};
  report.carried[0].unsupported = "not supported by data: 3 false matches, 30 needed";
  EXPECT_EQ(ReportText(report).find("keeps the FMR it was chosen for,"), std::string::npos);
  EXPECT_NE(ReportText(report).find("whether it keeps the FMR it was chosen for: not supported by data"),
            std::string::npos);
}

TEST(ReportTest, WhatWasNotMeasuredIsNull) {
  EvaluationReport report;
  report.carried = {At(1e-4, 0.35, 40)};
  const auto json = nlohmann::json::parse(ReportJson(report));
  EXPECT_TRUE(json["carried_over"][0]["fnmr"]["rate"].is_null());
  EXPECT_TRUE(json["carried_over"][0]["fnmr"]["interval"].is_null());
  EXPECT_EQ(json["carried_over"][0]["fmr"]["rate"], 1e-4);
}

// Whatever the names and values, columns stay apart.
TEST(ReportTest, TheColumnsOfQualityStayApart) {
  EvaluationReport report;
  for (std::size_t i = 0; i < kQualityMeasureCount; ++i) {
    report.quality.push_back({std::string(QualityMeasureName(static_cast<QualityMeasure>(i))),
                              9999,
                              {-0.00012345, -1234.5678, 0.056789},
                              {100, 100, 100}});
  }
  const std::string text = ReportText(report);
  for (const QualitySummary& summary : report.quality) {
    const std::string row = "\n  " + summary.component + " ";
    const std::size_t at = text.find(row);
    ASSERT_NE(at, std::string::npos) << summary.component;
    std::istringstream cells(text.substr(at + 1, text.find('\n', at + 1) - at - 1));
    const std::vector<std::string> words{std::istream_iterator<std::string>(cells), {}};
    EXPECT_EQ(words, (std::vector<std::string>{summary.component, "9999", "pictures", "-0.0001234", "-1235", "0.05679",
                                               "100", "100", "100"}));
  }
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
