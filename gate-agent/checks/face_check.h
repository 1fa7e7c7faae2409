// The face check: from a comparison's measured values to a finding. It must never pass a face that was not compared,
// nor one compared against a threshold that is no number.
#pragma once

#include "common/domain/finding.h"

namespace clearance {

// Why two faces could not be compared.
enum class FaceObstacle {
  kNone,  // they were
  kNoPicture,
  kPictureUnreadable,
  kNoFace,
  kSeveralFaces,
  kFaceTooSmall,
  kFaceCut,
  kNotCentral,
  kNotFrontal,
  kBlurred,
  kTooDark,
  kTooBright,
  kEngineFailed,
};

// What about a face that was seen is for an officer's eyes, whatever a comparison says.
enum class FaceDoubt {
  kNone,
  kPresentation,     // it may be a picture of a face
  kIdenticalFrames,  // the camera saw one picture again and again
  kSecondFace,       // another person's than at an earlier capture of the same crossing
  kOtherOfParty,     // that of another document of the same party
};

// Which picture the obstacle is in.
enum class FacePicture { kLive, kReference };

struct FaceEvidence {
  FaceObstacle obstacle = FaceObstacle::kNoPicture;
  FacePicture picture = FacePicture::kLive;
  double score = 0;                    // fused cosine, -1..1; without an obstacle only
  double threshold = 0;                // the calibration's, -1..1
  FaceDoubt doubt = FaceDoubt::kNone;  // without an obstacle only
  bool poor_reference = false;         // the document's portrait is of low quality
};

// kFace. Compared: kPassed when score >= threshold, else kFailed (kFaceDiffers), both with score and threshold; with a
// poor reference the cause is kPoorReference either way, which raises nothing by itself. In doubt: kDoubtful with the
// doubt as its cause and without a score, which would tell whoever holds up a picture how near they came.
// Not compared: kNotPerformed, without a score: kReferenceUnusable for whatever is wrong with the document's portrait;
// kNoFace, kSeveralFaces, kPoorQuality for the live picture; kDeviceFault when there was none, when the engine failed,
// or when score or threshold lie outside -1..1 or are no numbers.
Finding CheckFace(const FaceEvidence& evidence);

}  // namespace clearance
