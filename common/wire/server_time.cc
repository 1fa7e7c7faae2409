#include "common/wire/server_time.h"

#include <charconv>
#include <cstdint>

namespace clearance {
namespace {

constexpr std::int64_t kLastMs = 253'402'300'799'999;  // the end of the year 9999

}  // namespace

std::string ServerTimeText(Instant now) { return std::to_string(ToUnixMs(now)); }

std::optional<Instant> ParseServerTime(std::string_view text) {
  std::int64_t ms = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), ms);
  if (error != std::errc() || end != text.data() + text.size() || ms < 0 || ms > kLastMs) return std::nullopt;
  return FromUnixMs(ms);
}

}  // namespace clearance
