// Tests of the body scan: pass, alarm, invalid, each zone for itself.
#include "gate-agent/screening/body_scan.h"

#include <gtest/gtest.h>

#include <cmath>

namespace clearance {
namespace {

BodyScan Clear() {
  BodyScan scan;
  for (const BodyZone zone : kAllBodyZones) scan.zones.push_back({zone, 0.1, 1.0});
  return scan;
}

BodyScanReading Read(const BodyScan& scan) { return ReadBodyScan(scan, {.alarm_anomaly = 0.6, .min_coverage = 0.9}); }

TEST(BodyScanTest, NothingInAnyZonePasses) { EXPECT_EQ(Read(Clear()), (BodyScanReading{BodyScanResult::kPass, {}})); }

TEST(BodyScanTest, EachZoneAlarmsForItself) {
  for (std::size_t i = 0; i < kAllBodyZones.size(); ++i) {
    BodyScan scan = Clear();
    scan.zones[i].anomaly = 0.6;
    EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kAlarm, {kAllBodyZones[i]}}))
        << BodyZoneName(kAllBodyZones[i]);
    scan.zones[i].anomaly = 0.5999;
    EXPECT_EQ(Read(scan).result, BodyScanResult::kPass);
  }
}

TEST(BodyScanTest, SeveralAlarmsAreToldInTheOrderOfTheFigure) {
  BodyScan scan = Clear();
  scan.zones[9].anomaly = 1.0;
  scan.zones[1].anomaly = 0.7;
  EXPECT_EQ(Read(scan).zones, (std::vector<BodyZone>{BodyZone::kChest, BodyZone::kFeet}));
}

TEST(BodyScanTest, AZoneNotSeenMakesTheScanInvalid) {
  BodyScan scan = Clear();
  scan.zones[4].coverage = 0.9;
  EXPECT_EQ(Read(scan).result, BodyScanResult::kPass);
  scan.zones[4].coverage = 0.8999;
  EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kInvalid, {BodyZone::kWaist}}));
  scan = Clear();
  scan.zones.pop_back();
  EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kInvalid, {BodyZone::kFeet}}));
  EXPECT_EQ(Read({}).zones.size(), kAllBodyZones.size());
}

TEST(BodyScanTest, AZoneToldTwiceMakesTheScanInvalid) {
  BodyScan scan = Clear();
  scan.zones.push_back(scan.zones.front());
  EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kInvalid, {BodyZone::kHead}}));
}

TEST(BodyScanTest, WhoMovesIsNotClear) {
  BodyScan scan = Clear();
  scan.moved = true;
  EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kInvalid, {}}));
}

TEST(BodyScanTest, WhatWasFoundWasFoundEvenInAVoidScan) {
  BodyScan scan = Clear();
  scan.moved = true;
  scan.zones[0].coverage = 0.1;
  scan.zones[2].anomaly = 0.9;
  EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kAlarm, {BodyZone::kBack}}));
}

TEST(BodyScanTest, WhatIsNoLevelIsNotSeen) {
  for (const double nonsense : {std::nan(""), -0.1, 1.1}) {
    BodyScan scan = Clear();
    scan.zones[3].anomaly = nonsense;
    EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kInvalid, {BodyZone::kAbdomen}}));
    scan = Clear();
    scan.zones[3].coverage = nonsense;
    EXPECT_EQ(Read(scan), (BodyScanReading{BodyScanResult::kInvalid, {BodyZone::kAbdomen}}));
  }
}

}  // namespace
}  // namespace clearance
