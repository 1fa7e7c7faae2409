// The small functions of the domain: territories, keys, look-ups.
#include <gtest/gtest.h>

#include <string>

#include "common/domain/booking.h"
#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/inspection.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

TEST(TerritoryTest, IcbcIsNoState) {
  EXPECT_EQ(StateCode(Territory::kChn), "CHN");
  EXPECT_EQ(StateCode(Territory::kKaz), "KAZ");
  EXPECT_EQ(StateCode(Territory::kIcbc), "");
  EXPECT_EQ(MovementName({Territory::kChn, Territory::kIcbc}), "CHN→ICBC");
}

TEST(TerritoryTest, IcbcKeepsTheDayOfTheSideItIsEnteredOrLeftBy) {
  EXPECT_EQ(CivilDayOf(Territory::kIcbc, {Territory::kChn, Territory::kIcbc}), Territory::kChn);
  EXPECT_EQ(CivilDayOf(Territory::kIcbc, {Territory::kIcbc, Territory::kChn}), Territory::kChn);
  EXPECT_EQ(CivilDayOf(Territory::kIcbc, {Territory::kKaz, Territory::kIcbc}), Territory::kKaz);
  EXPECT_EQ(CivilDayOf(Territory::kIcbc, {Territory::kIcbc, Territory::kKaz}), Territory::kKaz);
  EXPECT_EQ(CivilDayOf(Territory::kChn, {Territory::kIcbc, Territory::kChn}), Territory::kChn);
  EXPECT_EQ(CivilDayOf(Territory::kChn, {Territory::kChn, Territory::kKaz}), Territory::kChn);
  EXPECT_EQ(CivilDayOf(Territory::kKaz, {Territory::kChn, Territory::kKaz}), Territory::kKaz);
}

TEST(TerritoryTest, WithoutAMovementIcbcKeepsTheDayOfThePersonsOwnSide) {
  EXPECT_EQ(CivilDayFor(Territory::kIcbc, "CHN"), Territory::kChn);
  EXPECT_EQ(CivilDayFor(Territory::kIcbc, "KAZ"), Territory::kKaz);
  EXPECT_EQ(CivilDayFor(Territory::kIcbc, "UZB"), Territory::kChn);
  EXPECT_EQ(CivilDayFor(Territory::kChn, "KAZ"), Territory::kChn);
  EXPECT_EQ(CivilDayFor(Territory::kKaz, "CHN"), Territory::kKaz);
}

TEST(BookingTest, WhatIsStillToComeOrWasUsedTakesAPlace) {
  for (const BookingState state : {BookingState::kConfirmed, BookingState::kReserved, BookingState::kRedeemed})
    EXPECT_TRUE(TakesPlace(state)) << BookingStateName(state);
  for (const BookingState state : {BookingState::kCancelled, BookingState::kMoved, BookingState::kNoShow})
    EXPECT_FALSE(TakesPlace(state)) << BookingStateName(state);
}

TEST(DocumentTest, AnIdentifierIsWhatAnMrzPrints) {
  const std::string longest(kMaxIdentifier, 'A');
  for (const std::string& good : {std::string("A"), std::string("ANNA MARIA"), longest})
    EXPECT_TRUE(IsIdentifier(good)) << good;
  for (const std::string& bad :
       {std::string(), std::string(" "), std::string(" ANNA"), std::string("ANNA "), std::string("ANNA  MARIA"),
        std::string("Anna"), std::string("ANNA<MARIA"), std::string("ANN4"), std::string("ЖАН"), longest + "A"})
    EXPECT_FALSE(IsIdentifier(bad)) << bad;
}

TEST(DocumentTest, KeyIsIssuingStateAndNumber) {
  Document document;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  document.nationality = "CHN";
  EXPECT_EQ(DocumentKey(document), "KAZ|N12345678");
}

TEST(FindingTest, IsFoundByItsKind) {
  const std::vector<Finding> findings = {{.check = CheckKind::kFace, .result = FindingResult::kPassed},
                                         {.check = CheckKind::kBooking, .result = FindingResult::kFailed}};
  ASSERT_NE(FindFinding(findings, CheckKind::kBooking), nullptr);
  EXPECT_EQ(FindFinding(findings, CheckKind::kBooking)->result, FindingResult::kFailed);
  EXPECT_EQ(FindFinding(findings, CheckKind::kDocument), nullptr);
  EXPECT_EQ(FindFinding({}, CheckKind::kFace), nullptr);
}

TEST(FindingTest, TheInspectionIsTheDocumentsWhereOneWasMade) {
  EXPECT_EQ(FindInspection(std::vector<Finding>{}), nullptr);
  std::vector<Finding> findings = {{.check = CheckKind::kFace, .inspection = SoundInspection()},
                                   {.check = CheckKind::kDocument}};
  EXPECT_EQ(FindInspection(findings), nullptr) << "no check was made of the document";
  findings[1].inspection = SoundInspection();
  EXPECT_EQ(FindInspection(findings), &findings[1].inspection);
}

TEST(InspectionTest, HasOneFindingOfEachCheckOrNone) {
  const Inspection sound = SoundInspection();
  for (const InspectionCheck check : kAllInspectionChecks) {
    const InspectionFinding* finding = FindInspection(sound, check);
    ASSERT_NE(finding, nullptr) << InspectionCheckName(check);
    EXPECT_EQ(finding->check, check);
    EXPECT_EQ(FindInspection(Inspection{}, check), nullptr);
  }
}

