// The hold as a state machine: two persons of one authority, and nobody else.
#include "services/holds/hold_steps.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const AuthorityPerson kFirst{"kaz-police", "kaz-police-1"};
const AuthorityPerson kSecond{"kaz-police", "kaz-police-2"};
const AuthorityPerson kOther{"chn-nia", "chn-nia-1"};

Hold In(HoldState state) {
  Hold hold = SampleHold();
  hold.state = state;
  hold.put_by = kFirst.id;
  if (state != HoldState::kProposed) hold.confirmed_by = kSecond.id;
  if (state == HoldState::kLiftProposed || state == HoldState::kLifted) hold.lift_proposed_by = kFirst.id;
  if (state == HoldState::kLifted) hold.lifted_by = kSecond.id;
  return hold;
}

// The step, or the reason of the error.
std::string Word(const StatusOr<HoldAct>& step) {
  return step.ok() ? std::string(HoldActName(*step)) : ReasonOf(step.status());
}
std::string Put(HoldState state, const AuthorityPerson& by) {
  const Hold hold = In(state);
  return Word(PutStep(hold, hold.content, by));
}
std::string Lift(HoldState state, const AuthorityPerson& by) { return Word(LiftStep(In(state), by)); }

TEST(HoldStepsTest, PuttingByState) {
  EXPECT_EQ(Word(PutStep(std::nullopt, "", kFirst)), "PUT");
  EXPECT_EQ(Put(HoldState::kProposed, kSecond), "CONFIRM");
  EXPECT_EQ(Put(HoldState::kProposed, kFirst), error_reason::kSecondOfficerRequired);
  for (const HoldState state : {HoldState::kActive, HoldState::kLiftProposed, HoldState::kLifted}) {
    EXPECT_EQ(Put(state, kSecond), error_reason::kHoldState) << HoldStateName(state);
    EXPECT_EQ(Put(state, kFirst), error_reason::kHoldState) << HoldStateName(state);
  }
}

TEST(HoldStepsTest, LiftingByState) {
  EXPECT_EQ(Lift(HoldState::kProposed, kFirst), "LIFT") << "nothing bound yet: one person is enough";
  EXPECT_EQ(Lift(HoldState::kProposed, kSecond), "LIFT");
  EXPECT_EQ(Lift(HoldState::kActive, kFirst), "PROPOSE_LIFT");
  EXPECT_EQ(Lift(HoldState::kActive, kSecond), "PROPOSE_LIFT");
  EXPECT_EQ(Lift(HoldState::kLiftProposed, kSecond), "LIFT");
  EXPECT_EQ(Lift(HoldState::kLiftProposed, kFirst), error_reason::kSecondOfficerRequired);
  EXPECT_EQ(Lift(HoldState::kLifted, kSecond), error_reason::kHoldState);
  EXPECT_EQ(Lift(HoldState::kLifted, kFirst), error_reason::kHoldState);
}

TEST(HoldStepsTest, AnotherAuthorityTakesNoStep) {
  for (const HoldState state : kAllHoldStates) {
    EXPECT_EQ(Put(state, kOther), error_reason::kPermissionDenied) << HoldStateName(state);
    EXPECT_EQ(Lift(state, kOther), error_reason::kPermissionDenied) << HoldStateName(state);
  }
}

TEST(HoldStepsTest, WhatIsConfirmedIsWhatWasPut) {
  EXPECT_EQ(Word(PutStep(In(HoldState::kProposed), std::string(32, 'x'), kSecond)),
            error_reason::kSecondOfficerRequired);
}

TEST(HoldStepsTest, AGateFollowsWhatItsLanesMustKnow) {
  for (const HoldKind kind : kAllHoldKinds) {
    for (const HoldState state : kAllHoldStates) {
      Hold hold = In(state);
      hold.terms.kind = kind;
      const bool told = kind != HoldKind::kSilent && state != HoldState::kProposed;
      EXPECT_EQ(GateFollows(hold, ""), told) << HoldKindName(kind) << " " << HoldStateName(state);
      EXPECT_EQ(GateFollows(hold, "KHORGOS"), told);
      EXPECT_FALSE(GateFollows(hold, "ALTYNKOL")) << "binds at KHORGOS only";
      hold.terms.scope.ports.clear();
      EXPECT_EQ(GateFollows(hold, "ALTYNKOL"), told);
    }
  }
}

TEST(HoldStepsTest, TheAuthorityStandsBeforeTheLastHyphen) {
  EXPECT_EQ(AuthorityPersonOf("authority-1")->authority, "authority");
  EXPECT_EQ(AuthorityPersonOf("kaz-police-17")->authority, "kaz-police");
  EXPECT_EQ(AuthorityPersonOf("kaz-police-17")->id, "kaz-police-17");
  for (const char* nobody : {"", "police", "-1", "police-"})
    EXPECT_EQ(AuthorityPersonOf(nobody).status().code(), StatusCode::kPermissionDenied) << nobody;
}

}  // namespace
}  // namespace clearance
