// Ids: random UUIDs (RFC 9562, version 4) in their canonical lower-case text form.
#pragma once

#include <string>
#include <string_view>

#include "common/base/random.h"

namespace clearance {

// 36 characters, version 4.
std::string NewUuid(Random& random);

// True for the canonical lower-case 8-4-4-4-12 form of any version.
bool IsUuid(std::string_view text);

}  // namespace clearance
