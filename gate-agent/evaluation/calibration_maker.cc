#include "gate-agent/evaluation/calibration_maker.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "gate-agent/vision/presentation.h"

namespace clearance {
namespace {

CalibratedThreshold CalibratedAt(const ThresholdRates& rates) {
  return {.target_fmr = rates.target_fmr,
          .threshold = rates.threshold,
          .false_matches = rates.fmr.errors,
          .fmr = rates.fmr.interval,
          .false_non_matches = rates.fnmr.errors,
          .fnmr = rates.fnmr.interval,
          .supported = rates.unsupported.empty()};
}

}  // namespace

Calibration MakeCalibration(const CalibrationSubject& subject, const ComparisonRates& rates,
                            const AcquisitionFailures& failures) {
  CHECK(!rates.genuine_scores().empty() && !rates.impostor_scores().empty());
  Calibration calibration;
  calibration.policy = subject.policy;
  calibration.models = subject.models;
  calibration.persons = rates.persons();
  calibration.pictures = failures.rate.trials;
  calibration.failures_to_acquire = failures.rate.errors;
  calibration.genuine_pairs = static_cast<std::int64_t>(rates.genuine_scores().size());
  calibration.impostor_pairs = static_cast<std::int64_t>(rates.impostor_scores().size());
  std::vector<double> targets(kTargetFmrs.begin(), kTargetFmrs.end());
  targets.push_back(subject.target_fmr);
  std::sort(targets.rbegin(), targets.rend());
  targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
  for (double target : targets) {
    const ThresholdRates measured = rates.At(rates.SafeThreshold(target), target);
    calibration.thresholds.push_back(CalibratedAt(measured));
  }
  calibration.target_fmr = subject.target_fmr;
  calibration.threshold = OperatingPoint(calibration).threshold;
  calibration.population = subject.population;
  calibration.source = subject.source;
  calibration.date = subject.date;
  calibration.provisional = subject.provisional || subject.middle_face;
  return calibration;
}

PresentationCalibration MakePresentation(const std::vector<LiveScore>& live, const std::vector<AttackScore>& attacks,
                                         double target_bpcer, std::uint64_t seed) {
  CHECK(!live.empty());
  const PresentationRates rates =
      MeasurePresentations(live, attacks, {ThresholdForBpcer(live, target_bpcer), target_bpcer}, seed);
  PresentationCalibration presentation;
  presentation.threshold = rates.point.threshold;
  presentation.target_bpcer = target_bpcer;
  presentation.bona_fide = rates.bpcer.trials;
  presentation.persons = rates.bpcer.persons;
  presentation.turned_away = rates.bpcer.errors;
  presentation.bpcer = rates.bpcer.interval;
  for (const SpeciesRates& species : rates.species) {
    if (species.trials == 0) continue;
    PresentationSpecies& entry =
        presentation.species.emplace_back(PresentationSpecies{species.species, species.trials, species.accepted});
    if (species.apcer) entry.apcer = species.apcer->interval;
  }
  return presentation;
}

void AddPresentation(PresentationCalibration presentation, Calibration& calibration) {
  calibration.presentation = std::move(presentation);
  calibration.models.merge(PresentationHashes());
}

}  // namespace clearance
