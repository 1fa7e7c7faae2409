#include "common/base/random.h"

#include <sys/random.h>

#include <cerrno>

#include "common/base/check.h"

namespace clearance {

void SystemRandom::Fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t count = ::getrandom(out.data(), out.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    CHECK(count > 0);
    out = out.subspan(static_cast<std::size_t>(count));
  }
}

void SeededRandom::Fill(std::span<std::uint8_t> out) {
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (i % sizeof(word) == 0) word = Next();
    out[i] = static_cast<std::uint8_t>(word >> (8 * (i % sizeof(word))));
  }
}

// SplitMix64 (Steele, Lea, Flood 2014).
std::uint64_t SeededRandom::Next() {
  state_ += 0x9E3779B97F4A7C15;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

}  // namespace clearance
