// StopSignals: the signals of EndSignals as a stop token, for a command that works and does not wait: it looks at the
// token between two pieces of work, takes back what is half made, and says so.
#pragma once

#include <atomic>
#include <memory>
#include <stop_token>

#include "common/base/status.h"

namespace clearance {

// One in a process, made before anything that must be taken back; from then on the signals only ask. Thread-safe.
class StopSignals {
 public:
  StopSignals();
  // Asks to stop from the first signal on; what is registered with it is called on a thread of this object's own.
  std::stop_token token() const { return source_.get_token(); }
  // The number of that signal; 0: none yet.
  int signal() const { return *signal_; }

 private:
  std::stop_source source_;
  std::shared_ptr<std::atomic<int>> signal_;  // the waiting thread's as well, which lasts to the end of the process
};

// CANCELLED once a stop was asked for.
Status CheckNotStopped(const std::stop_token& stop);

}  // namespace clearance
