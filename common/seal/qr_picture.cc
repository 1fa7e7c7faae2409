#include "common/seal/qr_picture.h"

#include <algorithm>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
// clang-format off: ZXing defines UnsupportedError, which is a class of zbar's.
#include <zbar.h>
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>
#include <qrencode.h>

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
// clang-format on
#pragma GCC diagnostic pop

namespace clearance {
namespace {

constexpr int kQuietModules = 4;                // ISO/IEC 18004 §9.1
constexpr std::int64_t kMinQrPictureSide = 21;  // of the smallest code

constexpr unsigned char kBlack = 0;
constexpr unsigned char kWhite = 255;

Status Unreadable(std::string_view problem) {
  return Error(StatusCode::kInvalidArgument, error_reason::kPictureUnreadable, problem);
}

// A module is dark where the lowest bit is set.
cv::Mat Draw(const QRcode& code, int pixels, int module_pixels) {
  cv::Mat picture(pixels, pixels, CV_8UC1, cv::Scalar(kWhite));
  const int margin = (pixels - code.width * module_pixels) / 2;
  for (int row = 0; row < code.width; ++row) {
    for (int column = 0; column < code.width; ++column) {
      if ((code.data[row * code.width + column] & 1) == 0) continue;
      picture(cv::Rect(margin + column * module_pixels, margin + row * module_pixels, module_pixels, module_pixels)) =
          cv::Scalar(kBlack);
    }
  }
  return picture;
}

StatusOr<cv::Mat> Unpack(std::string_view bytes) {
  if (bytes.size() > kMaxQrPictureBytes) return Unreadable("a picture of too many bytes");
  const std::optional<PictureSize> size = InspectPicture(bytes);
  // No camera makes a JPEG 2000: its decoder need not meet what a stranger holds before a scanner.
  const bool known = size && size->format != PictureFormat::kJpeg2000;
  if (!known || size->width < 1 || size->height < 1) return Unreadable("not a complete PNG or JPEG");
  if (size->width > kMaxQrPicturePixels / size->height) return Unreadable("a picture of too many pixels");
  cv::Mat picture;
  try {
    const cv::Mat packed(1, static_cast<int>(bytes.size()), CV_8UC1, const_cast<char*>(bytes.data()));
    cv::imdecode(packed, cv::IMREAD_GRAYSCALE | cv::IMREAD_IGNORE_ORIENTATION, &picture);
  } catch (const std::exception&) {
    picture.release();
  }
  if (picture.empty() || picture.type() != CV_8UC1 || !picture.isContinuous()) {
    return Unreadable("a picture that cannot be decoded");
  }
  return picture;
}

std::optional<std::string> ReadWithZxing(const cv::Mat& picture) {
  const ZXing::ImageView view(picture.data, picture.cols, picture.rows, ZXing::ImageFormat::Lum);
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  const ZXing::Result result = ZXing::ReadBarcode(view, hints);
  if (!result.isValid()) return std::nullopt;
  return std::string(result.bytes().begin(), result.bytes().end());
}

std::optional<std::string> ReadWithZbar(const cv::Mat& picture) {
  const std::unique_ptr<zbar::zbar_image_scanner_t, void (*)(zbar::zbar_image_scanner_t*)> scanner(
      zbar::zbar_image_scanner_create(), zbar::zbar_image_scanner_destroy);
  const std::unique_ptr<zbar::zbar_image_t, void (*)(zbar::zbar_image_t*)> image(zbar::zbar_image_create(),
                                                                                 zbar::zbar_image_destroy);
  if (!scanner || !image) return std::nullopt;
  // By default zbar tells every code it reads to all who listen on the system's D-Bus.
  zbar::zbar_image_scanner_request_dbus(scanner.get(), 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  zbar::zbar_image_scanner_set_config(scanner.get(), zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  zbar::zbar_image_set_format(image.get(), zbar_fourcc('Y', '8', '0', '0'));
  zbar::zbar_image_set_size(image.get(), static_cast<unsigned>(picture.cols), static_cast<unsigned>(picture.rows));
  zbar::zbar_image_set_data(image.get(), picture.data, picture.total(), nullptr);
  if (zbar::zbar_scan_image(scanner.get(), image.get()) < 1) return std::nullopt;
  const zbar::zbar_symbol_t* symbol = zbar::zbar_image_first_symbol(image.get());
  if (symbol == nullptr) return std::nullopt;
  return std::string(zbar::zbar_symbol_get_data(symbol), zbar::zbar_symbol_get_data_length(symbol));
}

}  // namespace

StatusOr<std::string> QrPng(std::string_view text, int pixels) {
  if (text.empty() || text.size() > kMaxQrTextBytes) return InvalidField("text", "must have 1 to 1000 bytes");
  if (text.find('\0') != std::string_view::npos) return InvalidField("text", "must hold no NUL");
  if (pixels > kMaxQrPixels) return InvalidField("pixels", "must be 4096 or less");
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), QRcode_free);
  if (!code) return InvalidField("text", "does not fit a QR code");
  const int module_pixels = pixels / (code->width + 2 * kQuietModules);
  if (module_pixels < 1) return InvalidField("pixels", "must be at least one for each module and the quiet zone");
  std::vector<unsigned char> png;
  try {
    if (cv::imencode(".png", Draw(*code, pixels, module_pixels), png)) return std::string(png.begin(), png.end());
  } catch (const std::exception&) {
    png.clear();
  }
  return Error(StatusCode::kInternal, error_reason::kPictureUnreadable, "the picture could not be packed");
}

StatusOr<std::string> ReadQr(std::string_view picture) {
  ASSIGN_OR_RETURN(const cv::Mat pixels, Unpack(picture));
  std::optional<std::string> text;
  if (std::min(pixels.cols, pixels.rows) >= kMinQrPictureSide) {
    try {
      text = ReadWithZxing(pixels);
      if (!text) text = ReadWithZbar(pixels);
    } catch (const std::exception&) {
      text.reset();
    }
  }
  if (!text) return Error(StatusCode::kNotFound, error_reason::kNotFound, "no QR code was found in the picture");
  return *std::move(text);
}

}  // namespace clearance
