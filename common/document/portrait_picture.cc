#include "common/document/portrait_picture.h"

#include <strings.h>

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

// Overwritten when they go: freed memory would keep the face.
struct Unpacked {
  cv::Mat pixels;
  std::vector<unsigned char> png;

  Unpacked() = default;
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  ~Unpacked() {
    for (int row = 0; row < pixels.rows; ++row) {
      explicit_bzero(pixels.ptr(row), static_cast<std::size_t>(pixels.cols) * pixels.elemSize());
    }
    explicit_bzero(png.data(), png.size());
  }
};

}  // namespace

StatusOr<std::string> PortraitAsPng(std::string_view picture) {
  RETURN_IF_ERROR(CheckSize(picture));
  Unpacked unpacked;
  bool done = false;
  try {
    const cv::Mat packed(1, static_cast<int>(picture.size()), CV_8UC1, const_cast<char*>(picture.data()));
    unpacked.pixels = cv::imdecode(packed, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
    // Room for a picture that does not shrink at all: a buffer that grows would leave what it grew out of.
    unpacked.png.reserve(unpacked.pixels.total() * unpacked.pixels.elemSize() * 9 / 8 + 65'536);
    done = !unpacked.pixels.empty() && unpacked.pixels.depth() == CV_8U &&
           cv::imencode(".png", unpacked.pixels, unpacked.png);
  } catch (const std::exception&) {
    done = false;
  }
  if (!done) return Unreadable("a portrait that cannot be decoded");
  return std::string(unpacked.png.begin(), unpacked.png.end());
}

}  // namespace clearance
