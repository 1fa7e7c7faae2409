// A folder for a measurement's files, gone at its end however that comes: Ctrl-C and SIGTERM take it away as well.
#pragma once

#include <cstdint>
#include <string>

namespace clearance {

// Not copied, not moved.
class BenchFolder {
 public:
  // In `parent`, or where temporary files go when that is empty. `path()` is empty when none could be made.
  explicit BenchFolder(const std::string& parent = "");
  ~BenchFolder();
  BenchFolder(const BenchFolder&) = delete;
  BenchFolder& operator=(const BenchFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string Path(const std::string& name) const { return path_ + "/" + name; }
  // What may still be written there, in bytes.
  std::int64_t FreeBytes() const;
  // All files in it, in bytes.
  std::int64_t Bytes() const;

 private:
  std::string path_;
};

// From now on SIGINT and SIGTERM remove every BenchFolder there is and end the process with 128 + the signal's number.
// Once, at the begin of main.
void RemoveFoldersAtSignals();

}  // namespace clearance
