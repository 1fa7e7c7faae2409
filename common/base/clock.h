// Clock: where time comes from. Pure code never sees one; shells read it once and pass the Instant on.
#pragma once

#include <atomic>

#include "common/base/instant.h"

namespace clearance {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;
};

// The machine's UTC clock.
class SystemClock final : public Clock {
 public:
  Instant Now() const override;
};

// A clock that tests and simulations set by hand.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_ms_(ToUnixMs(start)) {}
  Instant Now() const override { return FromUnixMs(now_ms_.load()); }
  void Set(Instant now) { now_ms_.store(ToUnixMs(now)); }
  void Advance(Duration by) { now_ms_.fetch_add(by.count()); }

 private:
  std::atomic<std::int64_t> now_ms_;
};

}  // namespace clearance
