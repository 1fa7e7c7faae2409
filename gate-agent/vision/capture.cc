// The rules of a usable picture; see capture.h.
#include "gate-agent/vision/capture.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "common/base/check.h"

namespace clearance {
namespace {

bool IsCut(const cv::Mat& picture, const DetectedFace& face) {
  return std::any_of(face.points.begin(), face.points.end(), [&](const PicturePoint& point) {
    return point.x < 0 || point.y < 0 || point.x > picture.cols - 1 || point.y > picture.rows - 1;
  });
}

// Where a face lies across the picture, the nearer to its middle the later.
enum class Zone { kEdge, kCentral, kPlace };

double MiddleOfEyes(const DetectedFace& face) { return (face.points[0].x + face.points[1].x) / 2; }

Zone ZoneOf(const cv::Mat& picture, const DetectedFace& face) {
  const double middle = MiddleOfEyes(face);
  const auto inside = [&](double margin) {
    return middle >= margin * picture.cols && middle <= (1 - margin) * picture.cols;
  };
  return inside(kPlaceMargin) ? Zone::kPlace : inside(kCentralMargin) ? Zone::kCentral : Zone::kEdge;
}

// The largest of those that lie in `least` or nearer to the middle; null when none does.
const DetectedFace* LargestIn(const cv::Mat& picture, const std::vector<DetectedFace>& faces, Zone least) {
  const DetectedFace* largest = nullptr;
  for (const DetectedFace& face : faces) {
    if (ZoneOf(picture, face) < least) continue;
    if (largest == nullptr || largest->Area() < face.Area()) largest = &face;
  }
  return largest;
}

// Never null for faces that are there.
const DetectedFace* FaceThatCounts(const cv::Mat& picture, const std::vector<DetectedFace>& faces, PictureSide side) {
  const DetectedFace* central = side == PictureSide::kLive ? LargestIn(picture, faces, Zone::kCentral) : nullptr;
  if (central == nullptr) return LargestIn(picture, faces, Zone::kEdge);
  const DetectedFace* in_place = LargestIn(picture, faces, Zone::kPlace);
  const bool is_background = in_place == nullptr || in_place->Area() < kSecondPersonAreaShare * central->Area();
  return is_background ? central : in_place;
}

// True when `counts` clearly is the one in the middle, and `other` stands beside.
bool IsBeside(const cv::Mat& picture, const DetectedFace& other, const DetectedFace& counts) {
  if (ZoneOf(picture, other) >= ZoneOf(picture, counts)) return false;
  const double middle = picture.cols / 2.0;
  if (counts.left > middle || counts.left + counts.width < middle) return false;
  const auto aside = [&](const DetectedFace& face) { return std::abs(MiddleOfEyes(face) - middle); };
  return aside(other) - aside(counts) >= kBesideEyeDistances * InterEyeDistance(counts.points);
}

bool IsSecondPerson(const cv::Mat& picture, const DetectedFace& other, const DetectedFace& counts) {
  const double share = IsBeside(picture, other, counts) ? kBesidePersonAreaShare : kSecondPersonAreaShare;
  return other.Area() >= share * counts.Area();
}

CaptureCause JudgeQuality(const FaceQuality& quality) {
  // What was not measured is beyond no limit.
  const auto below = [&](QualityMeasure measure, double limit) {
    return quality[measure] && quality[measure]->native < limit;
  };
  const auto above = [&](QualityMeasure measure, double limit) {
    return quality[measure] && quality[measure]->native > limit;
  };
  const double max_yaw_deg = quality[QualityMeasure::kHeadPosePitch] ? kMaxYawDeg : kMaxRoughYawDeg;
  if (above(QualityMeasure::kHeadPoseYaw, max_yaw_deg) || below(QualityMeasure::kHeadPoseYaw, -max_yaw_deg)) {
    return CaptureCause::kNotFrontal;
  }
  if (below(QualityMeasure::kLuminanceMean, kMinLuminance)) return CaptureCause::kTooDark;
  if (above(QualityMeasure::kLuminanceMean, kMaxLuminance)) return CaptureCause::kTooBright;
  if (below(QualityMeasure::kSharpness, kMinSharpness)) return CaptureCause::kBlurred;
  return CaptureCause::kNone;
}

}  // namespace

std::string CapturePolicyText() {
  return fmt::format(
      "eyes {:g} px, central {:g}, in place {:g}, second person {:g}, beside one in the middle {:g} from {:g} eye "
      "distances on, yaw {:g} or {:g} roughly, sharpness {:g}, luminance {:g} to {:g}",
      kMinInterEyePx, kCentralMargin, kPlaceMargin, kSecondPersonAreaShare, kBesidePersonAreaShare, kBesideEyeDistances,
      kMaxYawDeg, kMaxRoughYawDeg, kMinSharpness, kMinLuminance, kMaxLuminance);
}

Capture JudgeCapture(const cv::Mat& picture, const std::vector<DetectedFace>& faces, PictureSide side,
                     const LandmarkFinder* landmarks) {
  Capture capture;
  if (faces.empty()) {
    capture.cause = CaptureCause::kNoFace;
    return capture;
  }
  const DetectedFace* counts = FaceThatCounts(picture, faces, side);
  capture.face = *counts;
  FaceShape shape{.face = capture.face};
  bool alone = true;
  for (const DetectedFace& other : faces) {
    if (&other == counts) continue;
    shape.second_area = std::max(shape.second_area, other.Area());
    alone = alone && !IsSecondPerson(picture, other, capture.face);
  }
  if (!alone) {
    capture.cause = CaptureCause::kSeveralFaces;
  } else if (InterEyeDistance(shape.face.points) < kMinInterEyePx) {
    capture.cause = CaptureCause::kFaceTooSmall;
  } else if (IsCut(picture, shape.face)) {
    capture.cause = CaptureCause::kFaceCut;
  } else if (side == PictureSide::kLive && ZoneOf(picture, shape.face) == Zone::kEdge) {
    capture.cause = CaptureCause::kNotCentral;
  } else {
    if (landmarks != nullptr) shape.landmarks = landmarks->Find(picture, shape.face.points);
    capture.landmarks = shape.landmarks;
    capture.quality = MeasureQuality(picture, shape);
    capture.cause = JudgeQuality(capture.quality);
  }
  return capture;
}

Coaching CoachingFor(CaptureCause cause) {
  switch (cause) {
    case CaptureCause::kNoFace:
    case CaptureCause::kNotFrontal:
      return Coaching::kLookHere;
    case CaptureCause::kSeveralFaces:
      return Coaching::kOnePersonOnly;
    case CaptureCause::kFaceTooSmall:
      return Coaching::kComeCloser;
    case CaptureCause::kFaceCut:
    case CaptureCause::kNotCentral:
      return Coaching::kStepIntoTheMiddle;
    case CaptureCause::kBlurred:
      return Coaching::kHoldStill;
    case CaptureCause::kTooDark:
    case CaptureCause::kTooBright:
      return Coaching::kLight;
    case CaptureCause::kNone:
    case CaptureCause::kNoPicture:
    case CaptureCause::kPictureUnreadable:
    case CaptureCause::kEngineFailed:
      return Coaching::kNone;
  }
  CHECK(false);
}

Coaching CoachingFor(const FaceComparison& comparison) {
  const bool live = comparison.result == FaceComparison::Result::kNotTaken && comparison.side == PictureSide::kLive;
  return live ? CoachingFor(comparison.cause) : Coaching::kNone;
}

std::string_view CoachingName(Coaching coaching) {
  switch (coaching) {
    case Coaching::kNone:
      return "none";
    case Coaching::kLookHere:
      return "look_here";
    case Coaching::kOnePersonOnly:
      return "one_person_only";
    case Coaching::kComeCloser:
      return "come_closer";
    case Coaching::kStepIntoTheMiddle:
      return "step_into_the_middle";
    case Coaching::kHoldStill:
      return "hold_still";
    case Coaching::kLight:
      return "light";
  }
  CHECK(false);
}

}  // namespace clearance
