// The calibrations that ship with the project, of gate-agent/vision/calibration, compiled in.
#pragma once

#include <string_view>

namespace clearance {

// lfw_provisional.json and lfw_provisional_without_landmarks.json. Provisional: made on a public benchmark, for demo
// and tests. They live as long as the program.
std::string_view ShippedCalibrationText();
std::string_view ShippedCalibrationWithoutLandmarksText();

}  // namespace clearance
