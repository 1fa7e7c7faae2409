#include "common/admin/standard_metrics.h"

#include <sys/statvfs.h>

#include <filesystem>
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

double UnixSeconds(Instant instant) { return static_cast<double>(ToUnixMs(instant)) / 1000; }

}  // namespace

void AddProcessMetrics(Telemetry& telemetry, const std::string& version, Instant started,
                       std::function<std::string()> not_ready) {
  telemetry.Add({"clearance_build_info", MetricKind::kGauge, "Always 1; the label is the version of the program."},
                [version] {
                  return std::vector<MetricSample>{{.labels = {{"version", version}}, .value = 1}};
                });
  const double began = UnixSeconds(started);
  telemetry.AddValue(
      {"clearance_start_time_seconds", MetricKind::kGauge, "When the process started, seconds since 1970."},
      [began] { return began; });
  telemetry.AddValue({"clearance_ready", MetricKind::kGauge, "1 while the process does its work, 0 while it drains."},
                     [not_ready = std::move(not_ready)] { return not_ready().empty() ? 1.0 : 0.0; });
}

// What the kernel does not tell has no sample: 0 would be the answer of a perfect clock.
void AddClockMetrics(Telemetry& telemetry) {
  const auto add = [&telemetry](Metric metric, double (*value)(const KernelClock&)) {
    telemetry.Add(std::move(metric), [value] {
      const auto clock = AskKernelClock();
      return clock ? std::vector<MetricSample>{{.value = value(*clock)}} : std::vector<MetricSample>();
    });
  };
  add({"clearance_clock_synchronised", MetricKind::kGauge, "1 when the kernel says that its clock is kept in time."},
      [](const KernelClock& clock) { return clock.synchronised ? 1.0 : 0.0; });
  add({"clearance_clock_max_error_seconds", MetricKind::kGauge,
       "How far the clock may be from UTC at most, as far as the kernel knows."},
      [](const KernelClock& clock) { return clock.max_error_seconds; });
}

void AddCertificateMetrics(Telemetry& telemetry, std::vector<WatchedCertificate> certificates) {
  telemetry.Add({"clearance_certificate_expiry_timestamp_seconds", MetricKind::kGauge,
                 "When a certificate expires, seconds since 1970."},
                [certificates = std::move(certificates)] {
                  std::vector<MetricSample> samples;
                  for (const WatchedCertificate& one : certificates)
                    samples.push_back({.labels = {{"use", one.use}}, .value = UnixSeconds(one.not_after)});
                  return samples;
                });
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
