// Counts what other threads have come to, for a test that waits for a number of it. Thread-safe.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "common/base/instant.h"

namespace clearance {

class EventCount {
 public:
  void Restart() {
    const std::scoped_lock lock(mutex_);
    events_ = 0;
  }

  void Note() {
    const std::scoped_lock lock(mutex_);
    ++events_;
    changed_.notify_all();
  }

  // False when there are fewer than `number` after so long.
  bool WaitFor(std::uint64_t number, Duration patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [&] { return events_ >= number; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t events_ = 0;
};

}  // namespace clearance
