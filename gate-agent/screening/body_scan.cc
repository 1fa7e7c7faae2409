// Reads a body scan.
#include "gate-agent/screening/body_scan.h"

#include <algorithm>
#include <cstddef>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<BodyZone, 10> kZoneNames = {{
    {BodyZone::kHead, "HEAD"},
    {BodyZone::kChest, "CHEST"},
    {BodyZone::kBack, "BACK"},
    {BodyZone::kAbdomen, "ABDOMEN"},
    {BodyZone::kWaist, "WAIST"},
    {BodyZone::kLeftArm, "LEFT_ARM"},
    {BodyZone::kRightArm, "RIGHT_ARM"},
    {BodyZone::kLeftLeg, "LEFT_LEG"},
    {BodyZone::kRightLeg, "RIGHT_LEG"},
    {BodyZone::kFeet, "FEET"},
}};
static_assert(NamesEveryValue(kZoneNames, kAllBodyZones.back()));

constexpr EnumNames<BodyScanResult, 3> kResultNames = {{
    {BodyScanResult::kPass, "PASS"},
    {BodyScanResult::kAlarm, "ALARM"},
    {BodyScanResult::kInvalid, "INVALID"},
}};
static_assert(NamesEveryValue(kResultNames, BodyScanResult::kInvalid));

// False for a NaN as well.
bool IsShare(double value) { return value >= 0.0 && value <= 1.0; }

bool IsSeen(const ZoneLevel& level, const BodyScanLimits& limits) {
  return IsShare(level.anomaly) && IsShare(level.coverage) && level.coverage >= limits.min_coverage;
}

}  // namespace

std::string_view BodyZoneName(BodyZone zone) { return NameOf(kZoneNames, zone); }
std::string_view BodyScanResultName(BodyScanResult result) { return NameOf(kResultNames, result); }

BodyScanReading ReadBodyScan(const BodyScan& scan, const BodyScanLimits& limits) {
  std::vector<BodyZone> alarms;
  std::vector<BodyZone> not_seen;
  for (const BodyZone zone : kAllBodyZones) {
    std::size_t told = 0;
    std::size_t seen = 0;
    bool alarm = false;
    for (const ZoneLevel& level : scan.zones) {
      if (level.zone != zone) continue;
      ++told;
      if (IsSeen(level, limits)) ++seen;
      // Whatever was seen of the zone, an anomaly that is a level at all counts.
      alarm = alarm || (IsShare(level.anomaly) && level.anomaly >= limits.alarm_anomaly);
    }
    if (alarm) alarms.push_back(zone);
    if (told != 1 || seen != 1) not_seen.push_back(zone);
  }
  if (!alarms.empty()) return {BodyScanResult::kAlarm, alarms};
  if (scan.moved || !not_seen.empty()) return {BodyScanResult::kInvalid, not_seen};
  return {BodyScanResult::kPass, {}};
}

}  // namespace clearance
