// Looks through the whole memory of this process for bytes that must not be left in it. Not under the address
// sanitizer, whose own memory cannot be searched.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

namespace clearance {

inline constexpr unsigned char kMask = 0xA7;
inline constexpr std::size_t kNeedleBytes = 64;

// Bytes to look for, kept masked so that the search does not find itself.
using Needle = std::array<unsigned char, kNeedleBytes>;

inline Needle MakeNeedle(const void* bytes) {
  Needle needle;
  const auto* from = static_cast<const unsigned char*>(bytes);
  for (std::size_t i = 0; i < kNeedleBytes; ++i) needle[i] = static_cast<unsigned char>(from[i] ^ kMask);
  return needle;
}

inline int CountIn(const unsigned char* begin, const unsigned char* end, const Needle& needle) {
  const auto first = static_cast<unsigned char>(needle[0] ^ kMask);
  int found = 0;
  while (begin + kNeedleBytes <= end) {
    begin = static_cast<const unsigned char*>(
        std::memchr(begin, first, static_cast<std::size_t>(end - begin) - kNeedleBytes + 1));
    if (begin == nullptr) break;
    std::size_t same = 1;
    while (same < kNeedleBytes && static_cast<unsigned char>(begin[same] ^ kMask) == needle[same]) ++same;
    if (same == kNeedleBytes) ++found;
    ++begin;
  }
  return found;
}

// Occurrences in all memory this process can read and write.
inline int CountInMemory(const Needle& needle) {
  std::ifstream maps("/proc/self/maps");
  int found = 0;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uintptr_t begin = 0, end = 0;
    char dash = 0;
    std::string rights;
    fields >> std::hex >> begin >> dash >> end >> rights;
    if (rights.substr(0, 2) != "rw" || line.find("[v") != std::string::npos) continue;
    found +=
        CountIn(reinterpret_cast<const unsigned char*>(begin), reinterpret_cast<const unsigned char*>(end), needle);
  }
  return found;
}

}  // namespace clearance
