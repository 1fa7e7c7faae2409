#include "gate-agent/link/link_metrics.h"

namespace clearance {

void ClockOffset::Note(Instant sent, Instant theirs, Instant answered) {
  ms_.store((sent + (answered - sent) / 2 - theirs).count(), std::memory_order_relaxed);
}

std::optional<Duration> ClockOffset::Now() const {
  const std::int64_t ms = ms_.load(std::memory_order_relaxed);
  return ms == kNone ? std::nullopt : std::optional(Duration(ms));
}

}  // namespace clearance
