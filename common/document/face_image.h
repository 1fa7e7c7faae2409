// DG2: the face image on a chip (ICAO Doc 9303-10 §4.7.2), in a biometric record of ISO/IEC 19794-5:2005 or, as readers
// must read since 2026-01-01, ISO/IEC 39794-5:2019. The picture itself is not decoded here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/picture_size.h"
#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kMaxFaceImages = 16;

using FaceImageFormat = PictureFormat;

enum class FaceRecordStandard { kIso19794, kIso39794 };

// A view into the file, which must outlive it.
struct FaceImage {
  FaceRecordStandard standard = FaceRecordStandard::kIso19794;
  FaceImageFormat format = FaceImageFormat::kJpeg;  // by the picture's own first bytes, whatever the record says
  std::string_view picture{};
  // As the record states them; 0 where it does not.
  int width = 0;
  int height = 0;
};

// Every image of DG2, at least one. Errors: INVALID_ARGUMENT malformed, UNIMPLEMENTED a record of another standard.
StatusOr<std::vector<FaceImage>> ReadDg2(std::string_view file);

}  // namespace clearance
