// How large a picture file says it is, and whether it is whole, without unpacking a pixel: what must be known before a
// decoder is let near bytes from outside. Only PNG and JPEG are known; it must never unpack anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace clearance {

struct PictureSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

// The size a PNG or JPEG declares, before any turning by EXIF. nullopt when the bytes are neither, or are cut off
// before their end mark: the chunks of a PNG up to IEND, the segments and scans of a JPEG up to EOI.
std::optional<PictureSize> InspectPicture(std::string_view encoded);

}  // namespace clearance
