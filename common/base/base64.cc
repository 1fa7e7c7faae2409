#include "common/base/base64.h"

#include <algorithm>
#include <cstdint>

#include "common/base/base64url.h"

namespace clearance {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t kGroupBytes = 3;
constexpr std::size_t kGroupCharacters = 4;

}  // namespace

std::string ToBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + kGroupBytes - 1) / kGroupBytes * kGroupCharacters);
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kGroupBytes))) {
    const std::size_t present = std::min(bytes.size(), kGroupBytes);
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < kGroupBytes; ++i) {
      bits = bits << 8 | (i < present ? static_cast<unsigned char>(bytes[i]) : 0U);
    }
    for (std::size_t i = 0; i < kGroupCharacters; ++i) {
      text.push_back(i <= present ? kAlphabet[bits >> (18 - 6 * i) & 0x3F] : '=');
    }
  }
  return text;
}

StatusOr<std::string> FromBase64(std::string_view text) {
  if (text.size() % kGroupCharacters != 0) return InvalidField("base64", "has padding that is missing or too long");
  if (text.find_first_of("-_") != std::string_view::npos) {
    return InvalidField("base64", "has a character that is none of base64");
  }
  std::string url(text);
  std::replace(url.begin(), url.end(), '+', '-');
  std::replace(url.begin(), url.end(), '/', '_');
  auto bytes = FromBase64Url(url);
  if (!bytes.ok()) return InvalidField("base64", "is not base64");
  return bytes;
}

}  // namespace clearance
