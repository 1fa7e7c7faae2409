// Who shows a document: what links, what is only asked, and what neither; and what a decision makes of it.
#include "common/rules/identity_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/decide_fixture.h"

namespace clearance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class IdentityRulesTest : public DecideTest {
 protected:
  static OtherPerson Other(bool inside = true) {
    return {.document = "E", .nationality = "KAZ", .inside = inside, .asked_before = false};
  }
  static IdentityOutcome Match(const CrossingFacts& facts, const KnownOfDocument& known) {
    return MatchIdentity(facts.request, known);
  }
  // A Kazakh leaving China with a document not seen before, beside which the earlier one was shown.
  CrossingFacts Leaving() const { return Exit(Of("KAZ"), chn_kaz_); }
  static CrossingFacts WithoutEarlierPortrait(CrossingFacts facts) {
    std::erase_if(facts.request.findings,
                  [](const Finding& finding) { return finding.check == CheckKind::kEarlierPortrait; });
    return facts;
  }
};

TEST_F(IdentityRulesTest, WithoutAnotherDocumentThereIsNothingToAsk) {
  EXPECT_EQ(Match(Leaving(), {}), (IdentityOutcome{.match = IdentityMatch::kNew}));
  EXPECT_EQ(Match(Leaving(), {.shown_before = true}), (IdentityOutcome{.match = IdentityMatch::kSame}));
}

TEST_F(IdentityRulesTest, ARenewedPassportIsLinkedForTheExitItsFaceMatches) {
  EXPECT_EQ(Match(Leaving(), {.others = {Other()}}),
            (IdentityOutcome{.match = IdentityMatch::kLinkedProvisionally,
                             .other = "E",
                             .grounds = {LinkGround::kSameNationalNumber, LinkGround::kFaceMatchesEarlierPortrait},
                             .records = LinkState::kProvisional}));
}

TEST_F(IdentityRulesTest, AnythingLessIsAskedOnce) {
  const IdentityOutcome asked{.match = IdentityMatch::kRenewalNotProven,
                              .other = "E",
                              .grounds = {LinkGround::kSameNationalNumber},
                              .records = LinkState::kProposed};
  EXPECT_EQ(Match(WithoutEarlierPortrait(Leaving()), {.others = {Other()}}), asked) << "nobody compared";
  for (const FindingResult result : {FindingResult::kFailed, FindingResult::kDoubtful, FindingResult::kNotPerformed}) {
    CrossingFacts facts = Leaving();
    SetFinding(facts, CheckKind::kEarlierPortrait, result);
    EXPECT_EQ(Match(facts, {.others = {Other()}}), asked) << FindingResultName(result);
  }
  OtherPerson stranger = Other();
  stranger.nationality = "CHN";
  EXPECT_EQ(Match(Leaving(), {.others = {stranger}}), asked);
  OtherPerson parted = Other();
  parted.parted = true;
  EXPECT_EQ(Match(Leaving(), {.others = {parted}}), asked) << "an officer has found otherwise";
  OtherPerson first = Other();
  first.document = "A";
  EXPECT_EQ(Match(Leaving(), {.others = {first, Other()}}), asked) << "two people may have begun the stay";

  OtherPerson known = parted;
  known.asked_before = true;
  IdentityOutcome not_again = asked;
  not_again.records.reset();
  EXPECT_EQ(Match(Leaving(), {.others = {known}}), not_again);
  OtherPerson full = Other();
  full.has_room = false;
  EXPECT_EQ(Match(Leaving(), {.others = {full}}), not_again) << "no link that could be made";
}

TEST_F(IdentityRulesTest, AQuestionAskedBeforeDoesNotKeepAFaceFromMatching) {
  OtherPerson asked = Other();
  asked.asked_before = true;
  EXPECT_EQ(Match(Leaving(), {.others = {asked}}).records, LinkState::kProvisional);
}

TEST_F(IdentityRulesTest, WhoIsInsideByTheirOwnDocumentEndsNobodyElsesStay) {
  EXPECT_EQ(Match(Leaving(), {.shown_before = true, .inside = true, .others = {Other()}}),
            (IdentityOutcome{.match = IdentityMatch::kSame}));
}

