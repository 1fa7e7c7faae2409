#include "gate-agent/evaluation/used_calibration.h"

#include "gate-agent/evaluation/shipped_calibration.h"
#include "gate-agent/vision/embedder.h"

namespace clearance {

StatusOr<Calibration> UsedCalibration(const std::string& path, const NetworkFiles& networks) {
  const std::string name = path.empty() ? "the calibration that ships" : path;
  StatusOr<Calibration> calibration =
      path.empty() ? ParseCalibration(ShippedCalibrationText(), name) : ReadCalibration(path);
  if (!calibration.ok()) return calibration;
  RETURN_IF_ERROR(
      CheckCalibration(*calibration, {FusionPolicy(), networks.Hashes(), /*allow_provisional=*/true}, name));
  return calibration;
}

}  // namespace clearance
