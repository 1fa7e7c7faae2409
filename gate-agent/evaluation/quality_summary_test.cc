#include "gate-agent/evaluation/quality_summary.h"

#include <gtest/gtest.h>

#include "gate-agent/evaluation/report.h"

namespace clearance {
namespace {

AcquiredPicture With(std::initializer_list<std::pair<QualityMeasure, QualityComponent>> components) {
  auto quality = std::make_shared<FaceQuality>();
  for (const auto& [measure, component] : components) (*quality)[measure] = component;
  AcquiredPicture picture;
  picture.quality = std::move(quality);
  return picture;
}

TEST(QualitySummaryTest, CountsWhatWasMeasuredAndSpreadsIt) {
  using enum QualityMeasure;
  std::vector<AcquiredPicture> acquired;
  for (int i = 100; i > 0; --i) acquired.push_back(With({{kSharpness, {i * 2.0, i / 1.0}}}));
  acquired.push_back(With({{kNaturalColour, {7, 66}}}));
  acquired.emplace_back();  // no template, or nobody asked
  const std::vector<QualitySummary> summaries = SummariseQuality(acquired);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries[0].component, "Sharpness");
  EXPECT_EQ(summaries[0].measured, 100);
  EXPECT_EQ(summaries[0].native, (Spread{10, 100, 190}));
  EXPECT_EQ(summaries[0].score, (Spread{5, 50, 95}));
  EXPECT_EQ(summaries[1].component, "NaturalColour");
  EXPECT_EQ(summaries[1].native, (Spread{7, 7, 7}));
  EXPECT_TRUE(SummariseQuality({}).empty());
}

TEST(QualitySummaryTest, StandsInBothReports) {
  EvaluationReport report;
  EXPECT_EQ(ReportText(report).find("Quality"), std::string::npos);
  report.quality = {{"Sharpness", 12, {1.25, 2.5, 1234.5}, {5, 50, 95}}};
  const std::string text = ReportText(report);
  EXPECT_NE(
      text.find("\nQuality of the pictures compared (ISO/IEC 29794-5), of a hundred the 5th, 50th and 95th: native "
                "value; score 0 to 100\n"
                "  Sharpness                        12 pictures       1.25        2.5       1234     5  50  95\n"),
      std::string::npos)
      << text;
  const std::string json = ReportJson(report);
  for (const char* part : {"\"quality\": [", "\"component\": \"Sharpness\"", "\"pictures\": 12"})
    EXPECT_NE(json.find(part), std::string::npos) << json;
}

}  // namespace
}  // namespace clearance
