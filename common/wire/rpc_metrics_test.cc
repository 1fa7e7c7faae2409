#include "common/wire/rpc_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "clearance/v1/clearance.pb.h"
#include "clearance/v1/fleet.pb.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;

constexpr char kService[] = "clearance.v1.ClearanceService";
constexpr char kDecide[] = "/clearance.v1.ClearanceService/DecideCrossing";

// The value of the sample with these labels, or -1.
double ValueOf(const MetricFamily& family, const std::vector<MetricLabel>& labels) {
  for (const MetricSample& sample : family.samples)
    if (sample.labels == labels) return sample.value;
  return -1;
}

class RpcMetricsTest : public testing::Test {
 protected:
  RpcMetricsTest() { metrics_.AddTo(telemetry_, "clearance_rpc", "Calls"); }
  // In the order of the names.
  MetricFamily Durations() const { return telemetry_.Collect().at(0); }
  MetricFamily Requests() const { return telemetry_.Collect().at(1); }
  MetricFamily UnderWay() const { return telemetry_.Collect().at(2); }

  // The services' files must be linked in.
  const std::string linked_ =
      v1::DecideCrossingRequest::descriptor()->full_name() + v1::ReportLaneRequest::descriptor()->full_name();
  RpcMetrics metrics_{kService};
  Telemetry telemetry_;
};

TEST_F(RpcMetricsTest, HasAMeterForEachRpcOfItsServicesAndNoOther) {
  EXPECT_NE(metrics_.Of(kDecide), nullptr);
  EXPECT_EQ(metrics_.Of(kDecide), metrics_.Of(kDecide));
  EXPECT_EQ(metrics_.Of("/clearance.v1.ClearanceService/Nothing"), nullptr);
  EXPECT_EQ(metrics_.Of("/clearance.v1.FleetService/ReportLane"), nullptr);
  EXPECT_EQ(metrics_.Of(""), nullptr);
}

TEST_F(RpcMetricsTest, CountsHowCallsEndAndWhatIsUnderWay) {
  RpcMeter& decide = *metrics_.Of(kDecide);
  for (int i = 0; i < 3; ++i) decide.Begun();
  decide.Ended(grpc::StatusCode::OK, milliseconds(2));
  decide.Ended(grpc::StatusCode::RESOURCE_EXHAUSTED, milliseconds(20));
  const MetricLabel rpc{"rpc", "ClearanceService/DecideCrossing"};
  EXPECT_EQ(ValueOf(Requests(), {rpc, {"code", "OK"}}), 1);
  EXPECT_EQ(ValueOf(Requests(), {rpc, {"code", "RESOURCE_EXHAUSTED"}}), 1);
  EXPECT_EQ(ValueOf(Requests(), {rpc, {"code", "INTERNAL"}}), -1) << "what has not happened is left out";
  EXPECT_EQ(ValueOf(Requests(), {{"rpc", "ClearanceService/ReportPassage"}, {"code", "OK"}}), 0);
  EXPECT_EQ(ValueOf(UnderWay(), {rpc}), 1);
  EXPECT_EQ(ValueOf(UnderWay(), {{"rpc", "ClearanceService/ReportPassage"}}), 0);
  for (const MetricSample& sample : Durations().samples) {
    const bool decides = sample.labels == std::vector<MetricLabel>{rpc};
    EXPECT_NEAR(sample.histogram.sum, decides ? 0.022 : 0, 1e-9);
  }
}

TEST_F(RpcMetricsTest, HasThoseRpcsAloneThatAreNamed) {
  RpcMetrics one{kDecide};
  Telemetry telemetry;
  one.AddTo(telemetry, "clearance_centre", "Calls");
  EXPECT_NE(one.Of(kDecide), nullptr);
  EXPECT_EQ(one.Of("/clearance.v1.ClearanceService/ReportPassage"), nullptr);
  for (const MetricFamily& family : telemetry.Collect()) EXPECT_EQ(family.samples.size(), 1u) << family.info.name;
}

TEST_F(RpcMetricsTest, CountsAStreamAndHasNoTimeOfIt) {
  RpcMetrics fleet{"/clearance.v1.FleetService/WatchCommands", "/clearance.v1.FleetService/ReportLane"};
  Telemetry telemetry;
  fleet.AddTo(telemetry, "clearance_centre", "Calls");
  RpcMeter& watch = *fleet.Of("/clearance.v1.FleetService/WatchCommands");
  watch.Begun();
  watch.Begun();
  watch.Ended(grpc::StatusCode::UNAVAILABLE);
  const std::vector<MetricFamily> shown = telemetry.Collect();
  const MetricLabel rpc{"rpc", "FleetService/WatchCommands"};
  ASSERT_EQ(shown[0].samples.size(), 1u);
  EXPECT_EQ(shown[0].samples[0].labels, (std::vector<MetricLabel>{{"rpc", "FleetService/ReportLane"}}));
  EXPECT_EQ(ValueOf(shown[1], {rpc, {"code", "UNAVAILABLE"}}), 1);
  EXPECT_EQ(ValueOf(shown[2], {rpc}), 1);
}

TEST_F(RpcMetricsTest, TakesACodeThatThereIsNotAsUnknown) {
  metrics_.Of(kDecide)->Ended(static_cast<grpc::StatusCode>(99), milliseconds(1));
  EXPECT_EQ(ValueOf(Requests(), {{"rpc", "ClearanceService/DecideCrossing"}, {"code", "UNKNOWN"}}), 1);
  EXPECT_EQ(RpcCodeName(16), "UNAUTHENTICATED");
  EXPECT_EQ(RpcCodeName(99), "UNKNOWN");
}

}  // namespace
}  // namespace clearance
