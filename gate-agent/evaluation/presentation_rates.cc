#include "gate-agent/evaluation/presentation_rates.h"

#include <algorithm>
#include <map>
#include <span>

namespace clearance {
namespace {

constexpr int kSteps = 1000;

MeasuredRate Apcer(const SpeciesRates& rates, std::uint64_t seed) {
  std::vector<PersonPair> trials;
  for (std::int32_t i = 0; i < rates.trials; ++i) trials.push_back({i, i});
  return RateBootstrap(trials, seed).Measure(std::span(trials).first(static_cast<std::size_t>(rates.accepted)));
}

std::string WhyApcerUnsupported(const SpeciesRates& rates) {
  if (!rates.apcer) return WhyTooFew(rates.trials, "trial", "trials", kMinAttackTrials);
  // Each trial counts as another person's, so that the trials' own minimum, 60, is met.
  return WhyFnmrUnsupported(kTargetApcer, rates.apcer->persons, rates.apcer->interval);
}

double Share(const SpeciesRates& rates) {
  if (rates.trials == 0) return 0;
  return static_cast<double>(rates.accepted) / static_cast<double>(rates.trials);
}

}  // namespace

double ThresholdForBpcer(const std::vector<LiveScore>& live, double target_bpcer) {
  const double allowed = target_bpcer * static_cast<double>(live.size());
  for (int step = kSteps; step > 0; --step) {
    const double threshold = static_cast<double>(step) / kSteps;
    const auto turned_away = std::count_if(
        live.begin(), live.end(), [&](const LiveScore& presentation) { return presentation.score < threshold; });
    if (static_cast<double>(turned_away) <= allowed) return threshold;
  }
  return 0;
}

PresentationRates MeasurePresentations(const std::vector<LiveScore>& live, const std::vector<AttackScore>& attacks,
                                       const PresentationPoint& point, std::uint64_t seed) {
  PresentationRates rates;
  rates.point = point;
  std::vector<PersonPair> trials, turned_away;
  for (const LiveScore& presentation : live) {
    trials.push_back({presentation.person, presentation.person});
    if (presentation.score < point.threshold) turned_away.push_back(trials.back());
  }
  rates.bpcer = RateBootstrap(trials, seed).Measure(turned_away);
  rates.bpcer_unsupported = WhyPresentationUnsupported(rates.bpcer.trials);
  if (rates.bpcer_unsupported.empty()) {
    rates.bpcer_unsupported = WhyFnmrUnsupported(point.target_bpcer, rates.bpcer.persons, rates.bpcer.interval);
  }
  std::map<std::string, SpeciesRates> by_species;
  for (const AttackScore& attack : attacks) {
    SpeciesRates& species = by_species[attack.species];
    species.species = attack.species;
    ++(attack.score ? species.trials : species.unusable);
    if (attack.score && *attack.score >= point.threshold) ++species.accepted;
  }
  for (auto& [name, species] : by_species) {
    if (species.trials >= kMinAttackTrials) species.apcer = Apcer(species, seed);
    species.unsupported = WhyApcerUnsupported(species);
    rates.species.push_back(species);
  }
  std::stable_sort(rates.species.begin(), rates.species.end(),
                   [](const SpeciesRates& a, const SpeciesRates& b) { return Share(a) > Share(b); });
  return rates;
}

}  // namespace clearance
