// The two kinds of record that DG2 may hold, each in a file of its own; face_image.h is what the world includes. They
// must find the picture by the record's structure alone, never by looking for its first bytes.
#pragma once

#include <string_view>
#include <vector>

#include "common/base/ber.h"
#include "common/base/status.h"
#include "common/document/face_image.h"

namespace clearance {

// By the picture's first bytes. Error: INVALID_ARGUMENT for any other than the three.
StatusOr<FaceImageFormat> FaceImageFormatOf(std::string_view picture);

// Each appends a record's images to `images`, no more than kMaxFaceImages in all; errors as ReadDg2.

// ISO/IEC 19794-5:2005. True when `block` begins with its format identifier, "FAC" and a zero.
bool IsFaceRecord19794(std::string_view block);
Status ReadFaceRecord19794(std::string_view block, std::vector<FaceImage>& images);

// ISO/IEC 39794-5:2019, FaceImageDataBlock: an element with this tag.
inline constexpr std::uint32_t kFaceImageDataBlockTag = 0x65;
Status ReadFaceRecord39794(const BerElement& block, std::vector<FaceImage>& images);

}  // namespace clearance
