// The counterpart of FromBase64Url, which only tests need.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace clearance {

// With padding.
inline std::string ToBase64Url(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  std::uint32_t bits = 0;
  unsigned count = 0;
  for (const char c : bytes) {
    bits = (bits << 8 | static_cast<unsigned char>(c)) & 0xFFFF;
    count += 8;
    while (count >= 6) {
      count -= 6;
      text.push_back(kAlphabet[bits >> count & 0x3F]);
    }
  }
  if (count > 0) text.push_back(kAlphabet[bits << (6 - count) & 0x3F]);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

}  // namespace clearance
