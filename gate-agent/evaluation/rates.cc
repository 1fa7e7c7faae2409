// Counting errors at thresholds; see rates.h.
#include "gate-agent/evaluation/rates.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace clearance {
namespace {

// Steps of the grid from the score -1 to just above 1, where nothing matches.
constexpr int kSteps = 20'001;

double GridThreshold(int step) { return std::round((step * ComparisonRates::kThresholdStep - 1) * 1e4) / 1e4; }

// The first step at which `enough` holds; it must hold at every later one too. kSteps when it never does.
int FirstStep(const std::function<bool(double)>& enough) {
  int low = 0;
  int high = kSteps;
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (enough(GridThreshold(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

std::vector<PersonPair> PersonsOf(const std::vector<ScoredPair>& scored, const std::vector<PersonPair>& lost = {}) {
  std::vector<PersonPair> pairs = lost;
  pairs.reserve(scored.size() + lost.size());
  for (const ScoredPair& pair : scored) pairs.push_back(pair.persons);
  return pairs;
}

std::vector<double> ScoresOf(const std::vector<ScoredPair>& scored) {
  std::vector<double> scores;
  scores.reserve(scored.size());
  for (const ScoredPair& pair : scored) scores.push_back(pair.score);
  return scores;
}

}  // namespace

ComparisonRates::ComparisonRates(ComparisonSet set, std::int64_t persons, std::uint64_t seed)
    : persons_(persons),
      lost_genuine_(std::move(set.lost_genuine)),
      impostor_(PersonsOf(set.impostor), seed),
      genuine_(PersonsOf(set.genuine), seed),
      all_impostor_(PersonsOf(set.impostor, set.lost_impostor), seed),
      all_genuine_(PersonsOf(set.genuine, lost_genuine_), seed) {
  std::stable_sort(set.impostor.begin(), set.impostor.end(),
                   [](const ScoredPair& a, const ScoredPair& b) { return a.score > b.score; });
  std::stable_sort(set.genuine.begin(), set.genuine.end(),
                   [](const ScoredPair& a, const ScoredPair& b) { return a.score < b.score; });
  impostor_scores_ = ScoresOf(set.impostor);
  genuine_scores_ = ScoresOf(set.genuine);
  impostor_pairs_ = PersonsOf(set.impostor);
  genuine_pairs_ = PersonsOf(set.genuine);
}

std::int64_t ComparisonRates::FalseMatches(double threshold) const {
  const auto below = std::partition_point(impostor_scores_.begin(), impostor_scores_.end(),
                                          [&](double score) { return score >= threshold; });
  return below - impostor_scores_.begin();
}

std::int64_t ComparisonRates::FalseNonMatches(double threshold) const {
  const auto match = std::partition_point(genuine_scores_.begin(), genuine_scores_.end(),
                                          [&](double score) { return score < threshold; });
  return match - genuine_scores_.begin();
}

MeasuredRate ComparisonRates::Fmr(double threshold) const {
  return impostor_.Measure(std::span(impostor_pairs_).first(static_cast<std::size_t>(FalseMatches(threshold))));
}

ThresholdRates ComparisonRates::At(double threshold, double target_fmr) const {
  const auto false_matches = std::span(impostor_pairs_).first(static_cast<std::size_t>(FalseMatches(threshold)));
  const auto rejected = std::span(genuine_pairs_).first(static_cast<std::size_t>(FalseNonMatches(threshold)));
  std::vector<PersonPair> rejected_or_lost(rejected.begin(), rejected.end());
  rejected_or_lost.insert(rejected_or_lost.end(), lost_genuine_.begin(), lost_genuine_.end());
  ThresholdRates rates;
  rates.target_fmr = target_fmr;
  rates.threshold = threshold;
  rates.fmr = impostor_.Measure(false_matches);
  rates.fnmr = genuine_.Measure(rejected);
  rates.false_accept = all_impostor_.Measure(false_matches);
  rates.false_reject = all_genuine_.Measure(rejected_or_lost);
  rates.unsupported = WhyFmrUnsupported(
      {.target = target_fmr, .persons = rates.fmr.persons, .errors = rates.fmr.errors, .interval = rates.fmr.interval});
  rates.fnmr_unsupported = WhyFnmrUnsupported(kBorderFnmr, rates.fnmr.persons, rates.fnmr.interval);
  return rates;
}

double ComparisonRates::MeasuredThreshold(double target_fmr) const {
  const auto allowed = target_fmr * static_cast<double>(impostor_scores_.size());
  return GridThreshold(
      FirstStep([&](double threshold) { return static_cast<double>(FalseMatches(threshold)) <= allowed; }));
}

double ComparisonRates::SafeThreshold(double target_fmr) const {
  const int step = FirstStep([&](double threshold) { return Fmr(threshold).interval.high <= target_fmr; });
  return step < kSteps ? GridThreshold(step) : MeasuredThreshold(target_fmr);
}

}  // namespace clearance
