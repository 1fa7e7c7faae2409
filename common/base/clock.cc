#include "common/base/clock.h"

namespace clearance {

Instant SystemClock::Now() const { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace clearance
