// Pictures: a picture file gives pixels within the limits or PICTURE_UNREADABLE, and whatever faces were found in it,
// the face that counts is judged and measured, every component within its range. The input is taken as a file, and as
// pixels packed into one with the places of a face before them, for hardly any changed file decodes.
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/picture.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

// What is said to be larger only costs time: the limit itself has tests of its own.
constexpr std::int64_t kMaxFuzzedPixels = 1'000'000;
constexpr int kSide = 48;
// Box and five points, a byte each.
constexpr std::size_t kPlaces = 14;

void Measure(const cv::Mat& picture, std::string_view places) {
  // From one picture's side before it to two behind it.
  const auto place = [&](std::size_t i) {
    return (static_cast<double>(static_cast<unsigned char>(places[i])) / 85 - 1) * picture.cols;
  };
  DetectedFace face{.left = place(0), .top = place(1), .width = std::abs(place(2)), .height = std::abs(place(3))};
  face.score = 0.9;
  for (std::size_t i = 0; i < face.points.size(); ++i) face.points[i] = {place(4 + 2 * i), place(5 + 2 * i)};
  DetectedFace other = face;
  other.width /= 2;
  other.height /= 3;
  for (const PictureSide side : {PictureSide::kLive, PictureSide::kReference}) {
    const Capture capture = JudgeCapture(picture, {other, face}, side, nullptr);
    CHECK(CaptureCauseName(capture.cause) != "unknown");
    CHECK(capture.quality.overall >= 0 && capture.quality.overall <= 1);
  }
  const FaceQuality quality = MeasureQuality(picture, {.face = face, .second_area = other.Area()});
  for (std::size_t i = 0; i < kQualityMeasureCount; ++i) {
    const auto& component = quality[static_cast<QualityMeasure>(i)];
    if (!component) continue;
    CHECK(std::isfinite(component->native));
    CHECK(component->score >= 0 && component->score <= 100);
  }
}

void Read(std::string_view file, std::string_view places) {
  const auto size = InspectPicture(file);
  if (size && size->width > kMaxFuzzedPixels / std::max<std::int64_t>(size->height, 1)) return;
  const auto picture = DecodePicture(file);
  if (!picture.ok()) {
    CHECK(ReasonOf(picture.status()) == error_reason::kPictureUnreadable);
    return;
  }
  CHECK(size && picture->type() == CV_8UC3);
  // Upright may mean upended.
  CHECK(std::min(picture->cols, picture->rows) >= kMinPictureSide);
  CHECK(picture->total() <= static_cast<std::size_t>(kMaxFuzzedPixels));
  Measure(*picture, places);
}

void Run(std::string_view input) {
  std::string places(kPlaces, '\x7F');
  Read(input, places);
  places.replace(0, std::min(input.size(), kPlaces), input.substr(0, kPlaces));
  std::string pixels(input.substr(std::min(input.size(), kPlaces)));
  pixels.resize(std::size_t{kSide} * kSide * 3, '\x55');
  const cv::Mat picture(kSide, kSide, CV_8UC3, pixels.data());
  std::vector<unsigned char> png;
  CHECK(cv::imencode(".png", picture, png, {cv::IMWRITE_PNG_COMPRESSION, 0}));
  Read(std::string_view(reinterpret_cast<const char*>(png.data()), png.size()), places);
}

std::vector<std::string> Seeds() {
  cv::Mat picture(60, 52, CV_8UC3), grey(60, 52, CV_8UC1), deep(60, 52, CV_16UC3);
  cv::RNG random(3);
  random.fill(picture, cv::RNG::UNIFORM, 0, 255);
  random.fill(grey, cv::RNG::UNIFORM, 0, 255);
  random.fill(deep, cv::RNG::UNIFORM, 0, 65535);
  std::vector<std::string> seeds;
  const auto add = [&](const cv::Mat& pixels, const char* format) {
    std::vector<unsigned char> bytes;
    CHECK(cv::imencode(format, pixels, bytes));
    seeds.emplace_back(bytes.begin(), bytes.end());
    CHECK(DecodePicture(seeds.back()).ok());
  };
  add(picture, ".jpg");
  add(grey, ".jpg");
  add(picture, ".png");
  add(deep, ".png");
  add(picture, ".jp2");
  // A face in the middle: eyes, nose and mouth where they belong.
  seeds.push_back(std::string("\x5F\x5F\x28\x28\x6E\x69\x91\x69\x7F\x80\x73\x91\x8C\x91", kPlaces) +
                  std::string(400, '\xA0'));
  return seeds;
}

}  // namespace

FuzzTarget PictureTarget() { return {"picture", Run, Seeds}; }

}  // namespace clearance
