// Pictures that lie on their side: JPEG files whose EXIF segment says how to turn them.
#pragma once

#include <string>

namespace clearance {

// `jpeg` with an EXIF segment that asks for `orientation` (TIFF tag 0x0112) right after its start.
inline std::string WithOrientation(const std::string& jpeg, char orientation) {
  const std::string tiff("MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0", 19);
  const std::string body = std::string("Exif\0\0", 6) + tiff + orientation + std::string("\0\0\0\0\0\0", 6);
  const auto length = static_cast<char>(body.size() + 2);
  return jpeg.substr(0, 2) + std::string("\xFF\xE1\0", 3) + length + body + jpeg.substr(2);
}

}  // namespace clearance
