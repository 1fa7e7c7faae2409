// Numbers as eight bytes, the most significant first: the one form in which lengths and sizes enter a hash.
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

// Reads the first kBigEndian64Bytes of `bytes`, which has at least as many.
inline std::uint64_t ReadBigEndian64(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < kBigEndian64Bytes; ++i) value = (value << 8) | static_cast<unsigned char>(bytes[i]);
  return value;
}

}  // namespace clearance
