// What every process of ours shows of itself: its version and age, its clock, its file on the disk.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/telemetry.h"

namespace clearance {

// clearance_build_info and _ready; and process_start_time_seconds, _cpu_seconds_total, _resident_memory_bytes,
// _open_fds and _max_fds, named as in every collector of Prometheus. What cannot be read has no sample. `not_ready` as
// AdminEndpoint takes it.
void AddProcessMetrics(Telemetry& telemetry, const std::string& version, Instant started,
                       std::function<std::string()> not_ready);

// clearance_clock_synchronised and _max_error_seconds: what the kernel knows of this machine's clock. Without a
// sample where the process may not ask it.
void AddClockMetrics(Telemetry& telemetry);

// clearance_database_bytes, _wal_bytes and _disk_free_bytes of an SQLite file and the disk it is on; what cannot be
// read is 0.
void AddFileMetrics(Telemetry& telemetry, const std::string& path);

}  // namespace clearance
