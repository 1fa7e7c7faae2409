#include "common/base/clock_step.h"

namespace clearance {

std::optional<Duration> ClockStep(const ClockReading& earlier, const ClockReading& later) {
  const Duration passed = later.steady - earlier.steady;
  const Duration apart = (later.wall - earlier.wall) - passed;
  if (std::chrono::abs(apart) < kLeastClockStep + passed / kClockSlewParts) return std::nullopt;
  return apart;
}

}  // namespace clearance
