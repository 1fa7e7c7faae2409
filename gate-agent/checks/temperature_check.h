// The temperature check: from a reading to a finding. It must never call a temperature that was not measured normal,
// and never put a value into a finding: the health officer alone sees values (domain page §7).
#pragma once

#include <optional>

#include "common/domain/finding.h"

namespace clearance {

// [P] values, a lane's configuration. The absolute one is always active; the relative one besides, as soon as the
// lane's running median is known.
struct TemperatureThresholds {
  double absolute_c = 38.0;
  double above_median_c = 1.5;
};

// What a camera can have measured of a living face; anything else is a fault of the measurement.
inline constexpr double kMinPlausibleC = 25.0;
inline constexpr double kMaxPlausibleC = 45.0;

struct TemperatureEvidence {
  std::optional<double> celsius;      // nothing: not measured, whatever the reason
  std::optional<double> lane_median;  // nothing: too few readings yet
  bool device_failed = false;
};

// kTemperature: kPassed below both thresholds; kFailed (kAboveThreshold) at or above one; kNotPerformed (kNotMeasured)
// without a plausible value, (kDeviceFault) when the camera did not answer.
Finding CheckTemperature(const TemperatureEvidence& evidence, const TemperatureThresholds& thresholds);

}  // namespace clearance
