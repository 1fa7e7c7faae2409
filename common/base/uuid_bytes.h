// UUIDs in 16 bytes, as they are stored and sealed. Both directions are exact: only the canonical text form has bytes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace clearance {

inline constexpr std::size_t kUuidBytes = 16;

// Absent unless `text` is a canonical UUID (see IsUuid).
std::optional<std::string> UuidToBytes(std::string_view text);
// Absent unless `bytes` are 16.
std::optional<std::string> UuidFromBytes(std::string_view bytes);

}  // namespace clearance
