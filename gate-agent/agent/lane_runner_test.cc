// Crossings: what the lane's runner makes of a traveller, from the document to the report.
#include "gate-agent/agent/lane_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/lane_runner_fixture.h"

namespace clearance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(LaneRunnerTest, AnAdmittedTravellerGoesThroughAndThePassageIsReported) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.code_picture = SealPicture(seal_key_, Now() - minutes(5));
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_THAT(phases_, ElementsAre("READING", "BOARDING", "EXAMINING", "DECIDING", "ADMITTED", "IDLE"));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  ASSERT_THAT(central_.crossings, SizeIs(1));
  const CrossingRequest& asked = central_.crossings[0];
  EXPECT_EQ(asked.lane, Outwards());
  EXPECT_EQ(asked.level, ServiceLevel::kFull);
  Document read = SamplePassport();
  read.primary_identifier = "TEST";
  read.secondary_identifier = "A";
  EXPECT_EQ(asked.document, read) << "names go to the centre with the question alone, never to the gate's disk";
  EXPECT_EQ(asked.booking_id, kBookingId);
  ASSERT_THAT(asked.findings, SizeIs(5));
  for (const Finding& finding : asked.findings) {
    EXPECT_EQ(finding.result, FindingResult::kPassed) << CheckKindName(finding.check);
  }
  EXPECT_THAT(owed_when_idle_.back(), 1u);
  time_.RunFor(seconds(5));
  ASSERT_THAT(central_.passages, SizeIs(1));
  EXPECT_EQ(central_.passages[0].decision_request_id, asked.request_id);
  EXPECT_EQ(central_.passages[0].document, SamplePassport());
  EXPECT_EQ(central_.passages[0].booking_id, kBookingId);
  EXPECT_EQ(outbox_->Waiting(), 0);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  EXPECT_EQ(*store_->ReadJournal("gate-1/a"), "");
}

TEST_F(LaneRunnerTest, TheJournalKnowsWhoIsInsideBeforeADoorMoves) {
  StartLane();
  doors_.commands.clear();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  EXPECT_THAT(doors_.commands, ElementsAre("open entry, nobody inside", "close entry, somebody inside",
                                           "open exit, somebody inside", "close exit, nobody inside"));
}

TEST_F(LaneRunnerTest, ThePortraitIsGoneWithItsCrossing) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  const std::string& crossing_id = steps_.front().crossing_id;
  ASSERT_NE(crossing_id, "");
  const LaneEvent late = examiner_->MatchFace(crossing_id, 1);
  EXPECT_EQ(std::get<FindingArrived>(late).finding.cause, FindingCause::kReferenceUnusable);
}

TEST_F(LaneRunnerTest, AClockThatIsSetBackDoesNotTakeTheLaneBack) {
  ManualClock clock(kStart + minutes(1));
  lane_clock_ = &clock;
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  const Instant before = Last().at;
  clock.Set(kStart - minutes(30));
  RunUntil(LanePhase::kIdle);
  EXPECT_GE(Last().at, before);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, AClockThatIsSetBackHoldsNobodyLonger) {
  ManualClock clock(kStart + minutes(1));
  lane_clock_ = &clock;
  StartLane();
  central_.away = true;
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  clock.Set(kStart - minutes(30));
  const Instant set_back = Now();
  RunUntil(LanePhase::kAttended);
  EXPECT_LE(Now() - set_back, LaneLimits{}.decision);
  time_.RunFor(LaneLimits{}.closed_in);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_GE(Last().at, kStart + minutes(1)) << "within a crossing it never goes back";

  devices_.Forget();
  Present(Traveller());
  RunUntil(LanePhase::kReading);
  EXPECT_EQ(Last().at, clock.Now()) << "the next one has the machine's time";
}

TEST_F(LaneRunnerTest, AReferredTravellerWaitsForTheOfficerWhoOpens) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  EXPECT_EQ(Last().referral_id, kReferralId);
  time_.RunFor(seconds(30));
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
  runner_->OnCommand(Answer(Resolution::kAdmit));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  time_.RunFor(seconds(5));
  EXPECT_THAT(central_.passages, SizeIs(1));
}

TEST_F(LaneRunnerTest, ARefusedTravellerGoesBackAndIsReportedAsRefused) {
  StartLane();
  ReferEverybody(ReasonCode::kStayExhausted);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  runner_->OnCommand(Answer(Resolution::kRefuse));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  time_.RunFor(seconds(5));
  ASSERT_THAT(central_.abandonments, SizeIs(1));
  EXPECT_EQ(central_.abandonments[0].cause, AbandonmentCause::kRefusedByOfficer);
  EXPECT_THAT(central_.passages, IsEmpty());
}

