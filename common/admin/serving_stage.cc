#include "common/admin/serving_stage.h"

namespace clearance {

std::string WhyNotReady(ServingStage stage, const PortWatch& port, const std::function<Status()>& writable) {
  switch (stage) {
    case ServingStage::kStarting:
      return "starting";
    case ServingStage::kServing:
      if (const Status can = writable(); !can.ok()) return MessageOf(can);
      return port.WhySilent();
    case ServingStage::kDraining:
      break;
  }
  return "draining";
}

}  // namespace clearance
