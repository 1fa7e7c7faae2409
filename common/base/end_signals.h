// EndSignals: SIGTERM, SIGINT and SIGHUP as something to wait for, so that a program can drain instead of dying.
// SIGHUP, the terminal has gone, is left alone where whoever started the program had it ignored, as nohup does.
//
// By a handler and a pipe, not by blocking: libraries start threads before main (OpenBLAS does), and a signal that such
// a thread does not block would kill the process.
#pragma once

#include <functional>

namespace clearance {

// One in a process, made before anything that must be drained; lasts to its end. Thread-safe.
class EndSignals {
 public:
  static constexpr int kNone = 0;

  EndSignals();
  // Blocks until one has come; its number. Or until EndOfItself: kNone.
  int Wait() const;
  // As Wait, but tells the service manager meanwhile, where one watches (supervision.h), that the process is alive:
  // each time `alive` says so, and it is asked four times in what the manager allows. Where nobody watches it is never
  // asked.
  int WaitWatched(const std::function<bool()>& alive) const;

  // Ends the waiting though nobody has sent a signal: for what finds out, on any thread, that the process cannot go on.
  // Nothing happens where there are no EndSignals.
  static void EndOfItself();
};

}  // namespace clearance
