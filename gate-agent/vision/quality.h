// How good a picture of a face is, in components named as ISO/IEC 29794-5 names them: a native value and a score
// 0..100 for each. Score formulas as the standard's open reference implementation (OFIQ) computes them; where we stand
// in for a model that is not at hand, the component says so.
//
// It measures; which value is still usable is decided in capture.h. It must never compare persons, and never put a
// default in the place of a component that was not measured.
#pragma once

#include <array>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/head_pose.h"
#include "gate-agent/vision/landmarks.h"

namespace clearance {

// Native values, their units and where they come from. The face's region is an oval drawn over the five points, so that
// light is measured alike with landmarks and without.
enum class QualityMeasure {
  kInterEyeDistance,         // px of the picture between the eyes, divided by cos(yaw); score 50 at 70
  kHeadPoseYaw,              // degrees, see head_pose.h; from landmarks, else roughly from five points
  kHeadPosePitch,            // degrees; landmarks only
  kHeadPoseRoll,             // degrees
  kSharpness,                // variance of the Laplacian of the aligned face: stands in for a random forest
  kLuminanceMean,            // 0..1, linear light
  kLuminanceVariance,        // of the same
  kUnderExposurePrevention,  // share of the face as dark as 0..25 of 255
  kOverExposurePrevention,   // share of the face as bright as 247..255
  kDynamicRange,             // bits: entropy of the luminances
  kIlluminationUniformity,   // 0..1: how much the histograms of the two cheeks have in common
  kSingleFacePresent,        // area of the second largest face over that of the largest, 0..1
  kHeadSize,                 // eyes to chin over the picture's height
  kLeftwardCrop,             // eye at the picture's left to its left edge, in inter-eye distances
  kRightwardCrop,            // eye at the picture's right to its right edge, in inter-eye distances
  kMarginAbove,              // eyes to the upper edge, in distances from eyes to chin
  kMarginBelow,              // eyes to the lower edge, in the same
  kEyesOpen,                 // widest gap of the lids of the eye less open, over eyes to chin; landmarks only
  kMouthClosed,              // widest gap of the inner lips, over eyes to chin; landmarks only
  kNaturalColour,            // how far the cheeks' CIELAB a, b lie outside skin's, 100 if one is negative; reports only
  kBackgroundUniformity,     // mean gradient of the luminance 0..255 around the head; reports only: stands in for a
                             // network that parses the picture by a box around head and shoulders
};

inline constexpr std::size_t kQualityMeasureCount = static_cast<std::size_t>(QualityMeasure::kBackgroundUniformity) + 1;

// The standard's name, e.g. "InterEyeDistance"; the crops are named by the picture's sides, not the subject's.
std::string_view QualityMeasureName(QualityMeasure measure);

struct QualityComponent {
  double native = 0;  // unit and range as the measure says
  double score = 0;   // 0 (worst) .. 100
};

class FaceQuality {
 public:
  // nullopt: not measured.
  const std::optional<QualityComponent>& operator[](QualityMeasure measure) const {
    return components_[static_cast<std::size_t>(measure)];
  }
  std::optional<QualityComponent>& operator[](QualityMeasure measure) {
    return components_[static_cast<std::size_t>(measure)];
  }

  // How far the detector's eye points lie from the landmarks' (EyePointGap); nullopt without landmarks.
  std::optional<double> eye_point_gap;

  // True when the two disagree by more than kMaxEyePointGap: the face may be aligned wrongly.
  bool AlignmentDoubtful() const;

  // What the doubt leaves of a quality: 1 without one, else the less the wider the gap, 0..1.
  double AlignmentTrust() const;

  // 0..1: orders the frames of one burst, nothing else. The least score of what a comparison suffers from, weighted by
  // the detector's own; where the alignment is doubtful, the less the wider the gap.
  double overall = 0;

 private:
  std::array<std::optional<QualityComponent>, kQualityMeasureCount> components_;
};

// YuNet's and dlib's eye points lie closer together than this where both are right (on news photographs every other
// face: YuNet's points scatter).
inline constexpr double kMaxEyePointGap = 0.08;

// What is known of a face before its pixels are looked at.
struct FaceShape {
  DetectedFace face{};
  double second_area = 0;  // of the next largest face in the picture, px²; 0: none
  std::optional<FaceLandmarks> landmarks{};
};

// Quality of a face in `picture` (8 bit, BGR) as it was detected there, but for what is for reports only. Overwrites
// its own copies of the face. About 1 ms.
FaceQuality MeasureQuality(const cv::Mat& picture, const FaceShape& shape);

// Adds what is for reports only: components of a portrait as a document ought to have it, by which no frame is judged
// nor ordered (a network does not mind either). Not measured where hardly any background is in the picture. About 2 ms.
void MeasurePortrait(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality);

}  // namespace clearance
