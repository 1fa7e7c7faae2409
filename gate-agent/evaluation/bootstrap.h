// How sure a rate is: its 95 % interval, bootstrapped over persons.
//
// Comparisons are not independent: one person who looks like many others makes many errors. So persons are drawn with
// replacement, and each pair of persons counts as often as both were drawn (ISO/IEC 19795-1). Pure: the same seed
// draws the same persons. It must never draw single comparisons.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "gate-agent/vision/support.h"

namespace clearance {

// Two persons of a set, by their index; the same one twice for a comparison of a person with themselves, or for
// something that happened to one person alone.
struct PersonPair {
  std::int32_t a = 0;
  std::int32_t b = 0;

  bool operator==(const PersonPair&) const = default;
};

struct MeasuredRate {
  std::int64_t persons = 0;  // with at least one trial
  std::int64_t trials = 0;
  std::int64_t errors = 0;
  Interval interval;  // [0, 1] when there was no trial

  // errors / trials; 0 without a trial.
  double Value() const;

  bool operator==(const MeasuredRate&) const = default;
};

class RateBootstrap {
 public:
  static constexpr int kResamples = 1000;

  // `trials`: the pair of persons of every trial, in any order.
  RateBootstrap(std::span<const PersonPair> trials, std::uint64_t seed);

  // `errors`: the pairs of those trials that were errors, in any order. Without a single error the interval ends where
  // even an errorless set of so many persons (or pairs of persons) leaves doubt: -ln(0.05) / their number.
  // With the same trials and seed, more errors never lower either end.
  MeasuredRate Measure(std::span<const PersonPair> errors) const;

 private:
  double ErrorlessEnd() const;

  std::int64_t persons_ = 0;
  std::int64_t trials_ = 0;
  std::int64_t pairs_of_persons_ = 0;  // that have trials; a person with themselves is one
  std::vector<std::int32_t> index_;    // person -> among those with trials, or -1
  std::vector<std::uint16_t> drawn_;   // kResamples rows of persons_: how often each was drawn
  std::vector<double> trials_of_resample_;
};

}  // namespace clearance