TEST_F(IdentityRulesTest, NothingIsLinkedOnEntry) {
  const IdentityOutcome asked{.match = IdentityMatch::kOtherDocumentKnown,
                              .other = "E",
                              .grounds = {LinkGround::kSameNationalNumber},
                              .records = LinkState::kProposed};
  EXPECT_EQ(Match(Entry(Of("KAZ"), kaz_chn_), {.others = {Other()}}), asked);
  EXPECT_EQ(Match(Entry(Of("KAZ"), kaz_chn_), {.others = {Other(false)}}), asked);
  OtherPerson known = Other();
  known.asked_before = true;
  EXPECT_EQ(Match(Entry(Of("KAZ"), kaz_chn_), {.others = {known}}).records, std::nullopt);
}

TEST_F(IdentityRulesTest, OwnNationalsAtHomeAreNotAsked) {
  const KnownOfDocument known{.others = {Other()}};
  const IdentityOutcome alone{.match = IdentityMatch::kNew};
  EXPECT_EQ(Match(Entry(Of("KAZ"), chn_kaz_), known), alone) << "coming home";
  EXPECT_EQ(Match(Exit(Of("KAZ"), kaz_chn_), known), alone) << "leaving home";
  EXPECT_EQ(Match(Exit(Of("KAZ"), chn_kaz_), known).match, IdentityMatch::kLinkedProvisionally)
      << "leaving the other state";
  EXPECT_EQ(Match(Crossing(Of("KAZ"), icbc_kaz_, both_), known).match, IdentityMatch::kLinkedProvisionally)
      << "the stay in the zone ends with it";
}

TEST_F(IdentityRulesTest, ACollisionIsNeverLinked) {
  const KnownOfDocument known{.collides_with = Other(), .others = {Other()}};
  EXPECT_EQ(Match(Leaving(), known), (IdentityOutcome{.match = IdentityMatch::kCollision,
                                                      .other = "E",
                                                      .grounds = {LinkGround::kSameDocumentNumber},
                                                      .records = LinkState::kProposed}));
}

TEST_F(IdentityRulesTest, WhatADecisionSaysOfIt) {
  const auto codes = [&](CrossingFacts facts, IdentityMatch match) {
    facts.identity = match;
    return Codes(facts);
  };
  CrossingFacts leaving = Leaving();
  leaving.exited = Complete({Open(Territory::kChn, kToday - Days(3), "KAZ", Territory::kKaz)});
  EXPECT_THAT(Codes(leaving), IsEmpty());
  EXPECT_THAT(codes(leaving, IdentityMatch::kNew), IsEmpty());
  EXPECT_THAT(codes(leaving, IdentityMatch::kSame), IsEmpty());
  EXPECT_THAT(codes(leaving, IdentityMatch::kLinkedProvisionally), ElementsAre(ReasonCode::kDocumentRenewed));
  EXPECT_THAT(codes(leaving, IdentityMatch::kRenewalNotProven), ElementsAre(ReasonCode::kRenewalNotProven));
  EXPECT_THAT(codes(leaving, IdentityMatch::kCollision), ElementsAre(ReasonCode::kIdentityCollision));
  leaving.identity = IdentityMatch::kLinkedProvisionally;
  EXPECT_EQ(Answer(leaving).verdict, Verdict::kAdmit) << "a note";
  leaving.identity = IdentityMatch::kRenewalNotProven;
  EXPECT_EQ(Answer(leaving).verdict, Verdict::kRefer);
  CrossingFacts entering = Entry(Of("KAZ"), kaz_chn_);
  entering.identity = IdentityMatch::kOtherDocumentKnown;
  EXPECT_EQ(Answer(entering).verdict, Verdict::kAdmit);
  EXPECT_THAT(Codes(entering), ElementsAre(ReasonCode::kOtherDocumentKnown));
}

TEST_F(IdentityRulesTest, AnEntryIsReferredForStaysThatMayBeTheirs) {
  CrossingFacts entering = Entry(Of("KAZ"), kaz_chn_);
  entering.identity = IdentityMatch::kRenewalNotProven;
  const Decision decision = Answer(entering);
  EXPECT_EQ(decision.verdict, Verdict::kRefer);
  ASSERT_EQ(decision.reasons.size(), 1u);
  EXPECT_EQ(decision.reasons[0],
            (Reason{.code = ReasonCode::kRenewalNotProven, .side = Side::kEntry, .territory = Territory::kChn}));
}

