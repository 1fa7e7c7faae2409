// The part of picture_size.h that knows JPEG 2000; include that instead. It must never unpack anything.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/picture_size.h"

namespace clearance {

// The signature of a JP2 file (ISO/IEC 15444-1 §I.5.1), or SOC and SIZ of a bare codestream (§A.4.1).
bool IsJpeg2000(std::string_view encoded);

// As InspectPicture.
std::optional<PictureSize> InspectJpeg2000(std::string_view encoded);

}  // namespace clearance
