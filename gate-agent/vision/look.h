// One look at a picture: decoded, its faces detected, judged fit for comparison or not, and overwritten afterwards.
//
// It must never compare, nor keep a picture beyond the life of its Look.
#pragma once

#include <opencv2/core/mat.hpp>
#include <string>

#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/networks.h"

namespace clearance {

// A decoded picture and what was found in it. Its pixels are overwritten when it goes; it is moved, never copied.
struct Look {
  cv::Mat picture;                               // empty when it could not be decoded
  Capture capture;                               // cause kNone: the one face of the picture is fit for comparison
  DetectionSize size = DetectionSize::kCapture;  // how closely it was looked at
  double detect_ms = 0;                          // what detection took

  Look() = default;
  Look(Look&&) = default;
  Look& operator=(Look&& other) noexcept;
  ~Look();
};

// Looks at a live frame or a reference (`side`, not kNone). At kTracking size landmarks are not looked for, and what
// needs them is not measured. Never fails: whatever the bytes are, the cause says what is wrong with them. Uses
// `networks` on the caller's thread.
Look LookAt(NetworkSet& networks, const EncodedPicture& encoded, PictureSide side, DetectionSize size);

// SHA-256 of the pixels and the size of `picture`: equal for equal pictures. Empty when it is empty.
std::string DigestOf(const cv::Mat& picture);

// Judges again what LookAt found usable at kTracking size, by landmarks as well: the face stays where it was found.
void JudgeByLandmarks(NetworkSet& networks, PictureSide side, Look& look);

// Looks again, closer, at what LookAt decoded and found usable at kTracking size.
void LookCloser(NetworkSet& networks, PictureSide side, Look& look);

}  // namespace clearance
