// See backoff.h.
#include "gate-agent/link/backoff.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "common/base/check.h"
#include "common/base/retry.h"

namespace clearance {

Duration BackoffDelay(const BackoffLimits& limits, int repetition, Random& random) {
  CHECK(repetition >= 1 && limits.first.count() > 0 && limits.most >= limits.first);
  std::int64_t whole_ms = limits.first.count();
  for (int i = 1; i < repetition && whole_ms < limits.most.count(); ++i) whole_ms *= 2;
  whole_ms = std::min<std::int64_t>(whole_ms, limits.most.count());
  std::array<std::uint8_t, 2> bytes{};
  random.Fill(bytes);
  const std::int64_t share = bytes[0] * 256 + bytes[1];  // 0 to 65,535
  return Duration(whole_ms / 2 + (whole_ms - whole_ms / 2) * share / 65535);
}

Duration RetryDelay(const BackoffLimits& limits, int repetition, const Status& failed, Random& random) {
  return RetryAfterOf(failed) + BackoffDelay(limits, repetition, random);
}

}  // namespace clearance
