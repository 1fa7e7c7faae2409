#include "common/base/clock_watch.h"

#include <time.h>

#include <utility>

#include "common/base/check.h"
#include "common/base/clock.h"
#include "common/base/log.h"

namespace clearance {
namespace {

// Two readings no further apart are of the same moment: far less than a step.
constexpr Duration kAtOnce{100};
constexpr int kMostReadings = 3;

Duration SinceBoot() {
  timespec now{};
  CHECK(clock_gettime(CLOCK_BOOTTIME, &now) == 0);  // every kernel has it
  return std::chrono::floor<Duration>(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

void Tell(Duration step) {
  const auto by_s = std::chrono::round<std::chrono::seconds>(std::chrono::abs(step)).count();
  LogWarning(step < Duration(0) ? "clock_set_back" : "clock_jumped", {{"by_s", by_s}});
}

}  // namespace

ClockReading ReadAtOnce(const std::function<Instant()>& wall, const std::function<Duration()>& steady) {
  ClockReading reading;
  Duration after{};
  int readings = 0;
  do {
    reading.steady = steady();
    reading.wall = wall();
    after = steady();
  } while (after - reading.steady > kAtOnce && ++readings < kMostReadings);
  return reading;
}

ClockReading ReadClocks() {
  return ReadAtOnce([] { return SystemClock().Now(); }, SinceBoot);
}

struct ClockWatch::State : std::enable_shared_from_this<ClockWatch::State> {
  State(Executor& executor_in, std::function<ClockReading()> read_in)
      : executor(executor_in), read(std::move(read_in)), last(read()) {}

  void WaitAndLook() {
    executor.PostAfter(kClockLook, [weak = weak_from_this()] {
      if (const auto state = weak.lock()) state->Look();
    });
  }

  void Look() {
    const ClockReading now = read();
    if (const auto step = ClockStep(std::exchange(last, now), now)) Tell(*step);
    WaitAndLook();
  }

  Executor& executor;
  const std::function<ClockReading()> read;
  ClockReading last;  // touched by one look at a time
};

ClockWatch::ClockWatch(Executor& executor, std::function<ClockReading()> read)
    : state_(std::make_shared<State>(executor, std::move(read))) {
  state_->WaitAndLook();
}

ClockWatch::~ClockWatch() = default;

}  // namespace clearance
