#include "common/base/base64url.h"

#include <algorithm>
#include <cstdint>

namespace clearance {
namespace {

constexpr unsigned kBitsPerCharacter = 6;
constexpr std::size_t kGroup = 4;  // characters for three bytes

int ValueOf(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '-') return 62;
  return c == '_' ? 63 : -1;
}

}  // namespace

StatusOr<std::string> FromBase64Url(std::string_view text) {
  const std::size_t characters = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - characters;
  if (characters % kGroup == 1) return InvalidField("base64url", "has a length that no bytes have");
  if (padding > 0 && (padding >= kGroup - 1 || text.size() % kGroup != 0)) {
    return InvalidField("base64url", "has padding of the wrong length");
  }
  if (text.find_first_not_of('=', characters) != std::string_view::npos)
    return InvalidField("base64url", "goes on after its padding");
  std::string bytes;
  bytes.reserve(characters * 3 / kGroup);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : text.substr(0, characters)) {
    const int value = ValueOf(c);
    if (value < 0) return InvalidField("base64url", "has a character that is none of base64url");
    bits = bits << kBitsPerCharacter | static_cast<std::uint32_t>(value);
    count += kBitsPerCharacter;
    if (count >= 8) {
      count -= 8;
      bytes.push_back(static_cast<char>(bits >> count & 0xFF));
      bits &= (1U << count) - 1;
    }
  }
  if (bits != 0) return InvalidField("base64url", "has bits left over");
  return bytes;
}

}  // namespace clearance