TEST_F(LaneRunnerTest, ARepeatedCaptureAsksAgainUnderAnotherId) {
  StartLane();
  ReferEverybody(ReasonCode::kFaceDiffers);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  runner_->OnCommand(Answer(Resolution::kRepeatCapture));
  time_.RunFor(seconds(2));
  ASSERT_THAT(central_.crossings, SizeIs(2));
  EXPECT_NE(central_.crossings[0].request_id, central_.crossings[1].request_id);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->result, FindingResult::kPassed);
}

TEST_F(LaneRunnerTest, AnotherPersonsFaceIsTold) {
  StartLane();
  SensedTraveller impostor = Traveller();
  impostor.burst = {"face 8"};
  Present(impostor);
  RunUntil(LanePhase::kIdle);
  const Finding* face = LastFinding(CheckKind::kFace);
  ASSERT_NE(face, nullptr);
  EXPECT_EQ(face->result, FindingResult::kFailed);
  EXPECT_EQ(face->cause, FindingCause::kFaceDiffers);
  EXPECT_DOUBLE_EQ(*face->score, 0.1);
  EXPECT_DOUBLE_EQ(*face->threshold, 0.4);
}

TEST_F(LaneRunnerTest, NoFaceAndNoPortraitAreTwoThings) {
  StartLane();
  SensedTraveller hidden = Traveller();
  hidden.burst = {kNobody};
  Present(hidden);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->result, FindingResult::kNotPerformed);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kNoFace);
  devices_.Forget();
  steps_.clear();
  SensedTraveller without_portrait = Traveller();
  without_portrait.document.portrait = "";
  Present(without_portrait);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kReferenceUnusable);
}

TEST_F(LaneRunnerTest, WhoeverLooksAwayIsToldAndCrosses) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.burst = {kNobody};
  traveller.burst_when_told = {"face 7"};
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->result, FindingResult::kPassed);
  EXPECT_EQ(central_.crossings.size(), 1U) << "the centre is asked once";
  std::vector<ScreenMessage> said;
  for (const LaneStatus& step : steps_) {
    if (step.phase == LanePhase::kExamining && (said.empty() || said.back() != step.screen))
      said.push_back(step.screen);
  }
  EXPECT_EQ(said, (std::vector{ScreenMessage::kLookAtCamera, ScreenMessage::kLookHere}));
}

TEST_F(LaneRunnerTest, AnOfficerSeesThePictureOfTheReferralThatWaitsAndOfNoOther) {
  StartLane();
  const auto shown = [&](const std::string& referral_id) {
    std::string answer = "no answer";
    runner_->ShowPicture(referral_id, [&](const StatusOr<LaneRunner::ReferralPicture>& picture) {
      answer = picture.ok() ? std::string(picture->picture.view()) : ReasonOf(picture.status());
      EXPECT_TRUE(!picture.ok() || picture->kept_until > Now() + minutes(29));
    });
    time_.RunFor(Duration(1));
    return answer;
  };
  ReferEverybody(ReasonCode::kStayExhausted);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  EXPECT_EQ(shown(kReferralId), "face 7");
  EXPECT_EQ(shown("another"), error_reason::kNotFound);
  EXPECT_EQ(shown(""), error_reason::kNotFound);
  runner_->OnCommand(Answer(Resolution::kRefuse));
  EXPECT_EQ(shown(kReferralId), error_reason::kNotFound) << "it is answered, though the person has not gone yet";
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(pictures_.size(), 0U);
}

TEST_F(LaneRunnerTest, WhoeverIsAdmittedLeavesNoPicture) {
  StartLane();
  std::map<LanePhase, std::size_t> kept;
  runner_->Watch([&](const LaneStatus& status) { kept[status.phase] = pictures_.size(); });
  Present(Traveller());
  time_.RunFor(seconds(1));
  EXPECT_EQ(kept.at(LanePhase::kDeciding), 1U);
  EXPECT_EQ(kept.at(LanePhase::kAdmitted), 0U);
}

TEST_F(LaneRunnerTest, TheNextTravellerIsNeverComparedWithTheLastOnesPortrait) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  devices_.Forget();
  steps_.clear();
  SensedTraveller next = Traveller();
  next.document.portrait = "face 9";
  Present(next);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kFaceDiffers);
}

TEST_F(LaneRunnerTest, ThePortraitIsPreparedWhileItsHolderComesIn) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  EXPECT_EQ(prepared_, std::vector<EncodedPicture>{"face 7"});
}

TEST_F(LaneRunnerTest, APoorPortraitIsToldTheCentreThoughTheFacePassed) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.document.portrait = traveller.burst[0] = std::string(kPoor) + " face";
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->result, FindingResult::kPassed);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kPoorReference);
}

