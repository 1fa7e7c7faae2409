// A contactless scan of the body, as zones of a generic figure: pass, alarm or invalid. There is no image here and
// never will be: the scanner gives a level for each zone, and a zone is all an officer is shown (domain page §7).
#pragma once

#include <array>
#include <string_view>
#include <vector>

namespace clearance {

enum class BodyZone {
  kHead,
  kChest,
  kBack,
  kAbdomen,
  kWaist,
  kLeftArm,
  kRightArm,
  kLeftLeg,
  kRightLeg,
  kFeet,
};
inline constexpr std::array kAllBodyZones = {
    BodyZone::kHead,    BodyZone::kChest,    BodyZone::kBack,    BodyZone::kAbdomen,  BodyZone::kWaist,
    BodyZone::kLeftArm, BodyZone::kRightArm, BodyZone::kLeftLeg, BodyZone::kRightLeg, BodyZone::kFeet};
std::string_view BodyZoneName(BodyZone zone);  // "LEFT_ARM"

// What the scanner made of one zone.
struct ZoneLevel {
  BodyZone zone = BodyZone::kHead;
  double anomaly = 0;   // 0 (nothing) to 1
  double coverage = 0;  // share of the zone that was seen, 0 to 1
};

struct BodyScan {
  std::vector<ZoneLevel> zones;
  bool moved = false;  // the person moved more than the scanner tolerates
};

// [P] values, a lane's configuration.
struct BodyScanLimits {
  double alarm_anomaly = 0.6;  // at or above
  double min_coverage = 0.9;
};

enum class BodyScanResult { kPass, kAlarm, kInvalid };
std::string_view BodyScanResultName(BodyScanResult result);  // "PASS"

struct BodyScanReading {
  BodyScanResult result = BodyScanResult::kInvalid;
  // kAlarm: the zones to search; kInvalid: the zones that were not seen; in the order of BodyZone, each once.
  std::vector<BodyZone> zones;
  friend bool operator==(const BodyScanReading&, const BodyScanReading&) = default;
};

// An alarm in any zone stands even when the rest of the scan is void: what was found was found. Otherwise a
// scan passes only if nobody moved and every zone was seen, exactly once, with levels between 0 and 1.
BodyScanReading ReadBodyScan(const BodyScan& scan, const BodyScanLimits& limits);

}  // namespace clearance
