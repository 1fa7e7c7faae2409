#include "gate-agent/agent/fleet_reporter.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/ids.h"
#include "tests/support/simulated_central.h"

namespace clearance {
namespace {

using std::chrono::seconds;

class FleetReporterTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = (std::filesystem::temp_directory_path() / ("fleet_reporter_test." + NewUuid(ids_))).string();
    StatusOr<std::unique_ptr<GateStore>> store = GateStore::Open(path_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
    outbox_ = std::make_unique<Outbox>(Outbox::Parts{*store_, central_, time_, time_.clock(), ids_});
    fleet_ = std::make_unique<FleetReporter>(
        FleetReporter::Parts{central_, *outbox_, time_, time_.clock(), ids_, [this] { return gate_faults_; }});
  }
  void TearDown() override {
    fleet_.reset();
    outbox_.reset();
    store_.reset();
    for (const char* suffix : {"", "-wal", "-shm", ".lock"}) std::filesystem::remove(path_ + suffix);
  }
  void Changed(const std::string& lane_id, const std::string& phase) {
    LaneReport report;
    report.lane.lane_id = lane_id;
    report.phase = phase;
    fleet_->Changed(report);
  }
  std::vector<std::string> Told() const {
    std::vector<std::string> told;
    for (const FleetReport& report : central_.reports) {
      told.push_back(report.lane.lane.lane_id + " " + report.lane.phase);
    }
    return told;
  }

  std::string path_;
  SystemRandom ids_;
  VirtualTime time_{FromUnixMs(1'795'000'000'000)};
  SimulatedCentral central_{time_};
  std::unique_ptr<GateStore> store_;
  std::unique_ptr<Outbox> outbox_;
  std::vector<ReportedFault> gate_faults_;
  std::unique_ptr<FleetReporter> fleet_;
};

using Lines = std::vector<std::string>;

TEST_F(FleetReporterTest, WhatChangesWhileAReportIsUnderWayBecomesOneReport) {
  Changed("g/a", "IDLE");
  Changed("g/a", "READING");
  Changed("g/a", "BOARDING");
  Changed("g/b", "IDLE");
  time_.RunFor(seconds(1));
  EXPECT_EQ(Told(), (Lines{"g/a IDLE", "g/b IDLE", "g/a BOARDING"}));
}

TEST_F(FleetReporterTest, EveryReportHasItsOwnIdAndTime) {
  Changed("g/a", "IDLE");
  time_.RunFor(kFleetHeartbeat + seconds(1));
  ASSERT_EQ(central_.reports.size(), 2u);
  EXPECT_TRUE(IsUuid(central_.reports[0].request_id));
  EXPECT_NE(central_.reports[0].request_id, central_.reports[1].request_id);
  EXPECT_EQ(central_.reports[1].lane.reported_at - central_.reports[0].lane.reported_at, kFleetHeartbeat);
}

TEST_F(FleetReporterTest, ACentreThatComesBackIsToldTheNewestState) {
  central_.away = true;
  Changed("g/a", "IDLE");
  time_.RunFor(seconds(30));
  Changed("g/a", "READING");
  time_.RunFor(seconds(30));
  central_.away = false;
  time_.RunFor(seconds(2));
  EXPECT_EQ(Told(), Lines{"g/a READING"});
}

TEST_F(FleetReporterTest, AFaultOfTheGateIsToldByEveryLaneAtOnce) {
  Changed("g/a", "IDLE");
  Changed("g/b", "IDLE");
  time_.RunFor(seconds(1));
  ASSERT_EQ(central_.reports.size(), 2u);
  EXPECT_TRUE(central_.reports[1].lane.faults.empty());
  gate_faults_ = {{"TRUST_NO_AUTHORITIES", time_.clock().Now()}};
  fleet_->GateChanged();
  time_.RunFor(seconds(1));
  ASSERT_EQ(central_.reports.size(), 4u);
  for (const std::size_t told : {2u, 3u}) {
    ASSERT_EQ(central_.reports[told].lane.faults.size(), 1u);
    EXPECT_EQ(central_.reports[told].lane.faults[0].code, "TRUST_NO_AUTHORITIES");
  }
}

TEST_F(FleetReporterTest, TellsWhatTheOutboxHolds) {
  central_.away = true;
  Passage passage;
  passage.request_id = NewUuid(ids_);
  ASSERT_TRUE(outbox_->Put(passage, {}).ok());
  time_.RunFor(seconds(20));
  Changed("g/a", "IDLE");
  central_.away = false;
  time_.RunFor(Duration(50));
  ASSERT_EQ(central_.reports.size(), 1u);
  EXPECT_EQ(central_.reports[0].lane.outbox_waiting, 1);
}

TEST_F(FleetReporterTest, TellsSoonWhenTheOutboxIsEmptyAgain) {
  Passage passage;
  passage.request_id = NewUuid(ids_);
  ASSERT_TRUE(outbox_->Put(passage, {}).ok());
  Changed("g/a", "IDLE");
  time_.RunFor(kFleetRetry + seconds(1));
  ASSERT_EQ(central_.reports.size(), 2u);
  EXPECT_EQ(central_.reports[0].lane.outbox_waiting, 1);
  EXPECT_EQ(central_.reports[1].lane.outbox_waiting, 0);
  time_.RunFor(seconds(5));
  EXPECT_EQ(central_.reports.size(), 2u);
}

TEST_F(FleetReporterTest, AcknowledgesUpToTheFirstCommandThatIsNotDone) {
  Changed("g/a", "IDLE");
  const auto acknowledged = [this] {
    time_.RunFor(seconds(1));
    return central_.reports.back().acknowledged_sequence;
  };
  EXPECT_EQ(acknowledged(), 0u);
  for (const std::uint64_t sequence : {4u, 6u, 9u}) fleet_->CommandArrived(sequence);
  fleet_->CommandDone(6);
  EXPECT_EQ(acknowledged(), 3u);
  fleet_->CommandDone(4);
  EXPECT_EQ(acknowledged(), 8u);
  fleet_->CommandDone(9);
  EXPECT_EQ(acknowledged(), 9u);
}

}  // namespace
}  // namespace clearance
