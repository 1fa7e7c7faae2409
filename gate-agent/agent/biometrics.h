// Whether this gate compares faces, and with what. It must never let a lane work at a level that matches faces without
// an engine whose calibration belongs to its networks.
#pragma once

#include <memory>
#include <string>

#include "gate-agent/agent/config.h"
#include "gate-agent/agent/examiner.h"
#include "gate-agent/vision/face_engine.h"

namespace clearance {

struct Biometrics {
  std::unique_ptr<FaceEngine> engine;                // nothing: no face is compared
  ServiceLevel level = ServiceLevel::kNoBiometrics;  // what the lanes start with
  std::string why_none;  // why no face is compared although the configured level would; empty otherwise
};

// Loads the networks when the configured level matches faces; otherwise, or when they cannot be used, every face is an
// officer's to compare.
Biometrics LoadBiometrics(const AgentConfig& config);

// The engine as the examiner takes it; empty without one. The engine must outlive both.
FaceComparer ComparerOf(FaceEngine* engine);
FacePreparer PreparerOf(FaceEngine* engine);

}  // namespace clearance
