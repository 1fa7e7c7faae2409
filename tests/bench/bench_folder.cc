#include "tests/bench/bench_folder.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "common/base/end_signals.h"

namespace clearance {
namespace {

std::mutex g_mutex;
std::set<std::string> g_folders;  // guarded by g_mutex

void Remove(const std::string& path) {
  // Whoever still writes there may put a file into it between the last removal and the folder's own.
  std::error_code failed;
  for (int tries = 0; tries < 10 && std::filesystem::exists(path, failed); ++tries)
    std::filesystem::remove_all(path, failed);
}

}  // namespace

BenchFolder::BenchFolder(const std::string& parent) {
  std::error_code failed;
  const std::string where = parent.empty() ? std::filesystem::temp_directory_path(failed).string() : parent;
  if (failed) return;  // $TMPDIR names no folder
  std::string pattern = where + "/clearance-bench-XXXXXX";
  const std::scoped_lock lock(g_mutex);
  if (mkdtemp(pattern.data()) == nullptr) return;
  path_ = pattern;
  g_folders.insert(path_);
}

BenchFolder::~BenchFolder() {
  if (path_.empty()) return;
  const std::scoped_lock lock(g_mutex);
  Remove(path_);
  g_folders.erase(path_);
}

std::int64_t BenchFolder::FreeBytes() const {
  std::error_code failed;
  const auto space = std::filesystem::space(path_, failed);
  return failed ? 0 : static_cast<std::int64_t>(space.available);
}

std::int64_t BenchFolder::Bytes() const {
  std::int64_t bytes = 0;
  std::error_code failed;
  for (const auto& entry : std::filesystem::directory_iterator(path_, failed)) {
    const auto size = entry.file_size(failed);
    if (!failed) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

void RemoveFoldersAtSignals() {
  static const EndSignals signals;
  std::thread([] {
    const int signal = signals.Wait();
    const std::scoped_lock lock(g_mutex);
    for (const std::string& path : g_folders) Remove(path);
    fmt::print(stderr, "\nclearance-bench: interrupted; its files are removed\n");
    std::fflush(nullptr);
    _exit(128 + signal);
  }).detach();
}

}  // namespace clearance
