#include "common/seal/base45.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace clearance {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr std::uint32_t kBase = 45;
static_assert(kAlphabet.size() == kBase);

constexpr std::int8_t kNoDigit = -1;

constexpr std::array<std::int8_t, 256> MakeDigits() {
  std::array<std::int8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return digits;
}

constexpr std::array<std::int8_t, 256> kDigits = MakeDigits();

Status Malformed(std::size_t column, std::string_view problem) {
  return InvalidField("base45", "column " + std::to_string(column + 1) + ": " + std::string(problem));
}

std::uint32_t Byte(char c) { return static_cast<unsigned char>(c); }

}  // namespace

std::string Base45Encode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() / 2 * 3 + 2);
  std::size_t at = 0;
  for (; at + 1 < bytes.size(); at += 2) {
    const std::uint32_t value = Byte(bytes[at]) << 8 | Byte(bytes[at + 1]);
    text.push_back(kAlphabet[value % kBase]);
    text.push_back(kAlphabet[value / kBase % kBase]);
    text.push_back(kAlphabet[value / (kBase * kBase)]);
  }
  if (at < bytes.size()) {
    text.push_back(kAlphabet[Byte(bytes[at]) % kBase]);
    text.push_back(kAlphabet[Byte(bytes[at]) / kBase]);
  }
  return text;
}

StatusOr<std::string> Base45Decode(std::string_view text) {
  if (text.size() % 3 == 1) return Malformed(text.size() - 1, "the last group has one character");
  std::string bytes;
  bytes.reserve(text.size() / 3 * 2 + 1);
  for (std::size_t at = 0; at < text.size(); at += 3) {
    const std::string_view group = text.substr(at, 3);
    std::uint32_t value = 0;
    std::uint32_t weight = 1;
    for (std::size_t i = 0; i < group.size(); ++i, weight *= kBase) {
      const std::int8_t digit = kDigits[Byte(group[i])];
      if (digit == kNoDigit) return Malformed(at + i, "is not one of the 45 characters");
      value += static_cast<std::uint32_t>(digit) * weight;
    }
    const bool pair = group.size() == 3;
    if (value > (pair ? 0xFFFFu : 0xFFu)) return Malformed(at, "the group is above the largest value");
    if (pair) bytes.push_back(static_cast<char>(value >> 8));
    bytes.push_back(static_cast<char>(value & 0xFF));
  }
  return bytes;
}

}  // namespace clearance
