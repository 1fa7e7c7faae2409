// Randomness: the operating system's for ids and keys, a seeded stream for simulations.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace clearance {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual void Fill(std::span<std::uint8_t> out) = 0;
};

// Unpredictable bytes from the kernel; stops the process if the kernel has none to give.
class SystemRandom final : public Random {
 public:
  void Fill(std::span<std::uint8_t> out) override;
};

// The same bytes for the same seed (SplitMix64). Never for keys. Not thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void Fill(std::span<std::uint8_t> out) override;
  std::uint64_t Next();
  // Uniform enough for simulations: a value in [0, bound), bound > 0.
  std::uint64_t Below(std::uint64_t bound) { return Next() % bound; }

 private:
  std::uint64_t state_;
};

}  // namespace clearance
