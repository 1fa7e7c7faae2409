// ClockWatch: says in the log when this machine's wall clock was set, whatever the program does meanwhile: a gate's
// clock is looked at while nobody comes, a centre's while its disk stands still. It tells and changes nothing: what a
// set clock means is up to those who read it.
#pragma once

#include <functional>
#include <memory>

#include "common/base/clock_step.h"
#include "common/base/executor.h"

namespace clearance {

// From look to look. A step is told within twice that, unless it is taken back before.
inline constexpr Duration kClockLook = std::chrono::seconds(5);

// Both clocks as nearly at once as it goes: where the steady one goes on noticeably meanwhile, because the process was
// stopped just then, they are read anew, a few times.
ClockReading ReadAtOnce(const std::function<Instant()>& wall, const std::function<Duration()>& steady);

// This machine's. The steady clock is that since boot (CLOCK_BOOTTIME): it goes on while the machine is suspended, as
// the wall clock does, so that waking is no step; CLOCK_MONOTONIC, which std::chrono::steady_clock reads, stands still.
// Thread-safe.
ClockReading ReadClocks();

// Begins with its making; ends with its destructor, a look under way finishes. `executor` must outlive it and its
// looks, which are never two at a time.
class ClockWatch {
 public:
  // `read` is called by the maker and on threads of `executor`, also in a last look that is under way at the end.
  explicit ClockWatch(Executor& executor, std::function<ClockReading()> read = ReadClocks);
  ~ClockWatch();
  ClockWatch(const ClockWatch&) = delete;
  ClockWatch& operator=(const ClockWatch&) = delete;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace clearance
