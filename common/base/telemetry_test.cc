#include "common/base/telemetry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace clearance {
namespace {

using std::chrono::microseconds;
using testing::ElementsAre;

std::vector<std::string> NamesOf(const std::vector<MetricFamily>& families) {
  std::vector<std::string> names;
  for (const MetricFamily& family : families) names.push_back(family.info.name);
  return names;
}

std::uint64_t CountIn(const HistogramReading& reading, double bound) {
  for (const auto& [upper, count] : reading.buckets)
    if (upper == bound) return count;
  ADD_FAILURE() << "no bucket up to " << bound;
  return 0;
}

TEST(Counter, CountsWhatManyThreadsAddToIt) {
  constexpr int kThreads = 4;
  constexpr int kEach = 10'000;
  Counter counter;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i)
    threads.emplace_back([&counter] {
      for (int n = 0; n < kEach; ++n) counter.Add();
    });
  for (std::thread& thread : threads) thread.join();
  counter.Add(2);
  EXPECT_EQ(counter.Value(), kThreads * kEach + 2u);
}

TEST(CallTimes, CountsATimeInTheBucketWhoseBoundItDoesNotPass) {
  CallTimes times;
  times.Record(microseconds(1'000));
  times.Record(microseconds(1'001));
  times.Record(microseconds(20'000'000));
  const HistogramReading reading = times.Read();
  EXPECT_EQ(reading.buckets.size(), kCallTimeBounds.size());
  EXPECT_EQ(CountIn(reading, 0.001), 1u);
  EXPECT_EQ(CountIn(reading, 0.0025), 1u);
  EXPECT_EQ(reading.above, 1u);
  EXPECT_NEAR(reading.sum, 20.002001, 1e-9);
}

TEST(CallTimes, CanBeHeldAgainstTheAimOfADecision) {
  CallTimes times;
  times.Record(microseconds(200'000));
  times.Record(microseconds(200'001));
  const HistogramReading reading = times.Read();
  EXPECT_EQ(CountIn(reading, 0.2), 1u);
  EXPECT_EQ(CountIn(reading, 0.5), 1u);
}

TEST(CallTimes, TakesATimeThatIsNoneAsNothing) {
  CallTimes times;
  times.Record(microseconds(-5));
  const HistogramReading reading = times.Read();
  EXPECT_EQ(CountIn(reading, 0.0001), 1u);
  EXPECT_EQ(reading.sum, 0);
}

TEST(Telemetry, CollectsEveryMetricInTheOrderOfTheNamesAsItStandsThen) {
  Telemetry telemetry;
  Counter calls;
  telemetry.Add({"clearance_calls_total", MetricKind::kCounter, "Calls."}, [&calls] {
    return std::vector<MetricSample>{{.labels = {{"rpc", "Decide"}}, .value = static_cast<double>(calls.Value())}};
  });
  telemetry.AddValue({"clearance_age_seconds", MetricKind::kGauge, "Age."}, [] { return 7.0; });
  calls.Add(3);
  const std::vector<MetricFamily> families = telemetry.Collect();
  EXPECT_THAT(NamesOf(families), ElementsAre("clearance_age_seconds", "clearance_calls_total"));
  EXPECT_EQ(families[0].samples.at(0).value, 7.0);
  EXPECT_EQ(families[1].samples.at(0).value, 3.0);
  EXPECT_THAT(families[1].samples.at(0).labels, ElementsAre(MetricLabel{"rpc", "Decide"}));
  calls.Add();
  EXPECT_EQ(telemetry.Collect()[1].samples.at(0).value, 4.0);
}

TEST(Telemetry, CutsOffSamplesBeyondTheBound) {
  Telemetry telemetry;
  telemetry.Add({"clearance_many", MetricKind::kGauge, "Many."},
                [] { return std::vector<MetricSample>(kMaxSamplesOfMetric + 1); });
  EXPECT_EQ(telemetry.Collect().at(0).samples.size(), kMaxSamplesOfMetric);
}

TEST(TelemetryDeathTest, ANameTwiceOrOutOfFormIsABug) {
  Telemetry telemetry;
  telemetry.AddValue({"clearance_age_seconds", MetricKind::kGauge, "Age."}, [] { return 0.0; });
  const auto add = [&](const std::string& name, MetricKind kind, const std::string& help) {
    telemetry.AddValue({name, kind, help}, [] { return 0.0; });
  };
  EXPECT_DEATH(add("clearance_age_seconds", MetricKind::kGauge, "Age."), "");
  EXPECT_DEATH(add("Clearance-Age", MetricKind::kGauge, "Age."), "");
  EXPECT_DEATH(add("clearance_calls", MetricKind::kCounter, "Calls."), "");
  EXPECT_DEATH(add("clearance_waiting_total", MetricKind::kGauge, "Waiting."), "");
  EXPECT_DEATH(add("clearance_other", MetricKind::kGauge, ""), "");
}

}  // namespace
}  // namespace clearance
