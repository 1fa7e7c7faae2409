#include "common/seal/qr_picture.h"

#include <exception>
#include <memory>
#include <vector>

#include "common/base/error_reasons.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#include <qrencode.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#pragma GCC diagnostic pop

namespace clearance {
namespace {

constexpr int kQuietModules = 4;  // ISO/IEC 18004 §9.1

constexpr unsigned char kBlack = 0;
constexpr unsigned char kWhite = 255;

using Code = std::unique_ptr<QRcode, void (*)(QRcode*)>;

// The smallest code for `text`, if a module of it may have a pixel at least.
StatusOr<Code> Encode(std::string_view text, int pixels) {
  if (text.empty() || text.size() > kMaxQrTextBytes) return InvalidField("text", "must have 1 to 1000 bytes");
  if (text.find('\0') != std::string_view::npos) return InvalidField("text", "must hold no NUL");
  if (pixels > kMaxQrPixels) return InvalidField("pixels", "must be 4096 or less");
  Code code(QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return InvalidField("text", "does not fit a QR code");
  if (pixels < code->width + 2 * kQuietModules)
    return InvalidField("pixels", "must be at least one for each module and the quiet zone");
  return code;
}

// A module is dark where the lowest bit is set.
bool IsDark(const QRcode& code, int row, int column) { return (code.data[row * code.width + column] & 1) != 0; }

cv::Mat Draw(const QRcode& code, int pixels, int module_pixels) {
  cv::Mat picture(pixels, pixels, CV_8UC1, cv::Scalar(kWhite));
  const int margin = (pixels - code.width * module_pixels) / 2;
  for (int row = 0; row < code.width; ++row) {
    for (int column = 0; column < code.width; ++column) {
      if (!IsDark(code, row, column)) continue;
      picture(cv::Rect(margin + column * module_pixels, margin + row * module_pixels, module_pixels, module_pixels)) =
          cv::Scalar(kBlack);
    }
  }
  return picture;
}

// The dark runs of every row as one path, in modules.
std::string PathOf(const QRcode& code) {
  std::string path;
  for (int row = 0; row < code.width; ++row) {
    for (int column = 0; column < code.width;) {
      int end = column;
      while (end < code.width && IsDark(code, row, end)) ++end;
      if (end > column) {
        path += "M" + std::to_string(column + kQuietModules) + " " + std::to_string(row + kQuietModules);
        path += "h" + std::to_string(end - column) + "v1h-" + std::to_string(end - column) + "z";
      }
      column = end + 1;
    }
  }
  return path;
}

}  // namespace

StatusOr<std::string> QrPng(std::string_view text, int pixels) {
  ASSIGN_OR_RETURN(const Code code, Encode(text, pixels));
  const int module_pixels = pixels / (code->width + 2 * kQuietModules);
  std::vector<unsigned char> png;
  try {
    if (cv::imencode(".png", Draw(*code, pixels, module_pixels), png)) return std::string(png.begin(), png.end());
  } catch (const std::exception&) {
    png.clear();
  }
  return Error(StatusCode::kInternal, error_reason::kPictureUnreadable, "the picture could not be packed");
}

StatusOr<std::string> QrSvg(std::string_view text, int pixels) {
  ASSIGN_OR_RETURN(const Code code, Encode(text, pixels));
  const std::string side = std::to_string(code->width + 2 * kQuietModules);
  const std::string shown = std::to_string(pixels);
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + shown + "\" height=\"" + shown + "\" viewBox=\"0 0 " +
         side + " " + side + "\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" + side +
         "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" + PathOf(*code) + "\"/></svg>";
}

}  // namespace clearance
