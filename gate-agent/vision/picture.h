// From the bytes of a picture file to pixels, with every limit checked before any pixel is unpacked.
//
// It must never trust what the bytes say of themselves beyond the limits below, and never let a library's exception
// out.
#pragma once

#include <cstdint>
#include <opencv2/core/mat.hpp>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kMaxPictureBytes = std::size_t{20} << 20;
inline constexpr std::int64_t kMaxPicturePixels = 50'000'000;
// Of a picture that a decoder must hold whole (picture_size.h): at most 8 bytes for each, the coefficients of four
// components, are the 64 MiB that a comparison's memory may grow by for a moment. A page of a passport at 600 dpi has
// 6 million.
inline constexpr std::int64_t kMaxHeldPixels = 8'000'000;
inline constexpr std::int64_t kMinPictureSide = 48;
// A larger picture is unpacked at a half, a quarter or an eighth while its longest side stays at least this.
inline constexpr std::int64_t kWorkingSide = 1200;

// A PNG, JPEG, or JPEG 2000 as passports hold it. The pixels as 8 bit BGR, upright by its EXIF orientation; grey,
// palette, CMYK, 16 bit and transparent pictures are converted. Error: INVALID_ARGUMENT, reason PICTURE_UNREADABLE,
// with the problem but nothing of the content. Takes 64 MiB of memory at most beside the picture it gives.
StatusOr<cv::Mat> DecodePicture(std::string_view encoded);

}  // namespace clearance
