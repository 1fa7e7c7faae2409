// Grades a comparison of two faces.
#include "gate-agent/checks/face_check.h"

#include "common/base/check.h"

namespace clearance {
namespace {

// False for a NaN as well.
bool IsCosine(double value) { return value >= -1.0 && value <= 1.0; }

FindingCause LiveCause(FaceObstacle obstacle) {
  switch (obstacle) {
    case FaceObstacle::kNoFace:
      return FindingCause::kNoFace;
    case FaceObstacle::kSeveralFaces:
      return FindingCause::kSeveralFaces;
    case FaceObstacle::kFaceTooSmall:
    case FaceObstacle::kFaceCut:
    case FaceObstacle::kNotCentral:
    case FaceObstacle::kNotFrontal:
    case FaceObstacle::kBlurred:
    case FaceObstacle::kTooDark:
    case FaceObstacle::kTooBright:
      return FindingCause::kPoorQuality;
    case FaceObstacle::kNone:
    case FaceObstacle::kNoPicture:
    case FaceObstacle::kPictureUnreadable:
    case FaceObstacle::kEngineFailed:
      return FindingCause::kDeviceFault;
  }
  CHECK(false);
}

FindingCause DoubtCause(FaceDoubt doubt) {
  switch (doubt) {
    case FaceDoubt::kPresentation:
      return FindingCause::kPresentationSuspected;
    case FaceDoubt::kIdenticalFrames:
      return FindingCause::kFramesIdentical;
    case FaceDoubt::kSecondFace:
      return FindingCause::kSecondFace;
    case FaceDoubt::kOtherOfParty:
      return FindingCause::kOtherOfParty;
    case FaceDoubt::kNone:
      break;
  }
  CHECK(false);
}

FindingCause ComparedCause(bool same, bool poor_reference) {
  if (poor_reference) return FindingCause::kPoorReference;
  return same ? FindingCause::kNone : FindingCause::kFaceDiffers;
}

Finding Without(FindingResult result, FindingCause cause) {
  Finding finding;
  finding.check = CheckKind::kFace;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

Finding NotCompared(FindingCause cause) { return Without(FindingResult::kNotPerformed, cause); }

}  // namespace

Finding CheckFace(const FaceEvidence& evidence) {
  if (evidence.obstacle == FaceObstacle::kEngineFailed) return NotCompared(FindingCause::kDeviceFault);
  if (evidence.obstacle != FaceObstacle::kNone) {
    const bool reference = evidence.picture == FacePicture::kReference;
    return NotCompared(reference ? FindingCause::kReferenceUnusable : LiveCause(evidence.obstacle));
  }
  if (evidence.doubt != FaceDoubt::kNone) return Without(FindingResult::kDoubtful, DoubtCause(evidence.doubt));
  if (!IsCosine(evidence.score) || !IsCosine(evidence.threshold)) return NotCompared(FindingCause::kDeviceFault);
  const bool same = evidence.score >= evidence.threshold;
  Finding finding;
  finding.check = CheckKind::kFace;
  finding.result = same ? FindingResult::kPassed : FindingResult::kFailed;
  finding.cause = ComparedCause(same, evidence.poor_reference);
  finding.score = evidence.score;
  finding.threshold = evidence.threshold;
  return finding;
}

}  // namespace clearance
