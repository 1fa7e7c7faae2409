// EndSignals: SIGTERM and SIGINT as something to wait for, so that a program can drain instead of dying.
//
// By a handler and a pipe, not by blocking: libraries start threads before main (OpenBLAS does), and a signal that such
// a thread does not block would kill the process.
#pragma once

namespace clearance {

// One in a process, made before anything that must be drained; lasts to its end. Thread-safe.
class EndSignals {
 public:
  EndSignals();
  // Blocks until one has come; its number.
  int Wait() const;
  // As Wait, but tells the service manager meanwhile that this thread is alive, where one watches (supervision.h).
  int WaitWatched() const;
};

}  // namespace clearance
