// EndSignals: SIGTERM and SIGINT as something to wait for, so that a program can drain instead of dying.
#pragma once

#include <csignal>

namespace clearance {

// To be made in main before any thread, which then inherits the blocked signals: only Wait takes them.
class EndSignals {
 public:
  EndSignals();
  // Blocks until one comes; its number.
  int Wait() const;

 private:
  sigset_t signals_{};
};

}  // namespace clearance
