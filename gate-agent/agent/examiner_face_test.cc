// What an examiner makes of a live picture and a portrait: never a pass without a comparison of its own crossing.
#include "common/base/error_reasons.h"
#include "tests/support/examiner_fixture.h"
#include "tests/support/face_records.h"

namespace clearance {
namespace {

TEST_F(ExaminerTest, WithoutNetworksNoFaceIsCompared) {
  Examiner examiner = Make(nullptr);
  devices_.burst = std::vector<std::string>{"frame"};
  EXPECT_EQ(In(examiner.MatchFace("c", 1)).result, FindingResult::kNotPerformed);
}

TEST_F(ExaminerTest, AComparisonThatWasNotTakenIsNoneWhateverItsCause) {
  Examiner examiner = Make(
      [](const EncodedPicture&, std::span<const EncodedPicture>, FaceTransaction&, std::span<const EncodedPicture>) {
        FaceComparison comparison;
        comparison.score = 1;
        comparison.cause = CaptureCause::kNone;
        return comparison;
      });
  devices_.burst = std::vector<std::string>{"frame"};
  const Finding finding = In(examiner.MatchFace("c", 1));
  EXPECT_EQ(finding.result, FindingResult::kNotPerformed);
  EXPECT_EQ(finding.score, std::nullopt);
}

TEST_F(ExaminerTest, AFaceIsComparedWithThePortraitOfItsOwnCrossingOnly) {
  std::vector<std::string> references;
  Examiner examiner = Make([&](const EncodedPicture& reference, std::span<const EncodedPicture>, FaceTransaction& faces,
                               std::span<const EncodedPicture>) {
    references.push_back(reference);
    return Match(reference, {}, faces, {});
  });
  devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "portrait of c"};
  devices_.burst = std::vector<std::string>{"frame"};
  ASSERT_TRUE(std::holds_alternative<DocumentRead>(examiner.ReadDocument("c", Lane())));
  examiner.MatchFace("c", 1);
  examiner.MatchFace("another", 1);
  examiner.Forget("another");
  examiner.MatchFace("c", 2);
  examiner.Forget("c");
  examiner.MatchFace("c", 3);
  EXPECT_EQ(references, (std::vector<std::string>{"portrait of c", "", "portrait of c", ""}));
}

TEST_F(ExaminerTest, EveryAlertOfTheEngineIsADoubtOfItsOwnAndNoAlertPasses) {
  const struct {
    FaceAlert alert;
    FindingCause cause;
  } kRows[] = {{FaceAlert::kPresentation, FindingCause::kPresentationSuspected},
               {FaceAlert::kIdenticalFrames, FindingCause::kFramesIdentical},
               {FaceAlert::kSecondFace, FindingCause::kSecondFace},
               {FaceAlert::kOtherOfParty, FindingCause::kOtherOfParty},
               {FaceAlert::kNone, FindingCause::kPresentationSuspected}};  // suspected of it knows not what
  devices_.burst = std::vector<std::string>{"frame"};
  for (const auto& row : kRows) {
    Examiner examiner = Make([&](const EncodedPicture& reference, std::span<const EncodedPicture>,
                                 FaceTransaction& faces, std::span<const EncodedPicture>) {
      FaceComparison comparison = Match(reference, {}, faces, {});
      comparison.result = FaceComparison::Result::kSuspected;
      comparison.alert = row.alert;
      return comparison;
    });
    const Finding finding = In(examiner.MatchFace("c", 1));
    EXPECT_EQ(finding.result, FindingResult::kDoubtful);
    EXPECT_EQ(finding.cause, row.cause);
    EXPECT_EQ(finding.score, std::nullopt);
  }
}

TEST_F(ExaminerTest, WhatATravellerCanDoAboutALivePictureIsTold) {
  const struct {
    CaptureCause cause;
    PictureSide side;
    std::optional<ScreenMessage> told;
  } kRows[] = {
      {CaptureCause::kNoFace, PictureSide::kLive, ScreenMessage::kLookHere},
      {CaptureCause::kNotFrontal, PictureSide::kLive, ScreenMessage::kLookHere},
      {CaptureCause::kSeveralFaces, PictureSide::kLive, ScreenMessage::kOneFaceOnly},
      {CaptureCause::kFaceTooSmall, PictureSide::kLive, ScreenMessage::kComeCloser},
      {CaptureCause::kFaceCut, PictureSide::kLive, ScreenMessage::kStepIntoTheMiddle},
      {CaptureCause::kNotCentral, PictureSide::kLive, ScreenMessage::kStepIntoTheMiddle},
      {CaptureCause::kBlurred, PictureSide::kLive, ScreenMessage::kHoldStill},
      {CaptureCause::kTooDark, PictureSide::kLive, ScreenMessage::kLight},
      {CaptureCause::kTooBright, PictureSide::kLive, ScreenMessage::kLight},
      {CaptureCause::kNoPicture, PictureSide::kLive, std::nullopt},
      {CaptureCause::kPictureUnreadable, PictureSide::kLive, std::nullopt},
      {CaptureCause::kEngineFailed, PictureSide::kLive, std::nullopt},
      {CaptureCause::kNoFace, PictureSide::kReference, std::nullopt},  // nothing the traveller could do
  };
  devices_.burst = std::vector<std::string>{"frame"};
  for (const auto& row : kRows) {
    Examiner examiner = Make(
        [&](const EncodedPicture&, std::span<const EncodedPicture>, FaceTransaction&, std::span<const EncodedPicture>) {
          FaceComparison comparison;
          comparison.cause = row.cause;
          comparison.side = row.side;
          return comparison;
        });
    const auto event = std::get<FindingArrived>(examiner.MatchFace("c", 1));
    EXPECT_EQ(event.coaching, row.told) << CaptureCauseName(row.cause);
    EXPECT_EQ(event.finding.result, FindingResult::kNotPerformed);
  }
  Examiner examiner = Make(Match);
  EXPECT_EQ(std::get<FindingArrived>(examiner.MatchFace("c", 1)).coaching, std::nullopt);
}

TEST_F(ExaminerTest, AFaceIsHeldAgainstThePortraitsInHandAtTheOtherLanes) {
  std::vector<EncodedPicture> seen;
  const auto compare = [&](const EncodedPicture& reference, std::span<const EncodedPicture>, FaceTransaction& faces,
                           std::span<const EncodedPicture> others) {
    seen.assign(others.begin(), others.end());
    return Match(reference, {}, faces, {});
  };
  Examiner here = Make(compare), beside = Make(compare);
  devices_.burst = std::vector<std::string>{"frame"};
  devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "portrait of a"};
  here.ReadDocument("a", Lane());
  here.MatchFace("a", 1);
  EXPECT_TRUE(seen.empty()) << "nobody else is in hand";
  devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "portrait of b"};
  beside.ReadDocument("b", Lane());
  here.MatchFace("a", 1);
  EXPECT_EQ(seen, std::vector<EncodedPicture>{"portrait of b"});
  beside.Forget("b");
  here.MatchFace("a", 1);
  EXPECT_TRUE(seen.empty()) << "what has crossed is not remembered";
}

