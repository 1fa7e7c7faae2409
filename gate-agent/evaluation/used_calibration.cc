#include "gate-agent/evaluation/used_calibration.h"

#include "gate-agent/evaluation/shipped_calibration.h"
#include "gate-agent/vision/policy.h"

namespace clearance {
namespace {

std::string_view Shipped(const NetworkFiles& networks) {
  return networks.landmarks != nullptr ? ShippedCalibrationText() : ShippedCalibrationWithoutLandmarksText();
}

}  // namespace

StatusOr<Calibration> UsedCalibration(const std::string& path, const NetworkFiles& networks, int attempts) {
  const std::string name = path.empty() ? "the calibration that ships" : path;
  StatusOr<Calibration> calibration = path.empty() ? ParseCalibration(Shipped(networks), name) : ReadCalibration(path);
  if (!calibration.ok()) return calibration;
  const CalibrationNeeds needs = {PolicyText(networks.Policy(attempts)), networks.Hashes(), /*allow_provisional=*/true};
  RETURN_IF_ERROR(CheckCalibration(*calibration, needs, name));
  return calibration;
}

}  // namespace clearance
