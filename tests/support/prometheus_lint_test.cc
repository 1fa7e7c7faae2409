#include "tests/support/prometheus_lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace clearance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A page of one metric with one sample.
std::string Page(const std::string& name, const std::string& kind) {
  return "# HELP " + name + " What it is.\n# TYPE " + name + " " + kind + "\n" + name + " 1\n";
}

TEST(PrometheusLint, FindsNothingInAPageThatIsInOrder) {
  EXPECT_THAT(PrometheusComplaints(Page("clearance_calls_total", "counter") + Page("clearance_age_seconds", "gauge") +
                                   "# HELP clearance_call_seconds Times.\n# TYPE clearance_call_seconds histogram\n"
                                   "clearance_call_seconds_bucket{le=\"+Inf\"} 9\nclearance_call_seconds_sum 12.5\n"
                                   "clearance_call_seconds_count 9\n"),
              IsEmpty());
}

TEST(PrometheusLint, NamesAUnitThatIsNotPrometheusOwn) {
  EXPECT_THAT(PrometheusComplaints(Page("clearance_certificate_days_left", "gauge")),
              ElementsAre("clearance_certificate_days_left: days instead of seconds"));
  EXPECT_THAT(PrometheusComplaints(Page("clearance_wal_kb", "gauge")),
              ElementsAre("clearance_wal_kb: kb instead of bytes"));
}

TEST(PrometheusLint, HoldsNamesAgainstTheirKind) {
  EXPECT_THAT(PrometheusComplaints(Page("clearance_calls", "counter")),
              ElementsAre("clearance_calls: _total is a counter's ending"));
  EXPECT_THAT(PrometheusComplaints(Page("clearance_waiting_total", "gauge")),
              ElementsAre("clearance_waiting_total: _total is a counter's ending"));
  EXPECT_THAT(PrometheusComplaints(Page("clearance_lane_count", "gauge")),
              ElementsAre("clearance_lane_count: _count is the ending of a histogram's part"));
  EXPECT_THAT(PrometheusComplaints(Page("clearance_gauge", "gauge")), ElementsAre("clearance_gauge: says its kind"));
  EXPECT_THAT(PrometheusComplaints(Page("clearance_Lane", "gauge")),
              ElementsAre("clearance_Lane: not of lower case, digits and '_' alone"));
}

TEST(PrometheusLint, WantsOneHelpAndOneTypeBeforeTheFirstSample) {
  const std::string page = Page("clearance_age_seconds", "gauge");
  EXPECT_THAT(PrometheusComplaints(page + page),
              ElementsAre("clearance_age_seconds: a second HELP", "clearance_age_seconds: a second TYPE",
                          "clearance_age_seconds: comes twice"));
  EXPECT_THAT(PrometheusComplaints("clearance_age_seconds 1\n"),
              ElementsAre("clearance_age_seconds: has no HELP and TYPE before it"));
  EXPECT_THAT(PrometheusComplaints("# HELP clearance_up \n# TYPE clearance_up gauge\nclearance_up 1\n"),
              ElementsAre("clearance_up: HELP says nothing"));
}

}  // namespace
}  // namespace clearance
