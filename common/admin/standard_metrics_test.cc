#include "common/admin/standard_metrics.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <ctime>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/file_descriptor.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

double ValueOf(const Telemetry& telemetry, const std::string& name, std::size_t sample = 0) {
  for (const MetricFamily& family : telemetry.Collect())
    if (family.info.name == name && sample < family.samples.size()) return family.samples[sample].value;
  ADD_FAILURE() << "no " << name;
  return 0;
}

TEST(StandardMetrics, AFileHasItsSizeAndOneThatIsNotThereNone) {
  const TemporaryFolder folder;
  ASSERT_TRUE(WriteFile(folder.Path("a.db"), "12345").ok());
  ASSERT_TRUE(WriteFile(folder.Path("a.db-wal"), "123").ok());
  Telemetry there;
  AddFileMetrics(there, folder.Path("a.db"));
  EXPECT_EQ(ValueOf(there, "clearance_database_bytes"), 5);
  EXPECT_EQ(ValueOf(there, "clearance_wal_bytes"), 3);
  EXPECT_GT(ValueOf(there, "clearance_disk_free_bytes"), 0);
  Telemetry nowhere;
  AddFileMetrics(nowhere, folder.Path("no/b.db"));
  EXPECT_EQ(ValueOf(nowhere, "clearance_database_bytes"), 0);
  EXPECT_EQ(ValueOf(nowhere, "clearance_disk_free_bytes"), 0);
}

TEST(StandardMetrics, TheProcessShowsWhatItUses) {
  Telemetry telemetry;
  AddProcessMetrics(telemetry, "1.2.3", FromUnixMs(5'000), [] { return ""; });
  const double open = ValueOf(telemetry, "process_open_fds");
  {
    std::vector<FileDescriptor> more;
    while (more.size() < 10) more.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(ValueOf(telemetry, "process_open_fds"), open + 10);
  }
  EXPECT_EQ(ValueOf(telemetry, "process_open_fds"), open);
  EXPECT_GE(ValueOf(telemetry, "process_max_fds"), open);
  const double resident = ValueOf(telemetry, "process_resident_memory_bytes");
  constexpr std::size_t kHalf = 32 << 20;
  const std::string touched(2 * kHalf, 'x');
  EXPECT_GE(ValueOf(telemetry, "process_resident_memory_bytes"), resident + kHalf);
  const double used = ValueOf(telemetry, "process_cpu_seconds_total");
  const std::clock_t began = std::clock();
  while (std::clock() - began < CLOCKS_PER_SEC / 20) {
  }
  EXPECT_NEAR(ValueOf(telemetry, "process_cpu_seconds_total"), used + 0.05, 0.04);
}

TEST(StandardMetrics, TheProcessIsReadyUntilThereIsAReasonNotTo) {
  Telemetry telemetry;
  std::string why_not;
  AddProcessMetrics(telemetry, "1.2.3", FromUnixMs(5'000), [&why_not] { return why_not; });
  AddClockMetrics(telemetry);
  EXPECT_EQ(ValueOf(telemetry, "clearance_ready"), 1);
  EXPECT_EQ(ValueOf(telemetry, "process_start_time_seconds"), 5);
  why_not = "draining";
  EXPECT_EQ(ValueOf(telemetry, "clearance_ready"), 0);
  EXPECT_GE(ValueOf(telemetry, "clearance_clock_max_error_seconds"), 0);
}

}  // namespace
}  // namespace clearance
