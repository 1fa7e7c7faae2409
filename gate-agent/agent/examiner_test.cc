// The examiner with devices that fail or give nonsense: whatever comes, the answer is a finding and never a pass.
#include "gate-agent/agent/examiner.h"

#include <gtest/gtest.h>

#include <cmath>

#include "common/base/error_reasons.h"
#include "common/crypto/secret.h"
#include "common/document/mrz.h"
#include "common/seal/qr_picture.h"
#include "tests/support/face_records.h"
#include "tests/support/memory_search.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'000'000'000);
constexpr char kGivenUp[] = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42";  // a booking that was cancelled or moved
constexpr char kKept[] = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b43";

Status Broken() { return Error(StatusCode::kUnavailable, error_reason::kDeviceFault, "broken"); }

// Every device at once; gives what it is told to.
struct ScriptedDevices final : DocumentReader, CodeScanner, Camera, ThermalCamera, BodyScanner {
  StatusOr<DocumentReading> ReadDocument() override { return document; }
  StatusOr<std::string> TakeCodePicture() override { return code; }
  StatusOr<std::vector<std::string>> TakeBurst() override { return burst; }
  StatusOr<ThermalPicture> TakeThermalPicture() override { return thermal; }
  StatusOr<BodyScanLevels> ScanBody() override { return body; }

  StatusOr<DocumentReading> document = Broken();
  StatusOr<std::string> code = Broken();
  StatusOr<std::vector<std::string>> burst = Broken();
  StatusOr<ThermalPicture> thermal = Broken();
  StatusOr<BodyScanLevels> body = Broken();
};

class ExaminerTest : public testing::Test {
 protected:
  Examiner Make(FaceComparer compare, DocumentInspector inspect = nullptr) {
    return Examiner({.clock = clock_,
                     .zones = zones_,
                     .seals = seals_,
                     .portraits = portraits_,
                     .pictures = pictures_,
                     .compare = std::move(compare),
                     .inspect = std::move(inspect),
                     .reader = devices_,
                     .scanner = devices_,
                     .camera = devices_,
                     .thermal = devices_,
                     .body = devices_});
  }
  static FaceComparison Match(const EncodedPicture&, std::span<const EncodedPicture>, FaceTransaction&,
                              std::span<const EncodedPicture>) {
    FaceComparison comparison;
    comparison.result = FaceComparison::Result::kMatch;
    comparison.score = 0.9;
    comparison.threshold = 0.4;
    return comparison;
  }
  static Finding In(const LaneEvent& event) { return std::get<FindingArrived>(event).finding; }
  static LaneProfile Lane() {
    LaneProfile lane;
    lane.authority = Territory::kKaz;
    return lane;
  }
  static std::string Mrz() {
    Document document;
    document.kind = DocumentKind::kOrdinaryPassport;
    document.issuing_state = "KAZ";
    document.number = "N12345678";
    document.nationality = "KAZ";
    document.birth_date = MakeDate(1990, 1, 2);
    document.expiry_date = MakeDate(2030, 5, 6);
    return *WriteMrz(document, {.surname = "TEST", .given_names = "A"}, MrzFormat::kTd3);
  }

  ManualClock clock_{kNow};
  ZoneTable zones_{{{kNow, std::chrono::minutes(480)}}, {{kNow, std::chrono::minutes(300)}}};
  const SigningKey seal_key_ = SigningKey::Generate();
  SealsInForce seals_{[this] {
    SealSet set;
    set.keys.Add({seal_key_.PublicKey(), SecretBytes(std::string(32, 'k'))});
    set.revoked = RevokedBookings({kGivenUp});
    return set;
  }()};
  PortraitsInHand portraits_;
  ReferralImages pictures_;
  ScriptedDevices devices_;
};

TEST_F(ExaminerTest, ASealOfABookingThatWasGivenUpIsNoBooking) {
  Examiner examiner = Make(Match);
  const auto found = [&](const std::string& booking_id) {
    const LaneProfile lane = Lane();
    const auto seal = SignSeal({.booking_id = booking_id,
                                .slot_starts_at = kNow,
                                .slot_ends_at = kNow + std::chrono::minutes(15),
                                .port = "KHORGOS",
                                .movement = lane.movement,
                                .lane_group = "icbc-kaz",
                                .document_hash = SealDocumentHash(std::string(32, 'k'), Document())},
                               seal_key_);
    EXPECT_TRUE(seal.ok()) << seal.status();
    devices_.code = *QrPng(*seal, 480);
    LaneProfile here = lane;
    here.port = "KHORGOS";
    here.lane_group = "icbc-kaz";
    return std::get<FindingArrived>(examiner.CheckBooking("c", 1, here, Document()));
  };
  const FindingArrived kept = found(kKept);
  EXPECT_EQ(kept.finding.result, FindingResult::kPassed);
  EXPECT_EQ(kept.booking_id, kKept);
  const FindingArrived given_up = found(kGivenUp);
  EXPECT_EQ(given_up.finding.result, FindingResult::kFailed);
  EXPECT_EQ(given_up.finding.cause, FindingCause::kCancelled);
  EXPECT_EQ(given_up.booking_id, kGivenUp) << "the centre is told whose seal it was";
}

