// Pictures: a picture file gives pixels within the limits or PICTURE_UNREADABLE, and whatever faces were found in it,
// the face that counts is judged and measured, every component within its range. The input is taken as a file, and as
// pixels packed into one with the places of a face before them, for hardly any changed file decodes. Where the
// networks' files are (CLEARANCE_SHARED), the detector looks at each picture and the embedders and the networks against
// presentation attacks at the face that the places name, whether it is one or not.
#include <cmath>
#include <iostream>
#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/picture_size.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/picture.h"
#include "tests/fuzz/targets.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

// What is said to be larger only costs time: the limit itself has tests of its own.
constexpr std::int64_t kMaxFuzzedPixels = 1'000'000;
constexpr int kSide = 48;
// Box and five points, a byte each.
constexpr std::size_t kPlaces = 14;
// Of so many inputs one is embedded, told by its length: an embedding costs as much as fifty pictures without.
constexpr std::size_t kEmbedOneOf = 16;

// Null without their files, which is said once.
NetworkSet* Networks() {
  static const std::unique_ptr<NetworkSet> kNetworks = []() -> std::unique_ptr<NetworkSet> {
    cv::setNumThreads(1);
    const auto models = SharedPath("models");
    if (!models) {
      CHECK(!SharedRequired());
      std::cerr << "*** picture: shared/models is missing: no detector and no embedder is fuzzed (CLEARANCE_SHARED)\n";
      return nullptr;
    }
    const auto files = NetworkFiles::Read(*models, std::string(kNoModels));
    CHECK(files.ok());
    auto set = MakeNetworkSet(*files);
    CHECK(set.ok());
    return *std::move(set);
  }();
  return kNetworks.get();
}

bool IsModelFailure(const Status& status) { return ReasonOf(status) == error_reason::kModelUnusable; }

void Detect(NetworkSet& networks, const cv::Mat& picture) {
  for (const DetectionSize size : {DetectionSize::kTracking, DetectionSize::kCapture}) {
    const auto faces = networks.detector->Detect(picture, size);
    CHECK(faces.ok());
    for (const DetectedFace& face : *faces) {
      CHECK(face.score >= 0 && face.score <= 1);
      CHECK(std::isfinite(face.left) && std::isfinite(face.top) && face.width > 0 && face.height > 0);
      for (const PicturePoint& point : face.points) CHECK(std::isfinite(point.x) && std::isfinite(point.y));
    }
    CHECK(CaptureCauseName(JudgeCapture(picture, *faces, PictureSide::kLive, nullptr).cause) != "unknown");
  }
}

void Embed(NetworkSet& networks, const cv::Mat& picture, const DetectedFace& face) {
  const auto embedded = MakeTemplate(networks, picture, face.points);
  CHECK(embedded.ok() || IsModelFailure(embedded.status()));
  if (embedded.ok()) {
    const double likeness = FusedScore(*embedded, *embedded);
    CHECK(std::abs(likeness - 1) < 1e-3);
  }
  if (networks.presentation == nullptr) return;
  const auto live = networks.presentation->LiveScore(picture, face);
  CHECK(live.ok() ? *live >= 0 && *live <= 1 : IsModelFailure(live.status()));
}

void Measure(const cv::Mat& picture, std::string_view places, bool embed) {
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
  NetworkSet* networks = Networks();
  if (networks == nullptr) return;
  Detect(*networks, picture);
  if (embed) Embed(*networks, picture, face);
}

void Read(std::string_view file, std::string_view places, bool embed) {
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
  Measure(*picture, places, embed);
}

void Run(std::string_view input) {
  std::string places(kPlaces, '\x7F');
  const bool embed = input.size() % kEmbedOneOf == 0;
  Read(input, places, embed);
  places.replace(0, std::min(input.size(), kPlaces), input.substr(0, kPlaces));
  std::string pixels(input.substr(std::min(input.size(), kPlaces)));
  pixels.resize(std::size_t{kSide} * kSide * 3, '\x55');
  const cv::Mat picture(kSide, kSide, CV_8UC3, pixels.data());
  std::vector<unsigned char> png;
  CHECK(cv::imencode(".png", picture, png, {cv::IMWRITE_PNG_COMPRESSION, 0}));
  Read(std::string_view(reinterpret_cast<const char*>(png.data()), png.size()), places, embed);
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
  // A drawn one, so that the detector finds somebody.
  seeds.push_back(PaintPortrait(kDistinctPeople[0], {.width_px = 96, .height_px = 120}));
  CHECK(DecodePicture(seeds.back()).ok());
  // A face in the middle: eyes, nose and mouth where they belong.
  seeds.push_back(std::string("\x5F\x5F\x28\x28\x6E\x69\x91\x69\x7F\x80\x73\x91\x8C\x91", kPlaces) +
                  std::string(400, '\xA0'));
  return seeds;
}

}  // namespace

FuzzTarget PictureTarget() { return {"picture", Run, Seeds}; }

}  // namespace clearance
