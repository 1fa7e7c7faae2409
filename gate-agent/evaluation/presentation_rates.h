// How often honest people are taken for pictures, and pictures for people (ISO/IEC 30107-3): BPCER, and APCER for each
// species of attack, never pooled: the worst one counts.
//
// Pure arithmetic on live scores.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gate-agent/evaluation/bootstrap.h"
#include "gate-agent/vision/support.h"

namespace clearance {

// What a species' APCER is held against (domain notes, section Face).
inline constexpr double kTargetApcer = 0.05;

struct LiveScore {
  std::int32_t person = 0;
  double score = 0;  // 0..1
};

struct AttackScore {
  std::string species;
  std::optional<double> score;  // nothing: no usable face, so the networks were never asked and it is no trial
};

// The highest threshold, in steps of 0.001, that turns away at most `target_bpcer` of `live`: below it is turned away.
double ThresholdForBpcer(const std::vector<LiveScore>& live, double target_bpcer);

struct SpeciesRates {
  std::string species;
  std::int64_t trials = 0;
  std::int64_t accepted = 0;
  std::int64_t unusable = 0;  // presented beside the trials, without a usable face
  // accepted / trials, from kMinAttackTrials trials on. Who stood behind an attack is not known: each counts as a
  // person's own, and the interval is too narrow where one person presented several.
  std::optional<MeasuredRate> apcer;
  std::string unsupported;  // why the trials do not show kTargetApcer; empty when they do
};

struct PresentationPoint {
  double threshold = 0;
  double target_bpcer = 0;  // in (0, 1], what the threshold was set for
};

struct PresentationRates {
  PresentationPoint point;
  MeasuredRate bpcer;                 // honest presentations below the threshold
  std::string bpcer_unsupported;      // why it does not show the target (support.h); empty when it does
  std::vector<SpeciesRates> species;  // the worst first: the largest share accepted
};

PresentationRates MeasurePresentations(const std::vector<LiveScore>& live, const std::vector<AttackScore>& attacks,
                                       const PresentationPoint& point, std::uint64_t seed);

}  // namespace clearance
