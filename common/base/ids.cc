#include "common/base/ids.h"

#include "common/base/bytes.h"

namespace clearance {
namespace {

constexpr std::size_t kUuidLength = 36;

bool IsHyphenPlace(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

std::string NewUuid(Random& random) {
  std::array<std::uint8_t, 16> bytes;
  random.Fill(bytes);
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | 0x40);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);  // variant of RFC 9562
  const std::string hex = ToHex(std::string(bytes.begin(), bytes.end()));
  std::string uuid;
  uuid.reserve(kUuidLength);
  for (const char digit : hex) {
    if (IsHyphenPlace(uuid.size())) uuid.push_back('-');
    uuid.push_back(digit);
  }
  return uuid;
}

bool IsUuid(std::string_view text) {
  if (text.size() != kUuidLength) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (IsHyphenPlace(i) ? c != '-' : !digit) return false;
  }
  return true;
}

}  // namespace clearance