TEST(ReferralTest, OnlyWhatIsNotAnsweredCanBeWithdrawn) {
  const Instant now = kSampleInstant + std::chrono::minutes(3);
  for (const ReferralState state : kAllReferralStates) {
    Referral referral = SampleReferral();
    referral.state = state;
    referral.changed_at = kSampleInstant;
    Referral expected = referral;
    if (state != ReferralState::kResolved && state != ReferralState::kWithdrawn) {
      EXPECT_FALSE(IsFinal(state)) << ReferralStateName(state);
      expected.state = ReferralState::kWithdrawn;
      expected.changed_at = now;
    } else {
      EXPECT_TRUE(IsFinal(state)) << ReferralStateName(state);
    }
    EXPECT_EQ(Withdraw(referral, now), expected) << ReferralStateName(state);
  }
}

TEST(ReferralTest, AnswersToACrossingAndToAQuestionOfIdentityAreApart) {
  for (const Resolution resolution : kAllResolutions) {
    const bool of_identity = resolution == Resolution::kConfirmLink || resolution == Resolution::kUndoLink;
    EXPECT_EQ(AnswersCrossing(resolution), !of_identity) << ResolutionName(resolution);
  }
}

TEST(StayTest, OpenStayIsTheLastOneWithoutAnExitThatMayStillRun) {
  const Stay closed{.entry = MakeDate(2026, 1, 1), .exit = MakeDate(2026, 1, 5)};
  const Stay lost{.entry = MakeDate(2026, 2, 1), .exit_unknown = true};
  const Stay open{.entry = MakeDate(2026, 3, 1)};
  const Stay no_entry{.exit = MakeDate(2026, 4, 1)};
  EXPECT_EQ(OpenStay({}), nullptr);
  EXPECT_EQ(OpenStay({.stays = {closed, lost, no_entry}}), nullptr);
  const TravelHistory history{.stays = {closed, lost, open, no_entry}};
  EXPECT_EQ(OpenStay(history), &history.stays[2]);
}

TEST(StayTest, TheStayOfADayIsTheLastOneThatIsNotOverThen) {
  const TravelHistory history{.stays = {{.entry = MakeDate(2026, 1, 1), .exit = MakeDate(2026, 1, 5)},
                                        {.entry = MakeDate(2026, 1, 4), .exit = MakeDate(2026, 1, 9)},
                                        {.entry = MakeDate(2026, 2, 1), .exit_unknown = true},
                                        {.exit = MakeDate(2026, 2, 20)},
                                        {.entry = MakeDate(2026, 3, 1)}}};
  EXPECT_EQ(StayOn({}, MakeDate(2026, 1, 1)), nullptr);
  EXPECT_EQ(StayOn(history, MakeDate(2025, 12, 31)), nullptr);
  EXPECT_EQ(StayOn(history, MakeDate(2026, 1, 1)), &history.stays[0]) << "on its first day";
  EXPECT_EQ(StayOn(history, MakeDate(2026, 1, 4)), &history.stays[1]) << "of two the one begun last";
  EXPECT_EQ(StayOn(history, MakeDate(2026, 1, 9)), nullptr) << "it ends with its last day";
  EXPECT_EQ(StayOn(history, MakeDate(2026, 2, 2)), nullptr) << "when it ended nobody knows";
  EXPECT_EQ(StayOn(history, MakeDate(2026, 2, 19)), nullptr) << "when it began nobody knows";
  EXPECT_EQ(StayOn(history, MakeDate(2026, 3, 1)), &history.stays[4]);
  EXPECT_EQ(StayOn(history, MakeDate(2027, 3, 1)), &history.stays[4]) << "until it has an exit";
}

TEST(DecisionTest, ATravellerIsToldTheFirstReason) {
  Decision decision;
  EXPECT_EQ(ToldReason(decision), std::nullopt);
  decision.reasons = {{.code = ReasonCode::kOverstay}, {.code = ReasonCode::kWalkIn}};
  EXPECT_EQ(ToldReason(decision), decision.reasons[0]);
}

TEST(DecisionTest, NobodyIsToldOfAHold) {
  const Reason only_an_officer{.code = ReasonCode::kHold};
  for (const ReasonCode code :
       {ReasonCode::kHold, ReasonCode::kDocumentListed, ReasonCode::kPossibleHold, ReasonCode::kHoldQuestion}) {
    ASSERT_TRUE(FromHold(code));
    Decision decision;
    decision.reasons = {{.code = code, .side = Side::kExit, .detail = "DETAIN"}, {.code = ReasonCode::kWalkIn}};
    EXPECT_EQ(ToldReason(decision), only_an_officer) << "whatever the hold is, and not the note";
    decision.reasons.push_back({.code = ReasonCode::kFaceDiffers});
    EXPECT_EQ(ToldReason(decision)->code, ReasonCode::kFaceDiffers) << "what refers others too";
  }
  for (const ReasonCode code : {ReasonCode::kNotCovered, ReasonCode::kFaceDiffers, ReasonCode::kWalkIn})
    EXPECT_FALSE(FromHold(code));
}

}  // namespace
}  // namespace clearance
