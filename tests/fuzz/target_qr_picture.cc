// QR pictures: a picture gives a text, nothing, or the error that it is none. The input is taken twice: as a picture
// file, and as pixels packed into one, for hardly any changed file gets past its own checksums to the decoders of
// codes.
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/seal/qr_picture.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

// Enough for the smallest codes at three pixels a module.
constexpr int kPixels = 87;

void Read(std::string_view picture) {
  const auto text = ReadQr(picture);
  if (text.ok()) return;
  const std::string reason = ReasonOf(text.status());
  CHECK(reason == error_reason::kPictureUnreadable || reason == error_reason::kNotFound);
}

// The first byte is the width, the rest are grey pixels row by row.
void ReadPixels(std::string_view input) {
  if (input.empty()) return;
  const int width = 1 + static_cast<unsigned char>(input[0]);
  const int height = static_cast<int>(input.size() - 1) / width;
  if (height < 1) return;
  const cv::Mat pixels(height, width, CV_8UC1, const_cast<char*>(input.data() + 1));
  std::vector<unsigned char> png;
  CHECK(cv::imencode(".png", pixels, png, {cv::IMWRITE_PNG_COMPRESSION, 0}));
  Read(std::string_view(reinterpret_cast<const char*>(png.data()), png.size()));
}

void Run(std::string_view input) {
  Read(input);
  ReadPixels(input);
}

std::vector<std::string> Seeds() {
  std::vector<std::string> seeds;
  for (const std::string_view text : {"KHG1:A SHORT CODE", "0123456789", "bytes: äöü"}) {
    const std::string png = QrPng(text, kPixels).value();
    const cv::Mat pixels = cv::imdecode(std::vector<char>(png.begin(), png.end()), cv::IMREAD_GRAYSCALE);
    seeds.push_back(png);
    seeds.push_back(static_cast<char>(kPixels - 1) +
                    std::string(reinterpret_cast<const char*>(pixels.data), pixels.total()));
  }
  return seeds;
}

}  // namespace

FuzzTarget QrPictureTarget() { return {"qr_picture", Run, Seeds}; }

}  // namespace clearance
