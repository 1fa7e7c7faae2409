// The server's time in the initial metadata of an answer, so that a caller can see how far its own clock is from it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"

namespace clearance {

inline constexpr char kServerTimeKey[] = "clearance-time-ms";

// Milliseconds since 1970 UTC, in decimal.
std::string ServerTimeText(Instant now);

// Nothing for any other text.
std::optional<Instant> ParseServerTime(std::string_view text);

}  // namespace clearance
