#include "db/day_closures.h"

namespace clearance {

Status ValidateDayClosure(const DayClosure& closure) {
  if (closure.port.empty()) return InvalidField("port", "must be named");
  if (closure.closed_by.empty()) return InvalidField("closed_by", "must be named");
  if (closure.reason.size() > kMaxClosureReasonBytes) return InvalidField("reason", "more than 200 bytes");
  return OkStatus();
}

}  // namespace clearance
