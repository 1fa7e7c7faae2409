// A folder of a test's own.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include "common/base/check.h"

namespace clearance {

// Where files are memory, for tests whose disk is not what they test; where temporary files are kept if there is none.
inline std::filesystem::path MemoryDisk() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
}

// Removed with everything in it; where temporary files are kept unless a parent is named. No link is in its path.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path())
      : path_((std::filesystem::canonical(parent) / "clearance-XXXXXX").string()) {
    CHECK(::mkdtemp(path_.data()) != nullptr);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string Path(std::string_view file) const { return path_ + "/" + std::string(file); }

 private:
  std::string path_;
};

}  // namespace clearance
