// Decoding of picture files; see picture.h.
#include "gate-agent/vision/picture.h"

#include <algorithm>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

Status Unreadable(std::string_view problem) {
  return Error(StatusCode::kInvalidArgument, error_reason::kPictureUnreadable, problem);
}

// How strongly a picture of this size is shrunk while it is unpacked.
cv::ImreadModes ReadMode(const PictureSize& size) {
  const std::int64_t longest = std::max(size.width, size.height);
  const std::int64_t shortest = std::min(size.width, size.height);
  const auto fits = [&](int factor) {
    return longest >= factor * kWorkingSide && shortest >= factor * kMinPictureSide;
  };
  if (fits(8)) return cv::IMREAD_REDUCED_COLOR_8;
  if (fits(4)) return cv::IMREAD_REDUCED_COLOR_4;
  if (fits(2)) return cv::IMREAD_REDUCED_COLOR_2;
  return cv::IMREAD_COLOR;
}

}  // namespace

StatusOr<cv::Mat> DecodePicture(std::string_view encoded) {
  if (encoded.empty()) return Unreadable("an empty picture");
  if (encoded.size() > kMaxPictureBytes) return Unreadable("a picture of too many bytes");
  const std::optional<PictureSize> size = InspectPicture(encoded);
  if (!size) return Unreadable("not a complete PNG, JPEG or JPEG 2000");
  if (std::min(size->width, size->height) < kMinPictureSide) return Unreadable("a picture of too few pixels");
  const std::int64_t most = size->held_whole ? kMaxHeldPixels : kMaxPicturePixels;
  if (size->width > most / size->height) return Unreadable("a picture of too many pixels");
  cv::Mat picture;
  bool decoded = false;
  try {
    const cv::Mat bytes(1, static_cast<int>(encoded.size()), CV_8UC1, const_cast<char*>(encoded.data()));
    decoded = !cv::imdecode(bytes, ReadMode(*size), &picture).empty();
  } catch (const std::exception&) {
    decoded = false;
  }
  if (!decoded || picture.type() != CV_8UC3) {
    Wipe(picture);
    return Unreadable("a picture that cannot be decoded");
  }
  return picture;
}

}  // namespace clearance
