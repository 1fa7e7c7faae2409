// Looks through the whole memory of this process for bytes that must not be left in it. Not under the address and the
// thread sanitizer, whose own memory cannot be searched.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

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

// Calls `search(begin, end)` for each stretch of memory this process can read and write.
template <typename Search>
void InMemory(const Search& search) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uintptr_t begin = 0, end = 0;
    char dash = 0;
    std::string rights;
    fields >> std::hex >> begin >> dash >> end >> rights;
    if (rights.substr(0, 2) != "rw" || line.find("[v") != std::string::npos) continue;
    search(reinterpret_cast<const unsigned char*>(begin), reinterpret_cast<const unsigned char*>(end));
  }
}

// Occurrences in all of it.
inline int CountInMemory(const Needle& needle) {
  int found = 0;
  InMemory([&](const unsigned char* begin, const unsigned char* end) { found += CountIn(begin, end, needle); });
  return found;
}

// The same for many needles in one go, whatever their number.
inline std::vector<int> CountEachInMemory(const std::vector<Needle>& needles) {
  const auto slot = [](std::uint64_t word) { return static_cast<std::size_t>(word * 0x9E3779B97F4A7C15ULL >> 48); };
  const auto word_at = [](const unsigned char* bytes) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes, sizeof(word));
    return word;
  };
  std::uint64_t mask = 0;
  std::memset(&mask, kMask, sizeof(mask));
  std::vector<bool> begins_one(std::size_t{1} << 16);
  for (const Needle& needle : needles) begins_one[slot(word_at(needle.data()) ^ mask)] = true;
  std::vector<int> found(needles.size());
  InMemory([&](const unsigned char* begin, const unsigned char* end) {
    for (; begin + kNeedleBytes <= end; ++begin) {
      if (!begins_one[slot(word_at(begin))]) continue;
      for (std::size_t i = 0; i < needles.size(); ++i) found[i] += CountIn(begin, begin + kNeedleBytes, needles[i]);
    }
  });
  return found;
}

}  // namespace clearance