TEST_F(ExaminerTest, ABrokenDeviceIsNeverAPass) {
  Examiner examiner = Make(Match);
  EXPECT_TRUE(std::holds_alternative<DocumentReadFailed>(examiner.ReadDocument("c", Lane())));
  for (const Finding& finding :
       {In(examiner.MatchFace("c", 1)), In(examiner.CheckBooking("c", 1, Lane(), Document())),
        In(examiner.Screen("c", 1, CheckKind::kTemperature)), In(examiner.Screen("c", 1, CheckKind::kBodyScan))}) {
    EXPECT_EQ(finding.result, FindingResult::kNotPerformed) << CheckKindName(finding.check);
    EXPECT_EQ(finding.cause, FindingCause::kDeviceFault) << CheckKindName(finding.check);
  }
}

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
  devices_.document = DocumentReading{.mrz = Mrz(), .portrait = "portrait of c"};
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
  devices_.document = DocumentReading{.mrz = Mrz(), .portrait = "portrait of a"};
  here.ReadDocument("a", Lane());
  here.MatchFace("a", 1);
  EXPECT_TRUE(seen.empty()) << "nobody else is in hand";
  devices_.document = DocumentReading{.mrz = Mrz(), .portrait = "portrait of b"};
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
    comparison.live_frame = best;
    return comparison;
  });
  const auto kept = [&](const std::string& crossing_id) {
    const StatusOr<SecretBytes> picture = examiner.OpenPicture(crossing_id);
    return picture.ok() ? std::string(picture->view()) : ReasonOf(picture.status());
  };
  devices_.document = DocumentReading{.mrz = Mrz(), .portrait = "portrait"};
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

TEST_F(ExaminerTest, ANameGoesWithItsDocumentWhereItCanBeOne) {
  Examiner examiner = Make(Match);
  const auto read = [&](const std::string& mrz) {
    devices_.document = DocumentReading{};
    devices_.document->mrz = mrz;
    const LaneEvent event = examiner.ReadDocument("c", Lane());
    EXPECT_TRUE(std::holds_alternative<DocumentRead>(event));
    return std::get<DocumentRead>(event).document;
  };
  EXPECT_EQ(read(Mrz()).primary_identifier, "TEST");
  EXPECT_EQ(read(Mrz()).secondary_identifier, "A");
  std::string misread = Mrz();
  misread.replace(misread.find("TEST"), 4, "TE5T");
  EXPECT_EQ(read(misread).primary_identifier, "") << "the centre would refuse the crossing for it";
  EXPECT_EQ(read(misread).number, "N12345678");
}

TEST_F(ExaminerTest, TheInspectorGetsWhatTheReaderGaveAndItsResultsStandInTheFinding) {
  int asked = 0;
  Examiner examiner = Make(Match, [&](const InspectionEvidence& evidence, Instant at) {
    ++asked;
    EXPECT_EQ(evidence.files.ef_sod, "sod");
    EXPECT_EQ(evidence.files.data_groups.at(15), "dg15");
    EXPECT_EQ(evidence.printed_mrz, Mrz());
    EXPECT_EQ(evidence.access, AccessProtocol::kBac);
    EXPECT_EQ(evidence.optical, OpticalChecks::kDoubtful);
    EXPECT_EQ(evidence.chip, ChipEvidence(ActiveAuthenticationEvidence{"12345678", "answer"}));
    EXPECT_TRUE(evidence.chip_lost);
    EXPECT_EQ(at, kNow);
    return DocumentInspection{.inspection = SoundInspection()};
  });
  devices_.document = DocumentReading{.mrz = Mrz(),
                                      .portrait = "page",
                                      .chip = {.ef_sod = "sod", .data_groups = {{15, "dg15"}}},
                                      .access = AccessProtocol::kBac,
                                      .chip_evidence = ActiveAuthenticationEvidence{"12345678", "answer"},
                                      .chip_lost = true,
                                      .optical = OpticalChecks::kDoubtful};
  const LaneEvent event = examiner.ReadDocument("c", Lane());
  ASSERT_TRUE(std::holds_alternative<DocumentRead>(event));
  const Finding& finding = std::get<DocumentRead>(event).finding;
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(finding.check, CheckKind::kDocument);
  EXPECT_EQ(finding.result, FindingResult::kPassed);
  EXPECT_EQ(finding.inspection, SoundInspection());
}

