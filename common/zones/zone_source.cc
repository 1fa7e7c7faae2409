// Reads two zones of the IANA database through Debian's date library.
#include "common/zones/zone_source.h"

#include <chrono>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wshadow"
#include "date/tz.h"
#pragma GCC diagnostic pop

namespace clearance {
namespace {

constexpr char kChnZone[] = "Asia/Shanghai";
constexpr char kKazZone[] = "Asia/Almaty";
constexpr std::chrono::sys_seconds kFrom = std::chrono::sys_days(std::chrono::year(1990) / 1 / 1);
constexpr std::chrono::sys_seconds kTo = std::chrono::sys_days(std::chrono::year(2038) / 1 / 1);

// When Almaty's clocks were set back: 24:00 of 2024-02-29 under UTC+6, which became 23:00 under UTC+5.
constexpr Instant kAlmatyChange = std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + std::chrono::hours(18);

Status TimeZoneError(const std::string& problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kTimeZoneData, problem);
}

}  // namespace

Status CheckZones(const ZoneTable& zones) {
  const Instant before = kAlmatyChange - std::chrono::minutes(1);
  if (zones.FormatLocal(Territory::kKaz, before) != "2024-02-29 23:59" ||
      zones.FormatLocal(Territory::kKaz, kAlmatyChange) != "2024-02-29 23:00") {
    return TimeZoneError("Asia/Almaty lacks the change from UTC+6 to UTC+5 on 2024-03-01: update the tzdata package");
  }
  if (zones.FormatLocal(Territory::kChn, kAlmatyChange) != "2024-03-01 02:00") {
    return TimeZoneError("Asia/Shanghai is not at UTC+8: reinstall the tzdata package");
  }
  return OkStatus();
}

StatusOr<std::vector<ZoneOffset>> ReadZoneOffsets(const std::string& zone_name) {
  try {
    const date::time_zone* zone = date::locate_zone(zone_name);
    std::vector<ZoneOffset> offsets;
    for (std::chrono::sys_seconds at = kFrom; at < kTo;) {
      const date::sys_info info = zone->get_info(at);
      offsets.push_back({at, std::chrono::duration_cast<std::chrono::minutes>(info.offset)});
      at = info.end;
    }
    return offsets;
  } catch (const std::exception& failure) {
    return TimeZoneError("the time zone database cannot be read: " + std::string(failure.what()));
  }
}

StatusOr<ZoneTable> MakeZoneTable() {
  ASSIGN_OR_RETURN(std::vector<ZoneOffset> chn, ReadZoneOffsets(kChnZone));
  ASSIGN_OR_RETURN(std::vector<ZoneOffset> kaz, ReadZoneOffsets(kKazZone));
  ZoneTable zones(std::move(chn), std::move(kaz));
  RETURN_IF_ERROR(CheckZones(zones));
  return zones;
}

}  // namespace clearance
