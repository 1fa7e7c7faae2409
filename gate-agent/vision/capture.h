// Judges one picture for comparison: exactly one person, near enough, whole, sharp and lit.
//
// It must never look at more than the picture in hand, nor at who the person is.
#pragma once

#include <opencv2/core/mat.hpp>
#include <vector>

#include "gate-agent/vision/detector.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/quality.h"

namespace clearance {

// A second face of at least this share of the largest one's area counts as a second person: someone less than about
// twice as far away. Smaller ones are people in the background, or the ghost portrait of a document's page.
inline constexpr double kSecondPersonAreaShare = 0.3;
// Fewer pixels between the eyes than the networks' own inputs have (35) lose detail; below this, too much of it.
inline constexpr double kMinInterEyePx = 24;
// Native limits of quality.h, far outside what readable photographs show: beyond them comparing is guessing.
inline constexpr double kMinSharpness = 4;
inline constexpr double kMinLuminance = 0.015;
inline constexpr double kMaxLuminance = 0.85;

struct Capture {
  CaptureCause cause = CaptureCause::kNone;  // kNone: usable
  DetectedFace face;                         // the largest face; only if there is one
  FaceQuality quality;                       // of that face; only if cause is kNone, kBlurred, kTooDark or kTooBright
};

// `faces` are those detected in `picture` (8 bit, BGR).
Capture JudgeCapture(const cv::Mat& picture, const std::vector<DetectedFace>& faces);

}  // namespace clearance
