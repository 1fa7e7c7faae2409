#include "common/admin/prometheus_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(PrometheusText, WritesACounterAndAGaugeWithTheirLabels) {
  const std::string text = PrometheusText(
      {{{"clearance_calls_total", MetricKind::kCounter, "Calls."}, {{.labels = {{"rpc", "A/B"}}, .value = 3}}},
       {{"clearance_age_seconds", MetricKind::kGauge, "Age."}, {{.labels = {}, .value = 0.5}}}});
  EXPECT_EQ(text,
            "# HELP clearance_calls_total Calls.\n"
            "# TYPE clearance_calls_total counter\n"
            "clearance_calls_total{rpc=\"A/B\"} 3\n"
            "# HELP clearance_age_seconds Age.\n"
            "# TYPE clearance_age_seconds gauge\n"
            "clearance_age_seconds 0.5\n");
}

TEST(PrometheusText, WritesBucketsThatCountEverythingUpToTheirBound) {
  MetricSample sample;
  sample.histogram = {.buckets = {{0.1, 2}, {1, 3}}, .above = 4, .sum = 12.5};
  const std::string text =
      PrometheusText({{{"clearance_call_seconds", MetricKind::kHistogram, "Times."}, {std::move(sample)}}});
  EXPECT_THAT(text, HasSubstr("clearance_call_seconds_count 9\n"));
  EXPECT_THAT(text, HasSubstr("clearance_call_seconds_sum 12.5\n"));
  EXPECT_THAT(text, HasSubstr("clearance_call_seconds_bucket{le=\"0.1\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("clearance_call_seconds_bucket{le=\"1\"} 5\n"));
  EXPECT_THAT(text, HasSubstr("clearance_call_seconds_bucket{le=\"+Inf\"} 9\n"));
}

TEST(PrometheusText, EscapesALabelAndLeavesOutWhatHasNoSample) {
  const std::string text = PrometheusText(
      {{{"clearance_lane", MetricKind::kGauge, "Lane."}, {{.labels = {{"lane", "a\"b\\\n"}}, .value = 1}}},
       {{"clearance_none", MetricKind::kGauge, "None."}, {}}});
  EXPECT_THAT(text, HasSubstr("clearance_lane{lane=\"a\\\"b\\\\\\n\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("clearance_none")));
}

}  // namespace
}  // namespace clearance
