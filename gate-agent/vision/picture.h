// From the bytes of a picture file to pixels, with every limit checked before any pixel is unpacked.
//
// It must never trust what the bytes say of themselves beyond the limits below, and never let a library's exception
// out.
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kMaxPictureBytes = std::size_t{20} << 20;
inline constexpr std::int64_t kMaxPicturePixels = 50'000'000;
inline constexpr std::int64_t kMinPictureSide = 48;
// A larger picture is unpacked at a half, a quarter or an eighth while its longest side stays at least this.
inline constexpr std::int64_t kWorkingSide = 1200;

struct PictureSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
};

// The size a PNG or JPEG declares, before any turning by EXIF. nullopt when the bytes are neither, or are cut off
// before their end mark: the chunks of a PNG up to IEND, the segments and scans of a JPEG up to EOI.
std::optional<PictureSize> InspectPicture(std::string_view encoded);

// The pixels as 8 bit BGR, upright by its EXIF orientation; grey, palette, CMYK, 16 bit and transparent pictures are
// converted. Error: INVALID_ARGUMENT, reason PICTURE_UNREADABLE, with the problem but nothing of the content.
StatusOr<cv::Mat> DecodePicture(std::string_view encoded);

}  // namespace clearance
