#include "common/admin/serving_stage.h"

namespace clearance {

std::string WhyNotReady(ServingStage stage, const PortWatch& port) {
  switch (stage) {
    case ServingStage::kStarting:
      return "starting";
    case ServingStage::kServing:
      return port.WhySilent();
    case ServingStage::kDraining:
      break;
  }
  return "draining";
}

}  // namespace clearance
