#include "db/lookup_key_check.h"

namespace clearance {

Status ValidateKeyCheck(std::string_view value) {
  return value.size() == kKeyCheckBytes ? OkStatus() : InvalidField("value", "must be 32 bytes");
}

}  // namespace clearance
