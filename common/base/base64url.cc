#include "common/base/base64url.h"

#include <cstdint>

namespace clearance {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
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
  const std::size_t characters = text.find('=') == std::string_view::npos ? text.size() : text.find('=');
  const std::size_t padding = text.size() - characters;
  if (characters % kGroup == 1) return InvalidField("base64url", "has a length that no bytes have");
  if (padding > 0 && (padding >= kGroup - 1 || text.size() % kGroup != 0)) {
    return InvalidField("base64url", "has padding of the wrong length");
  }
  std::string bytes;
  bytes.reserve(characters * 3 / kGroup);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i >= characters) {
      if (text[i] != '=') return InvalidField("base64url", "goes on after its padding");
      continue;
    }
    const int value = ValueOf(text[i]);
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

std::string ToBase64Url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * kGroup);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
    count += 8;
    while (count >= kBitsPerCharacter) {
      count -= kBitsPerCharacter;
      text.push_back(kAlphabet[bits >> count & 0x3F]);
    }
  }
  if (count > 0) text.push_back(kAlphabet[bits << (kBitsPerCharacter - count) & 0x3F]);
  text.append((kGroup - text.size() % kGroup) % kGroup, '=');
  return text;
}

}  // namespace clearance
