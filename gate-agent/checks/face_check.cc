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

Finding NotCompared(FindingCause cause) {
  Finding finding;
  finding.check = CheckKind::kFace;
  finding.result = FindingResult::kNotPerformed;
  finding.cause = cause;
  return finding;
}

}  // namespace

Finding CheckFace(const FaceEvidence& evidence) {
  if (evidence.obstacle == FaceObstacle::kEngineFailed) return NotCompared(FindingCause::kDeviceFault);
  if (evidence.obstacle != FaceObstacle::kNone) {
    const bool reference = evidence.picture == FacePicture::kReference;
    return NotCompared(reference ? FindingCause::kReferenceUnusable : LiveCause(evidence.obstacle));
  }
  if (!IsCosine(evidence.score) || !IsCosine(evidence.threshold)) return NotCompared(FindingCause::kDeviceFault);
  const bool same = evidence.score >= evidence.threshold;
  Finding finding;
  finding.check = CheckKind::kFace;
  finding.result = same ? FindingResult::kPassed : FindingResult::kFailed;
  finding.cause = same ? FindingCause::kNone : FindingCause::kFaceDiffers;
  finding.score = evidence.score;
  finding.threshold = evidence.threshold;
  return finding;
}

}  // namespace clearance
