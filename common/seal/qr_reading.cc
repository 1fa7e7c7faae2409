// ReadQr: see qr_picture.h.
#include <algorithm>
#include <array>
#include <exception>
#include <memory>
#include <optional>
#include <span>

#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"
#include "common/seal/qr_picture.h"

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

#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
// clang-format on
#pragma GCC diagnostic pop

namespace clearance {
namespace {

constexpr std::int64_t kMinQrPictureSide = 21;  // of the smallest code
// A code in a picture of that size has more pixels than it needs: half of them read noise better, and sooner.
constexpr int kLargeSide = 640;
// What is enlarged may have no more, lest a look costs what all others do.
constexpr std::size_t kMaxEnlargedPixels = 1 << 20;

Status Unreadable(std::string_view problem) {
  return Error(StatusCode::kInvalidArgument, error_reason::kPictureUnreadable, problem);
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

// How a reader is shown a picture. Each of these reads what others do not: docs/performance.md has the figures.
enum class Look {
  kPlain,
  kSmooth,    // against noise
  kSharp,     // against blur; smoothed before, for it would sharpen noise too
  kHalf,      // half as wide: against noise, and a spot of light on a finder
  kEnlarged,  // for modules of few pixels
  kEnlargedSharp,
};

cv::Mat Smooth(const cv::Mat& picture, double sigma) {
  cv::Mat smooth;
  cv::GaussianBlur(picture, smooth, cv::Size(0, 0), sigma);
  return smooth;
}

cv::Mat Scaled(const cv::Mat& picture, double factor, int interpolation) {
  cv::Mat scaled;
  cv::resize(picture, scaled, cv::Size(), factor, factor, interpolation);
  return scaled;
}

cv::Mat Sharp(const cv::Mat& picture) {
  constexpr double kSigma = 3;
  constexpr double kAmount = 2;
  cv::Mat sharp;
  cv::addWeighted(picture, 1 + kAmount, Smooth(picture, kSigma), -kAmount, 0, sharp);
  return sharp;
}

cv::Mat Shown(const cv::Mat& picture, Look look) {
  constexpr double kSmoothSigma = 1;
  constexpr double kEnlargement = 1.5;
  switch (look) {
    case Look::kPlain:
      return picture;
    case Look::kSmooth:
      return Smooth(picture, kSmoothSigma);
    case Look::kSharp:
      return Sharp(Smooth(picture, kSmoothSigma));
    case Look::kHalf:
      return Scaled(picture, 0.5, cv::INTER_AREA);
    case Look::kEnlarged:
      return Scaled(picture, kEnlargement, cv::INTER_CUBIC);
    case Look::kEnlargedSharp:
      return Sharp(Scaled(picture, kEnlargement, cv::INTER_CUBIC));
  }
  return picture;
}

using Reader = std::optional<std::string> (*)(const cv::Mat&);

struct Attempt {
  Reader reader;
  Look look;
};

// The likely and the cheap first. Both readers see the picture as it is, so that none of them alone reads more.
constexpr std::array kSmallAttempts = {
    Attempt{ReadWithZxing, Look::kPlain},         Attempt{ReadWithZxing, Look::kSmooth},
    Attempt{ReadWithZxing, Look::kSharp},         Attempt{ReadWithZxing, Look::kEnlarged},
    Attempt{ReadWithZxing, Look::kEnlargedSharp}, Attempt{ReadWithZbar, Look::kPlain}};
constexpr std::array kLargeAttempts = {
    Attempt{ReadWithZxing, Look::kHalf},     Attempt{ReadWithZxing, Look::kPlain},
    Attempt{ReadWithZbar, Look::kHalf},      Attempt{ReadWithZxing, Look::kSharp},
    Attempt{ReadWithZxing, Look::kEnlarged}, Attempt{ReadWithZxing, Look::kEnlargedSharp},
    Attempt{ReadWithZbar, Look::kPlain}};

std::optional<std::string> ReadIn(const cv::Mat& picture) {
  const bool is_large = std::min(picture.cols, picture.rows) >= kLargeSide;
  for (const Attempt& attempt : is_large ? std::span<const Attempt>(kLargeAttempts) : kSmallAttempts) {
    if (attempt.look >= Look::kEnlarged && picture.total() > kMaxEnlargedPixels) continue;
    if (auto text = attempt.reader(Shown(picture, attempt.look))) return text;
  }
  return std::nullopt;
}

}  // namespace

StatusOr<std::string> ReadQr(std::string_view picture) {
  ASSIGN_OR_RETURN(const cv::Mat pixels, Unpack(picture));
  std::optional<std::string> text;
  if (std::min(pixels.cols, pixels.rows) >= kMinQrPictureSide) {
    try {
      text = ReadIn(pixels);
    } catch (const std::exception&) {
      text.reset();
    }
  }
  if (!text) return Error(StatusCode::kNotFound, error_reason::kNotFound, "no QR code was found in the picture");
  return *std::move(text);
}

}  // namespace clearance