TEST_F(LaneRunnerTest, WithoutBiometricsNoFaceIsComparedByTheMachine) {
  StartLane(ServiceLevel::kNoBiometrics);
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  EXPECT_TRUE(prepared_.empty()) << "no template is made that nobody needs";
  EXPECT_EQ(central_.crossings[0].level, ServiceLevel::kNoBiometrics);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->cause, FindingCause::kNoBiometricsLevel);
  EXPECT_EQ(LastFinding(CheckKind::kFace)->score, std::nullopt);
}

TEST_F(LaneRunnerTest, ScreeningIsMeasuredAndTold) {
  StartLane();
  SensedTraveller ill = Traveller();
  ill.temperature_c = 38.6;
  ill.body_scan_alarm = true;
  Present(ill);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kTemperature)->result, FindingResult::kFailed);
  EXPECT_EQ(LastFinding(CheckKind::kTemperature)->cause, FindingCause::kAboveThreshold);
  EXPECT_EQ(LastFinding(CheckKind::kBodyScan)->cause, FindingCause::kAlarm);
}

struct SealCase {
  const char* name;
  Duration slot_starts_in;
  bool forged;
  FindingResult result;
  FindingCause cause;
};
class LaneRunnerSealTest : public LaneRunnerTest, public testing::WithParamInterface<SealCase> {};
TEST_P(LaneRunnerSealTest, IsVerifiedWithoutTheCentre) {
  StartLane();
  SensedTraveller traveller = Traveller();
  const SigningKey forger = SigningKey::Generate();
  traveller.code_picture = SealPicture(GetParam().forged ? forger : seal_key_, Now() + GetParam().slot_starts_in);
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  const Finding* booking = LastFinding(CheckKind::kBooking);
  ASSERT_NE(booking, nullptr);
  EXPECT_EQ(booking->result, GetParam().result);
  EXPECT_EQ(booking->cause, GetParam().cause);
  EXPECT_EQ(central_.crossings[0].booking_id, GetParam().forged ? "" : kBookingId) << "of a good signature";
  time_.RunFor(seconds(1));  // the outbox sends
  ASSERT_EQ(central_.passages.size(), 1u);
  const auto& told = central_.passages[0].booking_finding;
  const bool passed = GetParam().result == FindingResult::kPassed;
  EXPECT_EQ(told ? told->cause : FindingCause::kNone, GetParam().cause);
  EXPECT_EQ(told.has_value(), !passed);
}
INSTANTIATE_TEST_SUITE_P(
    Seals, LaneRunnerSealTest,
    testing::Values(SealCase{"InItsSlot", minutes(-5), false, FindingResult::kPassed, FindingCause::kNone},
                    SealCase{"WithinTheLateRule", minutes(-29), false, FindingResult::kPassed, FindingCause::kNone},
                    SealCase{"WithinTheEarlyRule", minutes(14), false, FindingResult::kPassed, FindingCause::kNone},
                    SealCase{"TooEarly", minutes(16), false, FindingResult::kFailed, FindingCause::kTooEarly},
                    SealCase{"TooLate", minutes(-31), false, FindingResult::kFailed, FindingCause::kTooLate},
                    SealCase{"Forged", minutes(-5), true, FindingResult::kFailed, FindingCause::kUnknownKey}),
    [](const auto& one) { return std::string(one.param.name); });

TEST_F(LaneRunnerTest, WithoutASealTheTravellerIsAWalkInAndIsToldSo) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kBooking)->cause, FindingCause::kNoBooking);
}

TEST_F(LaneRunnerTest, ASealThatIsNoCodeIsDoubtfulAndTheCrossingGoesOn) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.code_picture = "no picture at all";
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kBooking)->result, FindingResult::kDoubtful);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, WhatIsNoMrzStartsNothing) {
  StartLane();
  SensedTraveller traveller = Traveller();
  traveller.document.mrz = "HELLO";
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  EXPECT_EQ(Last().screen, ScreenMessage::kDocumentNotRead);
  EXPECT_THAT(central_.crossings, IsEmpty());
  EXPECT_THAT(central_.abandonments, IsEmpty());
}

TEST_F(LaneRunnerTest, AWrongCheckDigitIsTold) {
  StartLane();
  SensedTraveller traveller = Traveller();
  char& digit = traveller.document.mrz[45 + 9];  // the check digit of the document number
  digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
  Present(traveller);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(LastFinding(CheckKind::kDocument)->result, FindingResult::kFailed);
  EXPECT_EQ(LastFinding(CheckKind::kDocument)->cause, FindingCause::kCheckDigitWrong);
}

}  // namespace
}  // namespace clearance
