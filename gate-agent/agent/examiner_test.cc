// The examiner with devices that fail or give nonsense: whatever comes, the answer is a finding and never a pass.
#include "gate-agent/agent/examiner.h"

#include <gtest/gtest.h>

#include "common/crypto/secret.h"
#include "common/document/mrz.h"
#include "common/seal/qr_picture.h"
#include "tests/support/examiner_fixture.h"
#include "tests/support/memory_search.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

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

TEST_F(ExaminerTest, ANameGoesWithItsDocumentWhereItCanBeOne) {
  Examiner examiner = Make(Match);
  const auto read = [&](const std::string& mrz) {
    devices_.document = DocumentReading{};
    devices_.document->mrz = mrz;
    const LaneEvent event = examiner.ReadDocument("c", Lane());
    EXPECT_TRUE(std::holds_alternative<DocumentRead>(event));
    return std::get<DocumentRead>(event).document;
  };
  EXPECT_EQ(read(SampleMrz()).primary_identifier, "TEST");
  EXPECT_EQ(read(SampleMrz()).secondary_identifier, "A");
  std::string misread = SampleMrz();
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
    EXPECT_EQ(evidence.printed_mrz, SampleMrz());
    EXPECT_EQ(evidence.access, AccessProtocol::kBac);
    EXPECT_EQ(evidence.optical, OpticalChecks::kDoubtful);
    EXPECT_EQ(evidence.chip, ChipEvidence(ActiveAuthenticationEvidence{"12345678", "answer"}));
    EXPECT_TRUE(evidence.chip_lost);
    EXPECT_EQ(at, kNow);
    return DocumentInspection{.inspection = SoundInspection()};
  });
  devices_.document = DocumentReading{.mrz = SampleMrz(),
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
  devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = "page"};
  const LaneEvent event = examiner.ReadDocument("c", Lane());
  EXPECT_EQ(std::get<DocumentRead>(event).finding.inspection, Inspection());
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
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's own memory cannot be searched";
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
    for (const std::string& mrz : {SampleMrz(), std::string("no zone")}) {
      for (const bool inspects : {true, false}) {
        reader.mrz = mrz;
        // The search does find what is there.
        EXPECT_EQ(read(inspects), inspects && mrz == SampleMrz() ? 4 : 0);
        for (const Needle& needle : needles) EXPECT_EQ(CountInMemory(needle), 0) << reader.kind << mrz.size();
      }
    }
  }
}

// Frames that nobody else holds a copy of.
struct SecretCamera final : Camera {
  StatusOr<std::vector<std::string>> TakeBurst() override {
    std::vector<std::string> burst(3);  // a list in braces would be copied, and the copies left in memory
    for (unsigned i = 0; i < burst.size(); ++i) burst[i] = SecretOf(i + 1);
    return burst;
  }
};

TEST_F(ExaminerTest, AComparisonLeavesNoFrameAndNoCopyOfAPortraitInMemory) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a sanitizer's own memory cannot be searched";
#endif
  const std::vector<Needle> frames = {NeedleOf(1), NeedleOf(2), NeedleOf(3)};
  const std::vector<Needle> portraits = {NeedleOf(4), NeedleOf(5)};
  SecretCamera camera;
  portraits_.Keep("beside", SecretOf(5));
  // The officer's frame too: it is sealed in the picture kept for them.
  for (const int officer_frame : {-1, 1}) {
    std::vector<int> frames_then, portraits_then;
    FaceComparer compare = [&](const EncodedPicture&, std::span<const EncodedPicture>, FaceTransaction&,
                               std::span<const EncodedPicture>) {
      frames_then = CountEachInMemory(frames);
      portraits_then = CountEachInMemory(portraits);
      FaceComparison comparison;
      comparison.result = FaceComparison::Result::kNoMatch;
      comparison.officer_frame = officer_frame;
      return comparison;
    };
    Examiner examiner({.clock = clock_,
                       .zones = zones_,
                       .seals = seals_,
                       .portraits = portraits_,
                       .pictures = pictures_,
                       .compare = compare,
                       .reader = devices_,
                       .scanner = devices_,
                       .camera = camera,
                       .thermal = devices_,
                       .body = devices_});
    devices_.document = DocumentReading{.mrz = SampleMrz(), .portrait = SecretOf(4)};
    examiner.ReadDocument("c", Lane());
    Wipe(devices_.document->portrait);
    EXPECT_EQ(In(examiner.MatchFace("c", 1)).check, CheckKind::kFace);
    EXPECT_EQ(frames_then, (std::vector<int>{1, 1, 1})) << "the search does find what is there";
    EXPECT_EQ(portraits_then, (std::vector<int>{2, 2})) << "the one kept and the one lent";
    EXPECT_EQ(CountEachInMemory(frames), (std::vector<int>{0, 0, 0})) << officer_frame;
    EXPECT_EQ(CountEachInMemory(portraits), (std::vector<int>{1, 1})) << "those in hand; " << officer_frame;
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
