#include "common/base/uuid_bytes.h"

#include "common/base/bytes.h"
#include "common/base/ids.h"

namespace clearance {

std::optional<std::string> UuidToBytes(std::string_view text) {
  if (!IsUuid(text)) return std::nullopt;
  std::string digits;
  for (const char c : text) {
    if (c != '-') digits.push_back(c);
  }
  const StatusOr<std::string> bytes = FromHex(digits);
  if (!bytes.ok()) return std::nullopt;
  return *bytes;
}

std::optional<std::string> UuidFromBytes(std::string_view bytes) {
  if (bytes.size() != kUuidBytes) return std::nullopt;
  std::string text = ToHex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) text.insert(dash, 1, '-');
  return text;
}

}  // namespace clearance
