// Seldom: for a line of the log about what strangers can make happen as often as they like. The first is told at once;
// then there is one line in each while, with how many there were in between that had none.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

namespace clearance {

// Thread-safe.
class Seldom {
 public:
  explicit Seldom(std::chrono::steady_clock::duration interval) : interval_(interval) {}

  // It has happened at `now`. Nothing when it is not to be told; how often it was not told before, when it is.
  std::optional<std::uint64_t> Happened(std::chrono::steady_clock::time_point now);

 private:
  const std::chrono::steady_clock::duration interval_;
  std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> told_at_;
  std::uint64_t untold_ = 0;
};

}  // namespace clearance
