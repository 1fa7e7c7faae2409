// The small functions of the domain: territories, keys, look-ups.
#include <gtest/gtest.h>

#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"

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
