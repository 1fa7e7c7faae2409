// Where the calibrations that ship lie in the project's own tree.
#pragma once

#include <string>

#include "common/base/check.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/landmarks.h"
#include "tests/support/shared_data.h"

namespace clearance {

inline std::string ShippedCalibrationWith(bool landmarks) {
  return SourcePath(landmarks ? "gate-agent/vision/calibration/lfw_provisional.json"
                              : "gate-agent/vision/calibration/lfw_provisional_without_landmarks.json");
}

// That of an engine which is told nothing of landmarks: they are optional on a machine.
inline std::string ShippedCalibrationFor(const std::string& models_dir) {
  return ShippedCalibrationWith(FindLandmarks(models_dir).has_value());
}

// The threshold of both.
inline double ProvisionalThreshold() {
  const auto calibration = ReadCalibration(ShippedCalibrationWith(false));
  CHECK(calibration.ok());
  return calibration->threshold;
}

}  // namespace clearance
