#include "common/admin/standard_metrics.h"

#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>

#include "common/base/kernel_clock.h"

namespace clearance {
namespace {

double BytesOf(const std::string& path) {
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  return error ? 0 : static_cast<double>(bytes);
}

double FreeBytesBeside(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
  struct statvfs disk {};
  if (statvfs(folder.c_str(), &disk) != 0) return 0;
  return static_cast<double>(disk.f_bavail) * static_cast<double>(disk.f_frsize);
}

std::optional<double> CpuSeconds() {
  rusage used{};
  if (getrusage(RUSAGE_SELF, &used) != 0) return std::nullopt;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::optional<double> ResidentBytes() {
  std::ifstream pages("/proc/self/statm");
  double all = 0, resident = 0;
  if (!(pages >> all >> resident)) return std::nullopt;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// The one that it takes to look is among them.
std::optional<double> OpenFiles() {
  std::error_code error;
  double count = 0;
  for (std::filesystem::directory_iterator one("/proc/self/fd", error), end; !error && one != end; one.increment(error))
    ++count;
  return error ? std::nullopt : std::optional(count);
}

std::optional<double> MostOpenFiles() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

// One sample, or none where nobody knows: 0 would be an answer.
void AddIfKnown(Telemetry& telemetry, Metric metric, std::function<std::optional<double>()> value) {
  telemetry.Add(std::move(metric), [value = std::move(value)] {
    const auto known = value();
    return known ? std::vector<MetricSample>{{.value = *known}} : std::vector<MetricSample>();
  });
}

}  // namespace

void AddProcessMetrics(Telemetry& telemetry, const std::string& version, Instant started,
                       std::function<std::string()> not_ready) {
  telemetry.Add({"clearance_build_info", MetricKind::kGauge, "Always 1; the label is the version of the program."},
                [version] {
                  return std::vector<MetricSample>{{.labels = {{"version", version}}, .value = 1}};
                });
  const double began = UnixSeconds(started);
  telemetry.AddValue(
      {"process_start_time_seconds", MetricKind::kGauge, "When the process started, seconds since 1970."},
      [began] { return began; });
  AddIfKnown(telemetry,
             {"process_cpu_seconds_total", MetricKind::kCounter, "Time of processors that the process has used."},
             CpuSeconds);
  AddIfKnown(telemetry, {"process_resident_memory_bytes", MetricKind::kGauge, "Memory that the process has in use."},
             ResidentBytes);
  AddIfKnown(telemetry, {"process_open_fds", MetricKind::kGauge, "Files and sockets that the process has open."},
             OpenFiles);
  AddIfKnown(telemetry, {"process_max_fds", MetricKind::kGauge, "How many it may have open."}, MostOpenFiles);
  telemetry.AddValue(
      {"clearance_ready", MetricKind::kGauge,
       "1 while the process does its work, 0 while it starts, drains, takes no callers or can write nothing."},
      [not_ready = std::move(not_ready)] { return not_ready().empty() ? 1.0 : 0.0; });
}

// Of a clock 0 would be the answer of a perfect one.
void AddClockMetrics(Telemetry& telemetry) {
  const auto add = [&telemetry](Metric metric, double (*value)(const KernelClock&)) {
    AddIfKnown(telemetry, std::move(metric), [value] {
      const auto clock = AskKernelClock();
      return clock ? std::optional(value(*clock)) : std::nullopt;
    });
  };
  add({"clearance_clock_synchronised", MetricKind::kGauge, "1 when the kernel says that its clock is kept in time."},
      [](const KernelClock& clock) { return clock.synchronised ? 1.0 : 0.0; });
  add({"clearance_clock_max_error_seconds", MetricKind::kGauge,
       "How far the clock may be from UTC at most, as far as the kernel knows."},
      [](const KernelClock& clock) { return clock.max_error_seconds; });
}

void AddFileMetrics(Telemetry& telemetry, const std::string& path) {
  telemetry.AddValue({"clearance_database_bytes", MetricKind::kGauge, "Size of the process's file."},
                     [path] { return BytesOf(path); });
  telemetry.AddValue({"clearance_wal_bytes", MetricKind::kGauge, "Size of its write-ahead log."},
                     [path] { return BytesOf(path + "-wal"); });
  telemetry.AddValue({"clearance_disk_free_bytes", MetricKind::kGauge, "Room left on the disk the file is on."},
                     [path] { return FreeBytesBeside(path); });
}

}  // namespace clearance