TEST_F(ExaminerTest, WithoutAnInspectorTheFindingHasNoInspection) {
  Examiner examiner = Make(Match);
  devices_.document = DocumentReading{.mrz = Mrz(), .portrait = "page"};
  const LaneEvent event = examiner.ReadDocument("c", Lane());
  EXPECT_EQ(std::get<DocumentRead>(event).finding.inspection, Inspection());
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
    devices_.document = DocumentReading{.mrz = Mrz(), .portrait = "page", .chip = {.data_groups = {{2, dg2}}}};
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

// Long enough that what an allocator writes into freed memory leaves its middle alone.
std::string SecretOf(unsigned seed) {
  std::string secret(256, '\0');
  for (unsigned i = 0; i < secret.size(); ++i) secret[i] = static_cast<char>((i + seed) * (i + 7 * seed) % 251);
  return secret;
}

Needle NeedleOf(unsigned seed) {
  std::string secret = SecretOf(seed);
  const Needle needle = MakeNeedle(secret.data() + 96);
  Wipe(secret);
  return needle;
}

// Gives what is made at that moment, so that nobody else holds a copy.
struct SecretReader final : DocumentReader {
  StatusOr<DocumentReading> ReadDocument() override {
    DocumentReading reading{.mrz = mrz, .chip = {.ef_sod = SecretOf(1)}};
    reading.chip.data_groups[1] = SecretOf(2);
    if (kind == 0) reading.chip_evidence = ActiveAuthenticationEvidence{SecretOf(3), SecretOf(4)};
    if (kind == 1)
      reading.chip_evidence = ChipAuthenticationEvidence{
          .protocol = "0.4.0.127.0.7.2.2.3.2.2", .terminal_private_key = SecretOf(3), .response = SecretOf(4)};
    if (kind == 2) reading.chip_evidence = PaceCamEvidence{"0.4.0.127.0.7.2.2.4.6.2", SecretOf(3), SecretOf(4)};
    return reading;
  }
  std::string mrz;
  int kind = 0;
};

TEST_F(ExaminerTest, AReadingLeavesNoFileAndNoEvidenceInMemory) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  const Needle needles[] = {NeedleOf(1), NeedleOf(2), NeedleOf(3), NeedleOf(4)};
  SecretReader reader;
  const auto read = [&](bool inspects) {
    int found = 0;
    DocumentInspector inspect = [&](const InspectionEvidence&, Instant) {
      for (const Needle& needle : needles) found += CountInMemory(needle) > 0 ? 1 : 0;
      return DocumentInspection{.inspection = SoundInspection()};
    };
    Examiner examiner({.clock = clock_,
                       .zones = zones_,
                       .seals = seals_,
                       .portraits = portraits_,
                       .pictures = pictures_,
                       .compare = Match,
                       .inspect = inspects ? inspect : nullptr,
                       .reader = reader,
                       .scanner = devices_,
                       .camera = devices_,
                       .thermal = devices_,
                       .body = devices_});
    examiner.ReadDocument("c", Lane());
    return found;
  };
  for (reader.kind = 0; reader.kind < 3; ++reader.kind) {
    for (const std::string& mrz : {Mrz(), std::string("no zone")}) {
      for (const bool inspects : {true, false}) {
        reader.mrz = mrz;
        // The search does find what is there.
        EXPECT_EQ(read(inspects), inspects && mrz == Mrz() ? 4 : 0);
        for (const Needle& needle : needles) EXPECT_EQ(CountInMemory(needle), 0) << reader.kind << mrz.size();
      }
    }
  }
}

TEST_F(ExaminerTest, AnswersCarryTheirCrossingAndRound) {
  Examiner examiner = Make(Match);
  const LaneEvent event = examiner.Screen("crossing", 3, CheckKind::kBodyScan);
  EXPECT_EQ(std::get<FindingArrived>(event).crossing_id, "crossing");
  EXPECT_EQ(std::get<FindingArrived>(event).round, 3);
}

TEST_F(ExaminerTest, AThermalPictureThatIsNoneMeasuresNothing) {
  Examiner examiner = Make(Match);
  ThermalPicture picture;
  picture.width = 1000;  // of no pixels
  picture.height = 1000;
  picture.persons = 1;
  devices_.thermal = picture;
  const Finding finding = In(examiner.Screen("c", 1, CheckKind::kTemperature));
  EXPECT_EQ(finding.result, FindingResult::kNotPerformed);
  EXPECT_EQ(finding.cause, FindingCause::kNotMeasured);
}

TEST_F(ExaminerTest, AScanThatNamesAZoneWeDoNotKnowIsVoid) {
  Examiner examiner = Make(Match);
  BodyScanLevels levels;
  for (const BodyZone zone : kAllBodyZones) {
    levels.zones.push_back({.name = std::string(BodyZoneName(zone)), .anomaly = 0, .coverage = 1});
  }
  devices_.body = levels;
  EXPECT_EQ(In(examiner.Screen("c", 1, CheckKind::kBodyScan)).result, FindingResult::kPassed);
  levels.zones.front().name = "TAIL";
  devices_.body = levels;
  EXPECT_EQ(In(examiner.Screen("c", 1, CheckKind::kBodyScan)).cause, FindingCause::kInvalidScan);
}

}  // namespace
}  // namespace clearance
