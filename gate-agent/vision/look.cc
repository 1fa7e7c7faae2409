// Decode, detect, judge; see look.h.
#include "gate-agent/vision/look.h"

#include <fmt/format.h>

#include <utility>

#include "common/base/check.h"
#include "common/crypto/hash.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/stopwatch.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

Look Useless(CaptureCause cause) {
  Look look;
  look.capture.cause = cause;
  return look;
}

void DetectAndJudge(NetworkSet& networks, PictureSide side, DetectionSize size, Look& look) {
  look.size = size;
  StatusOr<std::vector<DetectedFace>> faces = std::vector<DetectedFace>{};
  {
    const Stopwatch stopwatch(look.detect_ms);
    faces = networks.detector->Detect(look.picture, size);
  }
  if (!faces.ok()) {
    look.capture.cause = CaptureCause::kEngineFailed;
    return;
  }
  const LandmarkFinder* landmarks = size == DetectionSize::kCapture ? networks.landmarks.get() : nullptr;
  look.capture = JudgeCapture(look.picture, *faces, side, landmarks);
}

}  // namespace

Look& Look::operator=(Look&& other) noexcept {
  if (this == &other) return *this;
  Wipe(picture);
  picture = std::move(other.picture);
  capture = other.capture;
  size = other.size;
  detect_ms = other.detect_ms;
  return *this;
}

Look::~Look() { Wipe(picture); }

Look LookAt(NetworkSet& networks, const EncodedPicture& encoded, PictureSide side, DetectionSize size) {
  if (encoded.empty()) return Useless(CaptureCause::kNoPicture);
  StatusOr<cv::Mat> picture = DecodePicture(encoded);
  if (!picture.ok()) return Useless(CaptureCause::kPictureUnreadable);
  Look look;
  look.picture = *std::move(picture);
  DetectAndJudge(networks, side, size, look);
  return look;
}

std::string DigestOf(const cv::Mat& picture) {
  if (picture.empty()) return "";
  CHECK(picture.isContinuous());
  const std::string size = fmt::format("{}x{}", picture.cols, picture.rows);
  const std::string_view pixels(reinterpret_cast<const char*>(picture.data), picture.total() * picture.elemSize());
  return Sha256(size, pixels);
}

void JudgeByLandmarks(NetworkSet& networks, PictureSide side, Look& look) {
  // Whether there is a second person was judged with all faces at hand.
  look.capture = JudgeCapture(look.picture, {look.capture.face}, side, networks.landmarks.get());
}

void LookCloser(NetworkSet& networks, PictureSide side, Look& look) {
  DetectAndJudge(networks, side, DetectionSize::kCapture, look);
}

}  // namespace clearance
