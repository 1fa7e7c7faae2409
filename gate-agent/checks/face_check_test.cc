// Tests of face_check: each outcome, each boundary, and that nothing which was not established passes.
#include "gate-agent/checks/face_check.h"

#include <gtest/gtest.h>

#include <limits>

namespace clearance {
namespace {

Finding Compared(double score, double threshold) {
  return CheckFace({FaceObstacle::kNone, FacePicture::kLive, score, threshold});
}

TEST(FaceCheckTest, AtTheThresholdTheFacesAreTheSame) {
  const Finding finding = Compared(0.4, 0.4);
  EXPECT_EQ(finding.check, CheckKind::kFace);
  EXPECT_EQ(finding.result, FindingResult::kPassed);
  EXPECT_EQ(finding.cause, FindingCause::kNone);
  EXPECT_EQ(finding.score, 0.4);
  EXPECT_EQ(finding.threshold, 0.4);
}

TEST(FaceCheckTest, BelowTheThresholdTheyDiffer) {
  const Finding finding = Compared(0.3999, 0.4);
  EXPECT_EQ(finding.result, FindingResult::kFailed);
  EXPECT_EQ(finding.cause, FindingCause::kFaceDiffers);
  EXPECT_EQ(finding.score, 0.3999);
  EXPECT_EQ(Compared(-1.0, -0.5).result, FindingResult::kFailed);
}

TEST(FaceCheckTest, WhatIsNoCosineIsNoComparison) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [score, threshold] :
       {std::pair{nan, 0.4}, {0.9, nan}, {1.01, 0.4}, {0.9, -1.01}, {std::numeric_limits<double>::infinity(), 0.4}}) {
    const Finding finding = Compared(score, threshold);
    EXPECT_EQ(finding.result, FindingResult::kNotPerformed);
    EXPECT_EQ(finding.cause, FindingCause::kDeviceFault);
    EXPECT_EQ(finding.score, std::nullopt);
  }
}

TEST(FaceCheckTest, ADoubtIsNeverAPassAndTellsNoScore) {
  const struct {
    FaceDoubt doubt;
    FindingCause cause;
  } kRows[] = {{FaceDoubt::kPresentation, FindingCause::kPresentationSuspected},
               {FaceDoubt::kIdenticalFrames, FindingCause::kFramesIdentical},
               {FaceDoubt::kSecondFace, FindingCause::kSecondFace},
               {FaceDoubt::kOtherOfParty, FindingCause::kOtherOfParty}};
  for (const auto& row : kRows) {
    for (const bool poor : {false, true}) {
      const Finding finding = CheckFace({FaceObstacle::kNone, FacePicture::kLive, 0.99, 0.4, row.doubt, poor});
      EXPECT_EQ(finding.check, CheckKind::kFace);
      EXPECT_EQ(finding.result, FindingResult::kDoubtful);
      EXPECT_EQ(finding.cause, row.cause);
      EXPECT_EQ(finding.score, std::nullopt);
      EXPECT_EQ(finding.threshold, std::nullopt);
    }
    // What was not compared stays not compared.
    EXPECT_EQ(CheckFace({FaceObstacle::kNoFace, FacePicture::kLive, 0.99, 0.4, row.doubt}).cause,
              FindingCause::kNoFace);
  }
}

TEST(FaceCheckTest, APoorReferenceIsSaidAndChangesNoResult) {
  const Finding same = CheckFace({FaceObstacle::kNone, FacePicture::kLive, 0.5, 0.4, FaceDoubt::kNone, true});
  EXPECT_EQ(same.result, FindingResult::kPassed);
  EXPECT_EQ(same.cause, FindingCause::kPoorReference);
  EXPECT_EQ(same.score, 0.5);
  const Finding other = CheckFace({FaceObstacle::kNone, FacePicture::kLive, 0.3, 0.4, FaceDoubt::kNone, true});
  EXPECT_EQ(other.result, FindingResult::kFailed);
  EXPECT_EQ(other.cause, FindingCause::kPoorReference);
  EXPECT_EQ(other.threshold, 0.4);
}

TEST(FaceCheckTest, AnObstacleIsNeverAPassWhateverTheScore) {
  const struct {
    FaceObstacle obstacle;
    FindingCause live;
    FindingCause reference;
  } kRows[] = {
      {FaceObstacle::kNoPicture, FindingCause::kDeviceFault, FindingCause::kReferenceUnusable},
      {FaceObstacle::kPictureUnreadable, FindingCause::kDeviceFault, FindingCause::kReferenceUnusable},
      {FaceObstacle::kNoFace, FindingCause::kNoFace, FindingCause::kReferenceUnusable},
      {FaceObstacle::kSeveralFaces, FindingCause::kSeveralFaces, FindingCause::kReferenceUnusable},
      {FaceObstacle::kFaceTooSmall, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kFaceCut, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kNotCentral, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kNotFrontal, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kBlurred, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kTooDark, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kTooBright, FindingCause::kPoorQuality, FindingCause::kReferenceUnusable},
      {FaceObstacle::kEngineFailed, FindingCause::kDeviceFault, FindingCause::kDeviceFault},
  };
  for (const auto& row : kRows) {
    for (const FacePicture picture : {FacePicture::kLive, FacePicture::kReference}) {
      const Finding finding = CheckFace({row.obstacle, picture, 0.99, 0.4});
      EXPECT_EQ(finding.check, CheckKind::kFace);
      EXPECT_EQ(finding.result, FindingResult::kNotPerformed);
      EXPECT_EQ(finding.cause, picture == FacePicture::kLive ? row.live : row.reference);
      EXPECT_EQ(finding.score, std::nullopt);
      EXPECT_EQ(finding.threshold, std::nullopt);
    }
  }
}

}  // namespace
}  // namespace clearance
