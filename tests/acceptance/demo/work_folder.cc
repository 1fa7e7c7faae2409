#include "tests/acceptance/demo/work_folder.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "common/base/end_signals.h"

namespace clearance {

WorkFolder::WorkFolder() {
  std::error_code failed;  // $TMPDIR names no folder
  std::string pattern = (std::filesystem::temp_directory_path(failed) / "clearance-demo-XXXXXX").string();
  if (failed) return;
  if (mkdtemp(pattern.data()) != nullptr) path_ = pattern;
}

WorkFolder::~WorkFolder() {
  if (!kept_) Remove();
}

void WorkFolder::Remove() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

void WorkFolder::RemoveOnInterrupt() {
  const EndSignals signals;
  std::thread([this, signals] {
    const int signal = signals.Wait();
    Remove();
    _exit(128 + signal);
  }).detach();
}

}  // namespace clearance
