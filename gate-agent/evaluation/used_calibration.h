// The calibration a command measures with: the file it was given, or the provisional one that ships for its landmarks.
#pragma once

#include <string>

#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/networks.h"

namespace clearance {

// Provisional ones will do here: nobody passes a border by an evaluation. Error: MODEL_UNUSABLE when it cannot be read,
// is foreign to the networks or to a gate with so many `attempts`, or is not supported by its data though it claims to
// be final.
StatusOr<Calibration> UsedCalibration(const std::string& path, const NetworkFiles& networks, int attempts);

}  // namespace clearance
