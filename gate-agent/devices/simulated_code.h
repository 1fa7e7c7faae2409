// A QR picture as a code scanner would take it: turned a little, softened, with noise. It must never change what the
// code says, and gives the same bytes for the same arguments.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// `code` is a PNG of a QR code, `seed` chooses the turn (at most 6 degrees either way), the light and the noise. A
// JPEG. Error: INVALID_ARGUMENT, PICTURE_UNREADABLE, when `code` is no picture.
StatusOr<std::string> PhotographCode(std::string_view code, std::uint64_t seed);

}  // namespace clearance
