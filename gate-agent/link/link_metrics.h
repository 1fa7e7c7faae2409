// What a gate's link to the centre counts: its calls, and how far the gate's clock is from the centre's.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "common/base/instant.h"
#include "common/wire/rpc_metrics.h"

namespace clearance {

// How far a clock is from another one that says its time in an answer. Thread-safe.
class ClockOffset {
 public:
  // `sent` and `answered` by our clock, `theirs` by the other one in between. Right within half of the time in between.
  void Note(Instant sent, Instant theirs, Instant answered);
  // Ours minus theirs, by the last answer; nothing before the first. Positive: ours is ahead.
  std::optional<Duration> Now() const;

 private:
  static constexpr std::int64_t kNone = INT64_MIN;
  std::atomic<std::int64_t> ms_ = kNone;
};

struct LinkMetrics {
  RpcMetrics rpcs{"clearance.v1.ClearanceService", "clearance.v1.FleetService", "clearance.v1.LedgerService"};
  ClockOffset clock;
};

}  // namespace clearance
