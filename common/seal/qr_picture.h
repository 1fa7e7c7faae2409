// QR codes as pictures: made for a booking's pass, read from a scanner's or a phone's picture. Any text may stand in a
// code; what it is worth, seal.h says. It must never unpack a picture whose size was not looked at first, and no
// decoder here may send anywhere what it has read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kMaxQrTextBytes = 1000;
inline constexpr int kMaxQrPixels = 4096;
inline constexpr std::size_t kMaxQrPictureBytes = std::size_t{8} << 20;
inline constexpr std::int64_t kMaxQrPicturePixels = std::int64_t{kMaxQrPixels} * kMaxQrPixels;

// A grey PNG of `pixels` × `pixels`: the smallest code for `text` with medium error correction and a quiet zone of four
// modules, each module the largest whole number of pixels that fits. A seal wants 360 pixels or more. Thread-safe.
// Error: INVALID_ARGUMENT naming "text" (empty, too long, with a NUL) or "pixels" (less than one a module, too many).
StatusOr<std::string> QrPng(std::string_view text, int pixels);

// The same code as an SVG picture of its own, shown `pixels` wide and sharp at any size. Errors as QrPng's.
StatusOr<std::string> QrSvg(std::string_view text, int pixels);

// The text of a QR code in a PNG or JPEG: by ZXing, by ZXing on the picture smoothed, sharpened or in another size, by
// zbar: the first that finds one. Of several codes, any one. Thread-safe.
// Errors: INVALID_ARGUMENT with PICTURE_UNREADABLE for bytes that are no whole picture within the limits above;
// NOT_FOUND when no code is found in it.
StatusOr<std::string> ReadQr(std::string_view picture);

}  // namespace clearance
