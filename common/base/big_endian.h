// Numbers as bytes, the most significant first: as eight the one form in which lengths and sizes enter a hash, and as
// file formats have them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace clearance {

inline constexpr std::size_t kBigEndian64Bytes = 8;

inline void AppendBigEndian64(std::string& out, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) out.push_back(static_cast<char>((value >> shift) & 0xFF));
}

// The number that `count` bytes, at most eight, make from `at` on; they must be there.
inline std::uint64_t ReadBigEndian(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

// Reads the first kBigEndian64Bytes of `bytes`, which has at least as many.
inline std::uint64_t ReadBigEndian64(std::string_view bytes) { return ReadBigEndian(bytes, 0, kBigEndian64Bytes); }

}  // namespace clearance
