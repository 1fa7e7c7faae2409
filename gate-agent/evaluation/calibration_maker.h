// From measured rates to a calibration file's content. Pure: what was measured and on whom comes in as values.
#pragma once

#include <string>

#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/rates.h"
#include "gate-agent/vision/calibration.h"

namespace clearance {

struct CalibrationSubject {
  std::string policy;
  std::map<std::string, std::string> models;
  double target_fmr = 0;  // of the threshold in use; put beside 1e-2, 1e-3, 1e-4 and 1e-5
  std::string population;
  std::string source;
  std::string date;
  bool provisional = false;
  // Of several faces the one in the middle was taken, which no lane does: provisional, whatever `provisional` says.
  bool middle_face = false;
};

// Every threshold is the lowest one that is safe (ComparisonRates::SafeThreshold). Needs at least one genuine and one
// impostor score. Without a presentation threshold: AddPresentation adds it.
Calibration MakeCalibration(const CalibrationSubject& subject, const ComparisonRates& rates,
                            const AcquisitionFailures& failures);

// The highest threshold that turns away no more than `target_bpcer` of the honest, and what passes it of `attacks`.
// Needs a live score.
PresentationCalibration MakePresentation(const std::vector<LiveScore>& live, const std::vector<AttackScore>& attacks,
                                         double target_bpcer, std::uint64_t seed);

// Puts it into `calibration` with the hashes of the networks it was measured with: a gate refuses one without the
// other.
void AddPresentation(PresentationCalibration presentation, Calibration& calibration);

}  // namespace clearance