TEST_F(ExaminerTest, TheBestFrameIsKeptForAnOfficerUntilItIsWiped) {
  int best = 1;
  Examiner examiner = Make([&](const EncodedPicture& reference, std::span<const EncodedPicture>, FaceTransaction& faces,
                               std::span<const EncodedPicture>) {
    FaceComparison comparison = Match(reference, {}, faces, {});
    comparison.officer_frame = best;
    return comparison;
  });
  const auto kept = [&](const std::string& crossing_id) {
    const StatusOr<SecretBytes> picture = examiner.OpenPicture(crossing_id);
    return picture.ok() ? std::string(picture->view()) : ReasonOf(picture.status());
  };
  devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "portrait"};
  devices_.burst = std::vector<std::string>{"first", "second", "third"};
  examiner.ReadDocument("c", Lane());
  examiner.MatchFace("c", 1);
  EXPECT_EQ(kept("c"), "second");
  EXPECT_EQ(kept("another"), error_reason::kNotFound);
  best = -1;
  examiner.MatchFace("c", 1);
  EXPECT_EQ(kept("c"), "second") << "a picture of no use is in nobody's place";
  examiner.WipePicture("c");
  EXPECT_EQ(kept("c"), error_reason::kNotFound);
  best = 0;
  examiner.MatchFace("c", 2);
  EXPECT_EQ(kept("c"), "first");
  clock_.Set(kNow + ReferralImages::kKeptFor);
  EXPECT_EQ(kept("c"), error_reason::kNotFound) << "its time is over";
  clock_.Set(kNow);
  examiner.Forget("c");
  examiner.MatchFace("c", 2);
  EXPECT_EQ(kept("c"), error_reason::kNotFound) << "a late answer of a crossing that has ended";
  EXPECT_EQ(pictures_.size(), 0U);
}

