// Reading: one way to read what a regime leaves open. What is published has one value in every reading; what is only
// inferred has all its values, each an open reading (domain page §3).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "common/rules/rule_book.h"

namespace clearance {

struct Reading {
  Allowance allowance = Allowance::kRolling;
  ZoneExit zone_exit = ZoneExit::kEnds;
  DayOne day_one = DayOne::kEntry;
  bool exit_day_counts = true;
  friend bool operator==(const Reading&, const Reading&) = default;

  // Days of a whole stay that are not counted, at its beginning and at its end: 0 or 1.
  constexpr int UncountedFirstDays() const { return day_one == DayOne::kNext ? 1 : 0; }
  constexpr int UncountedLastDays() const { return exit_day_counts ? 0 : 1; }
};

// The open reading that leaves a person the fewest days; admission and printed dates go by it.
Reading StrictestReading(const Regime& regime);

// The open reading that leaves the most; an overstay is declared only if it is one under this.
Reading MildestReading(const Regime& regime);

// Every open reading of a regime, the strictest first and the mildest last.
class OpenReadings {
 public:
  explicit OpenReadings(const Regime& regime);
  std::span<const Reading> all() const { return {readings_.data(), size_}; }

 private:
  static constexpr std::size_t kMaxReadings = 2 * 3 * 2 * 2;
  std::array<Reading, kMaxReadings> readings_{};
  std::size_t size_ = 0;
};

// "allowance=rolling day1=entry exit_day=counts zone_exit=ends"
std::string ReadingName(const Reading& reading);

}  // namespace clearance