TEST_F(IdentityRulesTest, AnotherDocumentMattersWhereItsStaysSpeakAgainstTheCrossing) {
  Decision alone;
  alone.reasons = {{.code = ReasonCode::kMinor}};
  alone.stay = StayAnswer{.must_leave_by = kToday + Days(29)};
  Decision together = alone;
  EXPECT_FALSE(OtherDocumentMatters(alone, together));
  together.stay->days_used = 40;
  together.reasons.push_back({.code = ReasonCode::kByThisPortsRecords});
  EXPECT_FALSE(OtherDocumentMatters(alone, together)) << "a note";
  together.stay->must_leave_by = kToday + Days(28);
  EXPECT_TRUE(OtherDocumentMatters(alone, together)) << "they would be told a day too late";
  EXPECT_FALSE(OtherDocumentMatters(together, alone)) << "they are told the earlier one anyhow";
  together = alone;
  together.reasons.push_back({.code = ReasonCode::kAlreadyInside, .side = Side::kEntry});
  EXPECT_TRUE(OtherDocumentMatters(alone, together));
  EXPECT_FALSE(OtherDocumentMatters(together, together));
  alone.stay.reset();
  together = alone;
  together.stay = StayAnswer{.must_leave_by = kToday};
  EXPECT_TRUE(OtherDocumentMatters(alone, together));
}

TEST_F(IdentityRulesTest, OwnNationalsComeHomeWhateverIsKnownOfTheirDocuments) {
  CrossingFacts home = Crossing(Of("KAZ"), icbc_kaz_, both_);
  for (const IdentityMatch match : {IdentityMatch::kNew, IdentityMatch::kSame, IdentityMatch::kRenewalNotProven,
                                    IdentityMatch::kLinkedProvisionally, IdentityMatch::kOtherDocumentKnown}) {
    home.identity = match;
    EXPECT_EQ(Answer(home).verdict, Verdict::kAdmit);
  }
  home.identity = IdentityMatch::kCollision;
  EXPECT_EQ(Answer(home).verdict, Verdict::kRefer) << "a doubt about who they are";
}

// Two linked documents of two nationalities: what a history over both must not do.
TEST_F(IdentityRulesTest, TheDocumentAtExitIsOfTheNationalityUsedAtEntry) {
  CrossingFacts leaving = Exit(Of("KAZ"), chn_kaz_);
  leaving.identity = IdentityMatch::kSame;
  leaving.exited = Complete({Open(Territory::kChn, kToday - Days(3), "RUS", Territory::kKaz)});
  EXPECT_THAT(Codes(leaving), Contains(ReasonCode::kNationalityDiffers));
  EXPECT_EQ(Answer(leaving).verdict, Verdict::kRefer);
  CrossingFacts own = Exit(Of("CHN"), chn_kaz_);
  own.exited = Complete({Open(Territory::kChn, kToday - Days(3), "KAZ", Territory::kKaz)});
  EXPECT_THAT(Codes(own), Contains(ReasonCode::kNationalityDiffers)) << "an own national's document exempts nobody";
}

TEST_F(IdentityRulesTest, DaysOfTwoNationalitiesAreNeverAddedUp) {
  const std::vector<Stay> as_kazakh = {
      Closed(Territory::kChn, kToday - Days(120), kToday - Days(91), "KAZ"),                     // 30 days
      Closed(Territory::kChn, kToday - Days(80), kToday - Days(51), "KAZ")};                     // 30 days
  const Stay as_russian = Closed(Territory::kChn, kToday - Days(40), kToday - Days(11), "RUS");  // 30 more
  CrossingFacts entering = Entry(Of("KAZ"), kaz_chn_);
  entering.entered = Complete(as_kazakh);
  const Decision alone = Answer(entering);
  entering.entered.stays.push_back(as_russian);
  const Decision linked = Answer(entering);
  ASSERT_TRUE(linked.stay);
  EXPECT_EQ(linked.stay->days_used, 60);
  EXPECT_EQ(linked.stay, alone.stay);
  EXPECT_EQ(linked.verdict, Verdict::kAdmit);
  // Nor silently exempt: whoever is inside by the other document is inside.
  entering.entered.stays.back() = Open(Territory::kChn, kToday - Days(5), "RUS", Territory::kKaz);
  EXPECT_THAT(Codes(entering), Contains(ReasonCode::kAlreadyInside));
  EXPECT_THAT(CodesOf(alone), Not(Contains(ReasonCode::kAlreadyInside)));
}

}  // namespace
}  // namespace clearance
