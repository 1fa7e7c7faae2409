// A moment given on the command line.
#pragma once

#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// "2026-11-25" (00:00 UTC), "2026-11-25T08:00:00Z", both of the years 1900 to 2199, or now where `text` is empty.
// Error: INVALID_ARGUMENT naming `option`.
StatusOr<Instant> ReadInstantOption(std::string_view option, const std::string& text);

}  // namespace clearance
