// Decide, crossing by crossing: documents, own nationals, checks, bookings, time.
#include "common/rules/decide.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/rules/stay_rules.h"
#include "tests/support/decide_fixture.h"

namespace clearance {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using enum Territory;

TEST_F(DecideTest, DocumentsOfTheZoneByGate) {
  EXPECT_THAT(Codes(Crossing(Of("KAZ", DocumentKind::kIdentityCard), kaz_icbc_, both_)), IsEmpty());
  EXPECT_THAT(Codes(Crossing(Of("CHN", DocumentKind::kExitEntryPermit), chn_icbc_, both_)), IsEmpty());
  EXPECT_THAT(Codes(Crossing(Of("KAZ", DocumentKind::kIdentityCard), chn_icbc_, {.entry = true})),
              ElementsAre(ReasonCode::kDocumentNotForMovement));
}

TEST_F(DecideTest, AnOwnNationalComesHomeWithEverythingWrongButIdentity) {
  CrossingFacts facts = Crossing(Of("KAZ", DocumentKind::kCertificateOfReturn), icbc_kaz_, both_);
  facts.request.document.expiry_date = MakeDate(2020, 1, 1);
  facts.request.findings = {SoundDocumentFinding(), {.check = CheckKind::kFace, .result = FindingResult::kPassed}};
  SetFinding(facts, CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature);
  facts.request.findings.push_back(
      {.check = CheckKind::kTemperature, .result = FindingResult::kFailed, .cause = FindingCause::kAboveThreshold});
  facts.booking = BookingUse::kNone;
  facts.exited = Complete({Open(kIcbc, kToday - Days(60), "CHN", kChn)});
  facts.entered = Complete({Open(kKaz, kToday - Days(300), "KAZ", kChn)});
  const Decision decision = Answer(facts);
  EXPECT_EQ(decision.verdict, Verdict::kAdmit);
  EXPECT_EQ(decision.reasons.back().code, ReasonCode::kOwnNational);
}

TEST_F(DecideTest, DoubtAboutWhoAnOwnNationalIsCallsAnOfficer) {
  const CrossingFacts home = Crossing(Of("KAZ"), chn_kaz_, {.entry = true});
  const auto primary = [&](CheckKind check, FindingResult result, FindingCause cause) {
    CrossingFacts facts = home;
    SetFinding(facts, check, result, cause);
    const Decision decision = Answer(facts);
    EXPECT_EQ(decision.verdict, Verdict::kRefer);
    return decision.reasons[0].code;
  };
  using enum FindingResult;
  EXPECT_EQ(primary(CheckKind::kFace, kFailed, FindingCause::kFaceDiffers), ReasonCode::kFaceDiffers);
  EXPECT_EQ(primary(CheckKind::kFace, kNotPerformed, FindingCause::kCaptureDeclined), ReasonCode::kFaceNotTaken);
  EXPECT_EQ(primary(CheckKind::kDocument, kFailed, FindingCause::kUnreadable), ReasonCode::kDocumentUnreadable);
  EXPECT_EQ(primary(CheckKind::kDocument, kFailed, FindingCause::kCheckDigitWrong), ReasonCode::kDocumentCheckDigit);
  EXPECT_EQ(primary(CheckKind::kDocument, kFailed, FindingCause::kKindUnknown), ReasonCode::kDocumentKindUnknown);
  CrossingFacts unknown = home;
  unknown.request.document.kind = DocumentKind::kUnknown;
  EXPECT_THAT(Codes(unknown), ElementsAre(ReasonCode::kDocumentKindUnknown, ReasonCode::kOwnNational));
}

TEST_F(DecideTest, TheOtherStatesExitRulesHoldForAnOwnNationalOnTheWayHome) {
  // A joint lane decides China's exit as well: China's overstay stays a case, Kazakhstan's entry adds none.
  CrossingFacts facts = Crossing(Of("KAZ"), chn_kaz_, both_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOverstay, ReasonCode::kOwnNational));
  facts.request.lane.sides = {.entry = true};
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOwnNational));
}

