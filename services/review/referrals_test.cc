// The referral as a state machine: who may claim and answer what.
#include "services/review/referrals.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const Officer kFirst{"officer-1", false};
const Officer kSecond{"officer-2", false};
const Officer kSupervisor{"supervisor-1", true};
constexpr Instant kLater = kSampleInstant + std::chrono::minutes(1);

Referral Open(ReasonCode code, std::optional<Side> side = {}) {
  Referral referral;
  referral.referral_id = kSampleThirdId;
  referral.lane = SampleLane();
  Reason reason;
  reason.code = code;
  reason.side = side;
  referral.reasons = {reason};
  referral.opened_at = referral.changed_at = kSampleInstant;
  return referral;
}

std::string ReasonOfResolve(const Referral& referral, const Officer& officer, Resolution resolution) {
  return ReasonOf(Resolve(referral, officer, resolution, "ground", kLater).status());
}

TEST(ReferralsTest, WhoNeedsASecondOfficer) {
  using enum Resolution;
  struct Case {
    Referral referral;
    Resolution resolution;
    bool needed;
  };
  Referral exit_only = Open(ReasonCode::kOverstay);
  exit_only.lane.sides = {.exit = true, .entry = false};
  Referral beside = Open(ReasonCode::kStayExhausted, Side::kEntry);
  beside.kind = ReferralKind::kPassage;
  const std::vector<Case> table = {
      {Open(ReasonCode::kFaceDiffers), kAdmit, false},                 // not established: one officer
      {Open(ReasonCode::kFaceDiffers), kRefuse, true},                 // a refusal always
      {Open(ReasonCode::kStayExhausted, Side::kEntry), kAdmit, true},  // legal, on entry
      {Open(ReasonCode::kDocumentExpired), kAdmit, true},              // legal, about both sides
      {Open(ReasonCode::kOverstay, Side::kExit), kAdmit, false},       // legal, on exit: out
      {exit_only, kAdmit, false},                                      // a lane that decides no entry
      {Open(ReasonCode::kStayExhausted, Side::kEntry), kSecondLine, false},
      {Open(ReasonCode::kStayExhausted, Side::kEntry), kRepeatCapture, false},
      {beside, kAdmit, false},  // a case beside a crossing that went on
  };
  for (std::size_t i = 0; i < table.size(); ++i)
    EXPECT_EQ(NeedsSecondOfficer(table[i].referral, table[i].resolution), table[i].needed) << "row " << i;
}

TEST(ReferralsTest, OneOfficerHasAReferral) {
  const Referral open = Open(ReasonCode::kFaceDiffers);
  const auto claimed = Claim(open, kFirst, kLater);
  ASSERT_TRUE(claimed.ok());
  EXPECT_EQ(claimed->state, ReferralState::kClaimed);
  EXPECT_EQ(claimed->claimed_by, "officer-1");
  EXPECT_EQ(claimed->changed_at, kLater);
  EXPECT_EQ(*Claim(*claimed, kFirst, kLater + Duration(1)), *claimed) << "a second claim of one's own changes nothing";
  EXPECT_EQ(ReasonOf(Claim(*claimed, kSecond, kLater).status()), error_reason::kReferralClaimedByOther);
  EXPECT_EQ(ReasonOfResolve(*claimed, kSecond, Resolution::kAdmit), error_reason::kReferralClaimedByOther);
}

TEST(ReferralsTest, AFinalReferralTakesNothingMore) {
  for (const ReferralState state : {ReferralState::kResolved, ReferralState::kWithdrawn}) {
    Referral final = Open(ReasonCode::kFaceDiffers);
    final.state = state;
    EXPECT_EQ(ReasonOf(Claim(final, kFirst, kLater).status()), error_reason::kReferralState);
    for (const Resolution resolution : kAllResolutions)
      EXPECT_EQ(ReasonOfResolve(final, kFirst, resolution), error_reason::kReferralState);
    EXPECT_EQ(Withdraw(final, kLater), final);
  }
}

