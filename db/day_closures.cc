#include "db/day_closures.h"

#include "common/base/text.h"
#include "common/domain/ground.h"

namespace clearance {

Status ValidateDayClosure(const DayClosure& closure) {
  if (closure.port.empty()) return InvalidField("port", "must be named");
  if (closure.closed_by.empty()) return InvalidField("closed_by", "must be named");
  if (CharactersIn(closure.reason) > std::size_t{kMaxGroundCharacters}) return InvalidField("reason", "is too long");
  return OkStatus();
}

}  // namespace clearance
