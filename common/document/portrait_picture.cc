#include "common/document/portrait_picture.h"

#include <exception>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <optional>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"

namespace clearance {
namespace {

Status Unreadable(std::string_view problem) {
  return Error(StatusCode::kInvalidArgument, error_reason::kPictureUnreadable, problem);
}

Status CheckSize(std::string_view picture) {
  if (picture.size() > kMaxPortraitBytes) return Unreadable("a portrait of too many bytes");
  const std::optional<PictureSize> size = InspectPicture(picture);
  if (!size || size->width < 1 || size->height < 1) return Unreadable("not a complete JPEG, JPEG 2000 or PNG");
  if (size->width > kMaxPortraitPixels / size->height) return Unreadable("a portrait of too many pixels");
  return OkStatus();
}

}  // namespace

StatusOr<std::string> PortraitAsPng(std::string_view picture) {
  RETURN_IF_ERROR(CheckSize(picture));
  std::vector<unsigned char> png;
  bool done = false;
  try {
    const cv::Mat packed(1, static_cast<int>(picture.size()), CV_8UC1, const_cast<char*>(picture.data()));
    const cv::Mat pixels = cv::imdecode(packed, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    done = !pixels.empty() && pixels.depth() == CV_8U && cv::imencode(".png", pixels, png);
  } catch (const std::exception&) {
    done = false;
  }
  if (!done) return Unreadable("a portrait that cannot be decoded");
  return std::string(png.begin(), png.end());
}

}  // namespace clearance
