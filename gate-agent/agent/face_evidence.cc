#include "gate-agent/agent/face_evidence.h"

#include "gate-agent/vision/capture.h"

namespace clearance {
namespace {

FaceObstacle ObstacleOf(CaptureCause cause) {
  switch (cause) {
    case CaptureCause::kNone:
      return FaceObstacle::kNone;
    case CaptureCause::kNoPicture:
      return FaceObstacle::kNoPicture;
    case CaptureCause::kPictureUnreadable:
      return FaceObstacle::kPictureUnreadable;
    case CaptureCause::kNoFace:
      return FaceObstacle::kNoFace;
    case CaptureCause::kSeveralFaces:
      return FaceObstacle::kSeveralFaces;
    case CaptureCause::kFaceTooSmall:
      return FaceObstacle::kFaceTooSmall;
    case CaptureCause::kFaceCut:
      return FaceObstacle::kFaceCut;
    case CaptureCause::kNotCentral:
      return FaceObstacle::kNotCentral;
    case CaptureCause::kNotFrontal:
      return FaceObstacle::kNotFrontal;
    case CaptureCause::kBlurred:
      return FaceObstacle::kBlurred;
    case CaptureCause::kTooDark:
      return FaceObstacle::kTooDark;
    case CaptureCause::kTooBright:
      return FaceObstacle::kTooBright;
    case CaptureCause::kEngineFailed:
      break;
  }
  return FaceObstacle::kEngineFailed;
}

FaceDoubt DoubtOf(FaceAlert alert) {
  switch (alert) {
    case FaceAlert::kNone:
      return FaceDoubt::kNone;
    case FaceAlert::kIdenticalFrames:
      return FaceDoubt::kIdenticalFrames;
    case FaceAlert::kSecondFace:
      return FaceDoubt::kSecondFace;
    case FaceAlert::kOtherOfParty:
      return FaceDoubt::kOtherOfParty;
    case FaceAlert::kPresentation:
      break;
  }
  return FaceDoubt::kPresentation;
}

}  // namespace

std::optional<ScreenMessage> CoachingOf(const FaceComparison& comparison) {
  switch (CoachingFor(comparison)) {
    case Coaching::kLookHere:
      return ScreenMessage::kLookHere;
    case Coaching::kOnePersonOnly:
      return ScreenMessage::kOneFaceOnly;
    case Coaching::kComeCloser:
      return ScreenMessage::kComeCloser;
    case Coaching::kStepIntoTheMiddle:
      return ScreenMessage::kStepIntoTheMiddle;
    case Coaching::kHoldStill:
      return ScreenMessage::kHoldStill;
    case Coaching::kLight:
      return ScreenMessage::kLight;
    case Coaching::kNone:
      break;
  }
  return std::nullopt;
}

FaceEvidence EvidenceOf(const FaceComparison& comparison) {
  FaceEvidence evidence;
  const bool compared = comparison.result != FaceComparison::Result::kNotTaken;
  evidence.obstacle = compared ? FaceObstacle::kNone : ObstacleOf(comparison.cause);
  // A comparison that was not taken and names no cause was not taken all the same.
  if (!compared && evidence.obstacle == FaceObstacle::kNone) evidence.obstacle = FaceObstacle::kEngineFailed;
  evidence.picture = comparison.side == PictureSide::kReference ? FacePicture::kReference : FacePicture::kLive;
  evidence.score = comparison.score;
  evidence.threshold = comparison.threshold;
  evidence.doubt = DoubtOf(comparison.alert);
  // What is suspected and names no alert is in doubt all the same.
  if (comparison.result == FaceComparison::Result::kSuspected && evidence.doubt == FaceDoubt::kNone) {
    evidence.doubt = FaceDoubt::kPresentation;
  }
  evidence.poor_reference = comparison.low_trust_reference;
  return evidence;
}

}  // namespace clearance
