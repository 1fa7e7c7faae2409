#include "common/base/uuid_bytes.h"

#include "common/base/bytes.h"
#include "common/base/ids.h"

namespace clearance {
namespace {

// Of a digit as IsUuid lets it pass.
int DigitOf(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

}  // namespace

std::optional<std::string> UuidToBytes(std::string_view text) {
  if (!IsUuid(text)) return std::nullopt;
  std::string bytes;
  // Two digits a byte; a hyphen stands between two bytes.
  for (std::size_t i = 0; i < text.size(); i += 2) {
    if (text[i] == '-') ++i;
    bytes.push_back(static_cast<char>(DigitOf(text[i]) << 4 | DigitOf(text[i + 1])));
  }
  return bytes;
}

std::optional<std::string> UuidFromBytes(std::string_view bytes) {
  if (bytes.size() != kUuidBytes) return std::nullopt;
  const std::string digits = ToHex(bytes);
  std::string text;
  text.reserve(digits.size() + 4);
  text.append(digits, 0, 8).append(1, '-').append(digits, 8, 4).append(1, '-').append(digits, 12, 4);
  text.append(1, '-').append(digits, 16, 4).append(1, '-').append(digits, 20);
  return text;
}

}  // namespace clearance