TEST_F(DecideTest, ADocumentIsValidOnItsLastDay) {
  CrossingFacts facts = Exit(Of("KAZ"), chn_kaz_);
  facts.exited = Complete({Open(kChn, kToday - Days(3), "KAZ", kKaz)});
  facts.request.document.expiry_date = kToday;
  EXPECT_THAT(Codes(facts), IsEmpty());
  facts.request.document.expiry_date = kToday - Days(1);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kDocumentExpired));
  facts.request.document.expiry_date.reset();
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(DecideTest, FindingsThatAreMissingOrNotInOrder) {
  const auto codes = [&](CheckKind check, FindingResult result, FindingCause cause, ServiceLevel level) {
    CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
    SetFinding(facts, check, result, cause);
    facts.request.level = level;
    return Codes(facts);
  };
  using enum FindingResult;
  const auto full = ServiceLevel::kFull;
  const auto unscreened = ServiceLevel::kNoScreening;
  EXPECT_THAT(codes(CheckKind::kTemperature, kFailed, FindingCause::kAboveThreshold, full),
              ElementsAre(ReasonCode::kTemperatureHigh));
  EXPECT_THAT(codes(CheckKind::kTemperature, kNotPerformed, FindingCause::kNotMeasured, full),
              ElementsAre(ReasonCode::kTemperatureNotMeasured));
  EXPECT_THAT(codes(CheckKind::kTemperature, kNotPerformed, FindingCause::kNotMeasured, unscreened), IsEmpty());
  EXPECT_THAT(codes(CheckKind::kTemperature, kFailed, FindingCause::kAboveThreshold, unscreened),
              ElementsAre(ReasonCode::kTemperatureHigh));
  EXPECT_THAT(codes(CheckKind::kBodyScan, kFailed, FindingCause::kAlarm, full),
              ElementsAre(ReasonCode::kBodyScanAlarm));
  EXPECT_THAT(codes(CheckKind::kBodyScan, kDoubtful, FindingCause::kInvalidScan, full),
              ElementsAre(ReasonCode::kBodyScanInvalid));
  EXPECT_THAT(codes(CheckKind::kFace, kDoubtful, FindingCause::kPoorQuality, full),
              ElementsAre(ReasonCode::kFaceNotTaken));
  EXPECT_THAT(codes(CheckKind::kFace, kDoubtful, FindingCause::kNone, full), ElementsAre(ReasonCode::kFaceDiffers));
  EXPECT_THAT(codes(CheckKind::kFace, kNotPerformed, FindingCause::kNone, full),
              ElementsAre(ReasonCode::kFaceNotTaken));
  EXPECT_THAT(codes(CheckKind::kFace, kNotPerformed, FindingCause::kNoBiometricsLevel, full),
              ElementsAre(ReasonCode::kOfficerComparesFace))
      << "the lane matched no faces, whatever level it says it is at now";
  for (const FindingCause doubt : {FindingCause::kPresentationSuspected, FindingCause::kFramesIdentical,
                                   FindingCause::kOtherOfParty, FindingCause::kSecondFace}) {
    EXPECT_THAT(codes(CheckKind::kFace, kDoubtful, doubt, full), ElementsAre(ReasonCode::kFaceInDoubt));
  }
  EXPECT_THAT(codes(CheckKind::kFace, kFailed, FindingCause::kPoorReference, full),
              ElementsAre(ReasonCode::kFaceDiffers));
  EXPECT_THAT(codes(CheckKind::kFace, FindingResult::kPassed, FindingCause::kPoorReference, full), ElementsAre());
  CrossingFacts hot = Entry(Of("KAZ"), kaz_chn_);
  SetFinding(hot, CheckKind::kFace, kPassed, FindingCause::kPoorReference);
  SetFinding(hot, CheckKind::kTemperature, kFailed, FindingCause::kAboveThreshold);
  EXPECT_THAT(Codes(hot), ElementsAre(ReasonCode::kTemperatureHigh, ReasonCode::kPoorReference))
      << "whoever looks at the traveller is told what the match is worth";
  EXPECT_THAT(codes(CheckKind::kFace, kNotPerformed, FindingCause::kNone, ServiceLevel::kNoBiometrics),
              ElementsAre(ReasonCode::kOfficerComparesFace));
  CrossingFacts bare = Entry(Of("KAZ"), kaz_chn_);
  bare.request.findings.clear();
  EXPECT_THAT(Codes(bare), ElementsAre(ReasonCode::kCheckMissing, ReasonCode::kCheckMissing, ReasonCode::kCheckMissing,
                                       ReasonCode::kCheckMissing));
  bare.request.level = ServiceLevel::kManual;
  EXPECT_THAT(Codes(bare), ElementsAre(ReasonCode::kOfficerComparesFace, ReasonCode::kCheckMissing));
}

TEST_F(DecideTest, NoMachineJudgesAChildsFace) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.request.document.birth_date = MakeDate(2012, 11, 23);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kMinor));
  facts.request.document.birth_date = MakeDate(2012, 11, 22);
  EXPECT_THAT(Codes(facts), IsEmpty());
}

