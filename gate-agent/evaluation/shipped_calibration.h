// The calibration that ships with the project, gate-agent/vision/calibration/lfw_provisional.json, compiled in.
#pragma once

#include <string_view>

namespace clearance {

// Provisional: made on a public benchmark, for demo and tests. Lives as long as the program.
std::string_view ShippedCalibrationText();

}  // namespace clearance
