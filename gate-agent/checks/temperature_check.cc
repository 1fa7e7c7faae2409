// Grades a temperature.
#include "gate-agent/checks/temperature_check.h"

namespace clearance {
namespace {

Finding Of(FindingResult result, FindingCause cause) {
  Finding finding;
  finding.check = CheckKind::kTemperature;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

// False for a NaN as well.
bool IsPlausible(double celsius) { return celsius >= kMinPlausibleC && celsius <= kMaxPlausibleC; }

}  // namespace

Finding CheckTemperature(const TemperatureEvidence& evidence, const TemperatureThresholds& thresholds) {
  if (evidence.device_failed) return Of(FindingResult::kNotPerformed, FindingCause::kDeviceFault);
  if (!evidence.celsius || !IsPlausible(*evidence.celsius)) {
    return Of(FindingResult::kNotPerformed, FindingCause::kNotMeasured);
  }
  // Asked so that a threshold which is no number alarms.
  const bool below_absolute = *evidence.celsius < thresholds.absolute_c;
  const bool below_relative =
      !evidence.lane_median || *evidence.celsius < *evidence.lane_median + thresholds.above_median_c;
  if (below_absolute && below_relative) return Of(FindingResult::kPassed, FindingCause::kNone);
  return Of(FindingResult::kFailed, FindingCause::kAboveThreshold);
}

}  // namespace clearance