TEST_F(DecideTest, ABookingNeverChangesTheVerdict) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  const auto note = [&](BookingUse use, FindingCause lane) {
    facts.booking = use;
    SetFinding(facts, CheckKind::kBooking, FindingResult::kFailed, lane);
    const Decision decision = Answer(facts);
    EXPECT_EQ(decision.verdict, Verdict::kAdmit);
    return decision.reasons.empty()
               ? std::string()
               : std::string(ReasonCodeName(decision.reasons[0].code)) + " " + decision.reasons[0].detail;
  };
  EXPECT_EQ(note(BookingUse::kValid, FindingCause::kNone), "");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kNone), "WALK_IN NO_BOOKING");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kTooEarly), "WALK_IN TOO_EARLY");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kBadSignature), "BOOKING_ABUSE BAD_SIGNATURE");
  EXPECT_EQ(note(BookingUse::kNone, FindingCause::kMalformed), "WALK_IN MALFORMED");
  EXPECT_EQ(note(BookingUse::kTooLate, FindingCause::kNone), "WALK_IN TOO_LATE");
  EXPECT_EQ(note(BookingUse::kWrongPort, FindingCause::kNone), "WALK_IN WRONG_PORT");
  EXPECT_EQ(note(BookingUse::kCancelled, FindingCause::kNone), "WALK_IN CANCELLED");
  EXPECT_EQ(note(BookingUse::kUnknownBooking, FindingCause::kNone), "WALK_IN NO_BOOKING");
  EXPECT_EQ(note(BookingUse::kSecondUse, FindingCause::kNone), "BOOKING_ABUSE SECOND_USE");
  EXPECT_EQ(note(BookingUse::kOtherDocument, FindingCause::kNone), "BOOKING_ABUSE OTHER_DOCUMENT");
  facts.request.findings.clear();
  facts.request.findings = AllPassed();
  facts.booking = BookingUse::kTooEarly;
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kWalkIn)) << "the centre knows better than the lane";
  facts = Exit(Of("CHN"), chn_kaz_);
  facts.booking = BookingUse::kNone;
  EXPECT_THAT(Codes(facts), IsEmpty()) << "leaving needs no booking";
}

TEST_F(DecideTest, OnePersonAtTwoGatesIsInProgressAtOne) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  facts.in_progress = {.lane_id = "gate-2/b", .until = kNow + std::chrono::seconds(1)};
  const Decision decision = Answer(facts);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0].code, ReasonCode::kInProgressElsewhere);
  EXPECT_EQ(decision.reasons[0].detail, "gate-2/b");
  facts.in_progress->until = kNow;
  EXPECT_THAT(Codes(facts), IsEmpty()) << "it has lapsed";
  facts.in_progress = {.lane_id = "gate-1/a", .until = kNow + std::chrono::seconds(1)};
  EXPECT_THAT(Codes(facts), IsEmpty()) << "the same lane asks again";
}

TEST_F(DecideTest, ADecisionEndsWithItsLeaseOrWithTheDay) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  EXPECT_EQ(Answer(facts).valid_until, kNow + book_.decision_lease);
  facts.now = Utc("2026-11-22T15:59:30Z");
  EXPECT_EQ(Answer(facts).valid_until, Utc("2026-11-22T16:00:00Z")) << "midnight in China";
  facts.now = Utc("2026-11-22T18:59:30Z");
  EXPECT_EQ(Answer(facts).valid_until, Utc("2026-11-22T19:00:00Z")) << "midnight in Kazakhstan";
  facts = Crossing(Of("KAZ", DocumentKind::kIdentityCard), kaz_icbc_, both_);
  facts.now = Utc("2026-11-22T15:59:30Z");
  EXPECT_EQ(Answer(facts).valid_until, facts.now + book_.decision_lease) << "the zone keeps the gate's own day";
}

TEST_F(DecideTest, ReasonsStandTheGraverFirst) {
  CrossingFacts facts = Crossing(Of("KAZ"), chn_icbc_, both_);
  facts.exited = Complete({Open(kChn, kToday - Days(34), "KAZ", kKaz)});
  facts.entered = Complete({Open(kIcbc, kToday - Days(1), "KAZ", kChn)});
  facts.booking = BookingUse::kNone;
  SetFinding(facts, CheckKind::kFace, FindingResult::kFailed, FindingCause::kFaceDiffers);
  EXPECT_THAT(Codes(facts), ElementsAre(ReasonCode::kOverstay, ReasonCode::kAlreadyInside, ReasonCode::kFaceDiffers,
                                        ReasonCode::kWalkIn));
}

}  // namespace
}  // namespace clearance