// Who could not be compared goes to an officer too, who then sees why.
TEST_F(ExaminerTest, OfAFaceThatWasNotTakenTheFrameThatSaysWhyIsKept) {
  bool taken = false;
  int frame = 2;
  Examiner examiner = Make([&](const EncodedPicture& reference, std::span<const EncodedPicture>, FaceTransaction& faces,
                               std::span<const EncodedPicture>) {
    FaceComparison comparison = Match(reference, {}, faces, {});
    if (!taken) {
      comparison = {};
      comparison.cause = CaptureCause::kBlurred;
      comparison.side = PictureSide::kLive;
    }
    comparison.officer_frame = frame;
    return comparison;
  });
  const auto kept = [&] {
    const StatusOr<SecretBytes> picture = examiner.OpenPicture("c");
    return picture.ok() ? std::string(picture->view()) : ReasonOf(picture.status());
  };
  devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "portrait"};
  devices_.burst = std::vector<std::string>{"first", "second", "third"};
  examiner.ReadDocument("c", Lane());
  EXPECT_EQ(In(examiner.MatchFace("c", 1)).result, FindingResult::kNotPerformed);
  EXPECT_EQ(kept(), "third");
  frame = 0;
  examiner.MatchFace("c", 1);
  EXPECT_EQ(kept(), "first") << "the last burst's";
  clock_.Set(kNow + ReferralImages::kKeptFor);
  EXPECT_EQ(kept(), error_reason::kNotFound) << "its time is over";
  clock_.Set(kNow);
  taken = true;
  frame = 1;
  examiner.MatchFace("c", 1);
  EXPECT_EQ(kept(), "second");
  taken = false;
  frame = 2;
  examiner.MatchFace("c", 2);
  EXPECT_EQ(kept(), "second") << "no frame of no use takes the place of one that was compared";
  examiner.WipePicture("c");
  EXPECT_EQ(kept(), error_reason::kNotFound);
  examiner.MatchFace("c", 3);
  EXPECT_EQ(kept(), "third");
  frame = 3;
  examiner.MatchFace("c", 3);
  EXPECT_EQ(kept(), "third") << "there is no such frame";
  examiner.Forget("c");
  EXPECT_EQ(pictures_.size(), 0U);
}

TEST_F(ExaminerTest, APoorPortraitIsSaidInTheFinding) {
  devices_.burst = std::vector<std::string>{"frame"};
  Examiner examiner = Make([&](const EncodedPicture& reference, std::span<const EncodedPicture>, FaceTransaction& faces,
                               std::span<const EncodedPicture>) {
    FaceComparison comparison = Match(reference, {}, faces, {});
    comparison.low_trust_reference = true;
    return comparison;
  });
  const Finding finding = In(examiner.MatchFace("c", 1));
  EXPECT_EQ(finding.result, FindingResult::kPassed);
  EXPECT_EQ(finding.cause, FindingCause::kPoorReference);
}

TEST_F(ExaminerTest, TheFaceIsComparedWithTheChipsPortraitOnlyWhereThatIsAuthentic) {
  const std::string jpeg = "\xFF\xD8\xFF\xE0 of the chip", jpeg2000 = "\xFF\x4F\xFF\x51 of the chip";
  std::vector<std::string> references;
  bool authentic = true;
  Examiner examiner = Make(
      [&](const EncodedPicture& reference, std::span<const EncodedPicture>, FaceTransaction& faces,
          std::span<const EncodedPicture>) {
        references.push_back(reference);
        return Match(reference, {}, faces, {});
      },
      [&](const InspectionEvidence&, Instant) {
        return DocumentInspection{.inspection = SoundInspection(), .portrait_authentic = authentic};
      });
  devices_.burst = std::vector<std::string>{"frame"};
  const auto compare_with = [&](const std::string& dg2) {
    devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "page", .chip = {.data_groups = {{2, dg2}}}};
    ASSERT_TRUE(std::holds_alternative<DocumentRead>(examiner.ReadDocument("c", Lane())));
    examiner.MatchFace("c", 1);
  };
  compare_with(Dg2With19794(jpeg, 100, 120));
  compare_with(Dg2With39794(jpeg, 100, 120));
  compare_with(Dg2With19794(jpeg2000, 100, 120));
  compare_with("no face record");
  authentic = false;
  compare_with(Dg2With19794(jpeg, 100, 120));
  EXPECT_EQ(references, (std::vector<std::string>{jpeg, jpeg, jpeg2000, "", "page"}));
}

}  // namespace
}  // namespace clearance