TEST(ReferralsTest, OneOfficersAnswerIsTheAnswerWhereOneIsEnough) {
  const auto resolved = Resolve(Open(ReasonCode::kFaceDiffers), kFirst, Resolution::kAdmit, "compared by eye", kLater);
  ASSERT_TRUE(resolved.ok());
  EXPECT_EQ(resolved->state, ReferralState::kResolved);
  EXPECT_EQ(resolved->resolution, Resolution::kAdmit);
  EXPECT_EQ(resolved->resolved_by, "officer-1");
  EXPECT_EQ(resolved->claimed_by, "officer-1");
  EXPECT_EQ(resolved->ground, "compared by eye");
  EXPECT_EQ(resolved->changed_at, kLater);
}

TEST(ReferralsTest, WhatNeedsTwoIsProposedAndThenConfirmedByASupervisor) {
  const auto proposed =
      Resolve(Open(ReasonCode::kStayExhausted, Side::kEntry), kFirst, Resolution::kAdmit, "g", kLater);
  ASSERT_TRUE(proposed.ok());
  EXPECT_EQ(proposed->state, ReferralState::kAwaitingSecondOfficer);
  EXPECT_FALSE(proposed->resolution) << "nothing a lane may act on";
  EXPECT_EQ(proposed->proposed, Resolution::kAdmit);
  EXPECT_EQ(ReasonOfResolve(*proposed, kSecond, Resolution::kAdmit), error_reason::kSecondOfficerRequired);
  EXPECT_EQ(ReasonOfResolve(*proposed, kFirst, Resolution::kAdmit), error_reason::kSecondOfficerRequired);
  EXPECT_EQ(ReasonOfResolve(*proposed, kSupervisor, Resolution::kRefuse), error_reason::kSecondOfficerRequired);
  const auto confirmed = Resolve(*proposed, kSupervisor, Resolution::kAdmit, "confirmed", kLater + Duration(1));
  ASSERT_TRUE(confirmed.ok());
  EXPECT_EQ(confirmed->state, ReferralState::kResolved);
  EXPECT_EQ(confirmed->resolution, Resolution::kAdmit);
  EXPECT_EQ(confirmed->proposed_by, "officer-1");
  EXPECT_EQ(confirmed->resolved_by, "supervisor-1");
  EXPECT_EQ(confirmed->changed_at, kLater + Duration(1));
}

TEST(ReferralsTest, WhetherTwoDocumentsAreOnePersonsHasAnswersOfItsOwn) {
  using enum Resolution;
  for (const ReferralKind kind : kAllReferralKinds) {
    Referral referral = Open(ReasonCode::kDocumentRenewed);
    referral.kind = kind;
    const bool identity = kind == ReferralKind::kIdentity;
    for (const Resolution resolution : kAllResolutions) {
      const bool links = resolution == kConfirmLink || resolution == kUndoLink;
      const auto answered = Resolve(referral, kFirst, resolution, "ground", kLater);
      EXPECT_EQ(answered.ok(), links == identity) << ReferralKindName(kind) << " " << ResolutionName(resolution);
      if (!answered.ok()) {
        EXPECT_EQ(answered.status().code(), StatusCode::kFailedPrecondition);
        EXPECT_EQ(ReasonOf(answered.status()), error_reason::kReferralState);
      } else if (identity) {
        EXPECT_EQ(answered->state, ReferralState::kResolved) << "one officer is enough";
      }
    }
  }
}

TEST(ReferralsTest, ASupervisorDoesNotConfirmOneself) {
  const auto proposed = Resolve(Open(ReasonCode::kFaceDiffers), kSupervisor, Resolution::kRefuse, "g", kLater);
  ASSERT_TRUE(proposed.ok());
  EXPECT_EQ(proposed->state, ReferralState::kAwaitingSecondOfficer);
  EXPECT_EQ(ReasonOfResolve(*proposed, kSupervisor, Resolution::kRefuse), error_reason::kSecondOfficerRequired);
  EXPECT_TRUE(Resolve(*proposed, {"supervisor-2", true}, Resolution::kRefuse, "g", kLater).ok());
}

}  // namespace
}  // namespace clearance
