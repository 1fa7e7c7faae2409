// The only reader of the IANA time zone database: makes the ZoneTable that pure code takes as a value. Never asked
// again after start; nothing else of the project may read tzdata or the machine's own time zone.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/domain/zone_table.h"

namespace clearance {

// Civil time of Asia/Shanghai (never Asia/Urumqi, which is UTC+6) and Asia/Almaty from 1990 to the end of 2037, from
// the system's tzdata. FAILED_PRECONDITION with reason TIME_ZONE_DATA when the database is missing or older than
// Kazakhstan's change of 2024-03-01: a process must not start on it.
StatusOr<ZoneTable> MakeZoneTable();

// Offsets of one zone of the database ("Asia/Almaty"), in the order of time, from 1990 to the end of 2037.
// FAILED_PRECONDITION (TIME_ZONE_DATA) when there is no such zone in it, or no database.
StatusOr<std::vector<ZoneOffset>> ReadZoneOffsets(const std::string& zone_name);

// OK when `zones` knows that Kazakhstan went from UTC+6 to UTC+5 on 2024-03-01 00:00 and that China is at UTC+8;
// otherwise the error MakeZoneTable gives.
Status CheckZones(const ZoneTable& zones);

}  // namespace clearance
