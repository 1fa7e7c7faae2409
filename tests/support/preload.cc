#include "tests/support/preload.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr char kClock[] = "CLEARANCE_TEST_CLOCK";
constexpr char kDisk[] = "CLEARANCE_TEST_DISK";
constexpr char kPreload[] = "LD_PRELOAD";

// In place: processes have it mapped.
void Overwrite(const std::string& file, const void* bytes, std::size_t size) {
  std::fstream mapped(
      file, std::ios::binary | std::ios::out | (std::filesystem::exists(file) ? std::ios::in : std::ios::openmode{}));
  mapped.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
}

void Load(const char* variable, const std::string& file, const std::string& library) {
  setenv(variable, file.c_str(), 1);
  setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
  setenv(kPreload, BinPath(library).c_str(), 1);
}

}  // namespace

void SetClockOfPrograms(const std::string& file, std::int64_t seconds) {
  Overwrite(file, &seconds, sizeof seconds);
  Load(kClock, file, "libclearance_clock_shift.so");
}

void LoadDiskOfPrograms(const std::string& file) {
  SetDiskOfPrograms(file, 0);
  Load(kDisk, file, "libclearance_disk_trouble.so");
}

void SetDiskOfPrograms(const std::string& file, std::int32_t trouble) { Overwrite(file, &trouble, sizeof trouble); }

void LoadNothing() {
  for (const char* variable : {kPreload, kClock, kDisk}) unsetenv(variable);
}

}  // namespace clearance
