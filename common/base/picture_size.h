// How large a picture file says it is, and whether it is whole, without unpacking a pixel: what must be known before a
// decoder is let near bytes from outside. PNG, JPEG and JPEG 2000 are known; it must never unpack anything.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace clearance {

enum class PictureFormat { kPng, kJpeg, kJpeg2000 };

// By the first bytes alone: the signatures of PNG, of JPEG, and of JPEG 2000 as a JP2 file or a bare codestream.
std::optional<PictureFormat> FormatOfPicture(std::string_view encoded);

// A JPEG 2000 with more of these, or smaller precincts, or changes of its progression order (POC), is not read: the
// memory and the time its decoder takes grow with the number of each and not with the file. A document's portrait has
// below one million pixels, three components, one tile and some ten layers.
// Every code-block may be told to be walked through ninety times: what decides then is the number of pixels.
inline constexpr std::int64_t kMaxJpeg2000Pixels = 2'000'000;
inline constexpr std::int64_t kMaxJpeg2000Components = 4;
inline constexpr std::int64_t kMaxJpeg2000Tiles = 256;
inline constexpr unsigned kMinJpeg2000PrecinctExponent = 4;  // 16 × 16
inline constexpr std::int64_t kMaxJpeg2000Layers = 64;
// Of all tiles together, counted as if every tile had the worst of what any header says: the packets its decoder walks
// through, some ten nanoseconds each, empty or not; and the code-blocks it keeps about half a kilobyte for, each.
inline constexpr std::int64_t kMaxJpeg2000Packets = 1 << 20;
inline constexpr std::int64_t kMaxJpeg2000CodeBlocks = 1 << 16;

struct PictureSize {
  std::int64_t width = 0;
  std::int64_t height = 0;
  PictureFormat format = PictureFormat::kPng;
  // A decoder must hold all of it before it can make it smaller: a PNG's and a JPEG 2000's pixels, the coefficients of
  // a JPEG that is progressive or has its components in scans of their own.
  bool held_whole = true;
};

// The size a picture declares, before any turning by EXIF. nullopt when the bytes are none of the formats above, or
// are cut off before their end mark: the chunks of a PNG up to IEND, the segments and scans of a JPEG up to EOI, the
// tile-parts of a JPEG 2000 up to EOC. A JP2 file must declare the same size as its codestream.
std::optional<PictureSize> InspectPicture(std::string_view encoded);

}  // namespace clearance
