// DayWindow: a set of calendar days in a stretch of fixed length, as bits. The arithmetic under every rolling limit:
// counting, and finding the n-th day that is, or is not, in the set. Allocates nothing, knows no rule.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <optional>

#include "common/domain/date.h"

namespace clearance {

class DayWindow {
 public:
  static constexpr int kCapacityDays = 1024;

  // The empty set over the kCapacityDays days that end on `last`.
  constexpr explicit DayWindow(Date last) : first_(last - Days(kCapacityDays - 1)) {}

  constexpr Date first() const { return first_; }
  constexpr Date last() const { return first_ + Days(kCapacityDays - 1); }

  // Puts `from` to `to`, both included, into the set; what lies outside of the stretch is cut off.
  constexpr void Add(Date from, Date to) {
    const Words words = WordsOf(from, to);
    for (int word = words.low; word <= words.high; ++word) words_[Index(word)] |= words.MaskOf(word);
  }

  // How many days of `from` to `to`, both included, are in the set.
  constexpr int Count(Date from, Date to) const {
    const Words words = WordsOf(from, to);
    int count = 0;
    for (int word = words.low; word <= words.high; ++word) {
      count += std::popcount(words_[Index(word)] & words.MaskOf(word));
    }
    return count;
  }

  // The n-th day (n ≥ 1) on or after `from`, which must not lie before the stretch, that is not in the set. Days behind
  // the stretch are not.
  constexpr Date NthAbsent(Date from, int n) const {
    if (from > last()) return from + Days(n - 1);
    const Words words = WordsOf(from, last());
    for (int word = words.low; word <= words.high; ++word) {
      const std::uint64_t absent = ~words_[Index(word)] & words.MaskOf(word);
      const int count = std::popcount(absent);
      if (n <= count) return first_ + Days(word * kWordBits + NthSetBit(absent, n));
      n -= count;
    }
    return last() + Days(n);
  }

  // The n-th latest day (n ≥ 1) of the set; nullopt when it has fewer days.
  constexpr std::optional<Date> NthLatest(int n) const {
    for (int word = kWords - 1; word >= 0; --word) {
      const std::uint64_t present = words_[Index(word)];
      const int count = std::popcount(present);
      if (n <= count) return first_ + Days(word * kWordBits + NthSetBit(present, count - n + 1));
      n -= count;
    }
    return std::nullopt;
  }

 private:
  static constexpr int kWordBits = 64;
  static constexpr int kWords = kCapacityDays / kWordBits;

  static constexpr std::size_t Index(int word) { return static_cast<std::size_t>(word); }

  // The place of the n-th lowest set bit; there must be n.
  static constexpr int NthSetBit(std::uint64_t bits, int n) {
    for (int i = 1; i < n; ++i) bits &= bits - 1;
    return std::countr_zero(bits);
  }

  // The words that hold days of a stretch, and which of their bits those days are.
  struct Words {
    int low = 0;
    int high = -1;  // below `low`: none
    std::uint64_t low_mask = 0;
    std::uint64_t high_mask = 0;

    constexpr std::uint64_t MaskOf(int word) const {
      return (word == low ? low_mask : ~std::uint64_t{0}) & (word == high ? high_mask : ~std::uint64_t{0});
    }
  };

  constexpr Words WordsOf(Date from, Date to) const {
    if (from > last() || to < first_ || from > to) return {};
    const int low = static_cast<int>((std::max(from, first_) - first_).count());
    const int high = static_cast<int>((std::min(to, last()) - first_).count());
    return {low / kWordBits, high / kWordBits, ~std::uint64_t{0} << (low % kWordBits),
            ~std::uint64_t{0} >> (kWordBits - 1 - high % kWordBits)};
  }

  Date first_;
  std::array<std::uint64_t, kWords> words_{};
};

}  // namespace clearance
