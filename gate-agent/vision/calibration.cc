// Whether a calibration may be used with these networks here; see calibration.h.
#include "gate-agent/vision/calibration.h"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "gate-agent/vision/policy.h"
#include "gate-agent/vision/presentation.h"

namespace clearance {
namespace {

Status Unusable(std::string_view name, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable, fmt::format("{}: {}", name, problem));
}

}  // namespace

FmrEvidence EvidenceOf(const Calibration& calibration, const CalibratedThreshold& point) {
  return {
      .target = point.target_fmr, .persons = calibration.persons, .errors = point.false_matches, .interval = point.fmr};
}

const CalibratedThreshold& OperatingPoint(const Calibration& calibration) {
  const auto found = std::find_if(calibration.thresholds.begin(), calibration.thresholds.end(),
                                  [&](const auto& point) { return point.target_fmr == calibration.target_fmr; });
  CHECK(found != calibration.thresholds.end());
  return *found;
}

std::string WhyUnsupported(const PresentationCalibration& presentation) {
  std::string why = WhyPresentationUnsupported(presentation.bona_fide);
  if (!why.empty()) return why;
  std::int64_t most = 0;
  for (const PresentationSpecies& species : presentation.species) most = std::max(most, species.trials);
  return WhyAttacksUnsupported(most);
}

std::string WhyNotFinal(const Calibration& calibration) {
  if (calibration.target_fmr > kLoosestFinalFmr) {
    return fmt::format("target_fmr {:g} is above {:g}, the loosest of a border", calibration.target_fmr,
                       kLoosestFinalFmr);
  }
  const CalibratedThreshold& point = OperatingPoint(calibration);
  if (!point.supported) return WhyFmrUnsupported(EvidenceOf(calibration, point));
  return calibration.presentation ? WhyUnsupported(*calibration.presentation) : std::string();
}

StatusOr<Calibration> ReadCalibration(const std::string& path) {
  const StatusOr<std::string> text = ReadFile(path, kMaxCalibrationBytes);
  // Its message names the file, unless that could be a key.
  if (!text.ok()) return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable, MessageOf(text.status()));
  return ParseCalibration(*text, path);
}

Status CheckCalibration(const Calibration& calibration, const CalibrationNeeds& needs, std::string_view name) {
  if (calibration.policy != needs.policy) {
    return Unusable(name, "made for another policy: " + PolicyDifference(calibration.policy, needs.policy));
  }
  std::map<std::string, std::string> models = needs.models;
  // A threshold for presentation attacks belongs to its networks, whether they are at hand or not.
  if (calibration.presentation) models.merge(PresentationHashes());
  for (const auto& [model, sha256] : models) {
    const auto found = calibration.models.find(model);
    if (found == calibration.models.end()) return Unusable(name, fmt::format("made without {}", model));
    if (found->second != sha256) return Unusable(name, fmt::format("made for another {}", model));
  }
  if (calibration.models.size() != models.size()) return Unusable(name, "made with further networks");
  if (calibration.provisional && !needs.allow_provisional) {
    return Unusable(name, "provisional: for demo and tests only, calibrate on local pairs");
  }
  const std::string why = calibration.provisional ? "" : WhyNotFinal(calibration);
  return why.empty() ? OkStatus() : Unusable(name, why);
}

}  // namespace clearance
