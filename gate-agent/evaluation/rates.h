// Error rates of a set of comparisons at a threshold: FMR and FNMR of what could be compared, and the same with every
// failure to acquire counted as a rejection (ISO/IEC 19795-1).
//
// Pure arithmetic on scores; it must never see a picture or a template.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "gate-agent/evaluation/bootstrap.h"

namespace clearance {

struct ScoredPair {
  PersonPair persons;
  double score = 0;  // -1..1
};

// What was tried with a set of pictures.
struct ComparisonSet {
  std::vector<ScoredPair> genuine;       // two pictures of one person
  std::vector<ScoredPair> impostor;      // pictures of two persons
  std::vector<PersonPair> lost_genuine;  // no score: one of the two pictures gave no template
  std::vector<PersonPair> lost_impostor;
};

// The goal for a border (EU 2019/329).
inline constexpr double kBorderFnmr = 0.01;
inline constexpr double kBorderFmr = 5e-4;
// The false match rates thresholds are chosen for.
inline constexpr std::array<double, 5> kTargetFmrs = {1e-2, 1e-3, kBorderFmr, 1e-4, 1e-5};

struct ThresholdRates {
  double target_fmr = 0;  // what the threshold was chosen for, 0..1
  double threshold = 0;   // -1..1: a score at or above it is a match
  MeasuredRate fmr;       // impostor pairs that match, of those compared
  MeasuredRate fnmr;      // genuine pairs that do not, of those compared
  // With failures to acquire of either picture: the generalized rates of ISO/IEC 19795-1, of single comparisons.
  MeasuredRate false_accept;     // impostor pairs that match, of all tried
  MeasuredRate false_reject;     // genuine pairs that do not match or could not be compared, of all tried
  std::string unsupported;       // WhyFmrUnsupported (support.h); empty when the data support target_fmr
  std::string fnmr_unsupported;  // why `fnmr` does not show kBorderFnmr; empty when it does
};

class ComparisonRates {
 public:
  // Thresholds are chosen on a grid of this step, so that a file can hold them exactly enough.
  static constexpr double kThresholdStep = 1e-4;

  // `persons` is the number of persons of the set, compared or not.
  ComparisonRates(ComparisonSet set, std::int64_t persons, std::uint64_t seed);

  ThresholdRates At(double threshold, double target_fmr) const;

  // The lowest threshold of the grid whose FMR *interval* ends at or below `target_fmr`. Where the set is too small for
  // any threshold to do that, the lowest one with a measured FMR at or below it: At() then says "not supported by
  // data".
  double SafeThreshold(double target_fmr) const;

  // The lowest threshold of the grid with a measured FMR at or below `target_fmr`: to compare two methods on one set.
  double MeasuredThreshold(double target_fmr) const;

  std::int64_t FalseMatches(double threshold) const;
  std::int64_t FalseNonMatches(double threshold) const;

  std::int64_t persons() const { return persons_; }
  // Falling.
  const std::vector<double>& impostor_scores() const { return impostor_scores_; }
  // Rising.
  const std::vector<double>& genuine_scores() const { return genuine_scores_; }

 private:
  MeasuredRate Fmr(double threshold) const;

  std::int64_t persons_;
  std::vector<double> impostor_scores_, genuine_scores_;
  std::vector<PersonPair> impostor_pairs_, genuine_pairs_;  // in the order of the scores
  std::vector<PersonPair> lost_genuine_;
  RateBootstrap impostor_, genuine_, all_impostor_, all_genuine_;
};

}  // namespace clearance
