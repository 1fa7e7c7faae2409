// Instant: a moment on the UTC time line, to the millisecond. No clock is read here; see clock.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Duration>;

// Milliseconds since 1970-01-01T00:00:00Z, and back.
constexpr std::int64_t ToUnixMs(Instant instant) { return instant.time_since_epoch().count(); }
constexpr Instant FromUnixMs(std::int64_t unix_ms) { return Instant(Duration(unix_ms)); }

// RFC 3339 in UTC with milliseconds: "2026-11-22T02:48:17.000Z".
std::string FormatInstant(Instant instant);

// Reads exactly the form FormatInstant writes, the milliseconds optional. Error: INVALID_ARGUMENT.
StatusOr<Instant> ParseInstant(std::string_view text);

}  // namespace clearance
