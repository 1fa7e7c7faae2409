// A document's portrait as a picture that every screen can show. The decoders are the largest piece of code that bytes
// of a chip ever reach: no picture may be unpacked here whose size was not looked at first, and no exception of theirs
// may leave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kMaxPortraitBytes = std::size_t{1} << 20;  // of a chip's file
inline constexpr std::int64_t kMaxPortraitPixels = 12'000'000;

// An 8 bit colour PNG of a JPEG, JPEG 2000 or PNG as FaceImage::picture points at it. Not turned by EXIF:
// documents store portraits upright. Overwrites its copies of the face; the PNG is the caller's to wipe. Thread-safe.
// Error: INVALID_ARGUMENT, reason PICTURE_UNREADABLE: no whole picture within the limits above and those of
// picture_size.h, or one that cannot be decoded.
StatusOr<std::string> PortraitAsPng(std::string_view picture);

}  // namespace clearance
