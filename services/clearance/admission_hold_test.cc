// Holds in the two use cases of a crossing: what the lane is answered, what is recorded, and what is a case.
#include "common/wire/hold_bytes.h"
#include "services/derivation/derive.h"
#include "tests/support/admission_fixture.h"

namespace clearance {
namespace {

class AdmissionHoldTest : public AdmissionTest {
 protected:
  // A hold of that document which binds at the exit from Kazakhstan.
  void Bind(const Document& document, HoldKind kind) { Bind({.document = pseudonyms_.Traveller(document)}, kind); }
  void Bind(const HoldKeys& keys, HoldKind kind) {
    HoldChange put = SampleHoldChange();
    put.hold_id = NewId();
    put.put->terms = {.kind = kind, .visibility = HoldVisibility::kLaneOfficer};
    put.put->terms.scope = {.territories = {Territory::kKaz}, .sides = {.exit = true}};
    put.put->keys = keys;
    const HoldChange confirm{.act = HoldAct::kConfirm, .hold_id = put.hold_id, .author = "kaz-police-2"};
    for (const HoldChange& change : {put, confirm}) {
      const Status written = TransactAndWait(*store_, [&](Transaction& t) {
        return RecordEntry(t, {.log = std::string(kCentreLog),
                               .kind = EntryKind::kHoldChange,
                               .event_time = clock_.Now(),
                               .record_time = clock_.Now(),
                               .body = HoldChangeBody(change)})
            .status();
      });
      ASSERT_TRUE(written.ok()) << written;
    }
  }
  std::vector<HoldHit> HitsOf(const CrossingRequest& request) {
    std::vector<HoldHit> hits;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(hits, s.holds().HitsOf(request.request_id, 10));
                      return OkStatus();
                    })
                    .ok());
    return hits;
  }
};

TEST_F(AdmissionHoldTest, AHoldRefersOnceAndEachMomentIsAHit) {
  const CrossingRequest request = Crossing("1");
  Bind(request.document, HoldKind::kDetain);
  const DecideAnswer answer = Decide(request);
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(answer, ReasonCode::kHold));
  ASSERT_EQ(HitsOf(request).size(), 1u);
  EXPECT_GT(HitsOf(request)[0].position, answer.position) << "behind the decision it is of";
  EXPECT_EQ(HitsOf(request)[0].at, clock_.Now());
  EXPECT_EQ(Decide(request), answer) << "a replay";
  EXPECT_EQ(HitsOf(request).size(), 1u) << "is no second hit";

  clock_.Advance(std::chrono::minutes(1));
  const Passage passage = PassageOf(request);
  const std::uint64_t position = Report(passage);
  ASSERT_EQ(HitsOf(request).size(), 2u);
  EXPECT_EQ(HitsOf(request)[1].moment, HoldMoment::kPassage);
  EXPECT_EQ(HitsOf(request)[1].at, passage.passed_at);
  EXPECT_GT(HitsOf(request)[1].position, position);
  Report(passage);
  EXPECT_EQ(HitsOf(request).size(), 2u);
}

TEST_F(AdmissionHoldTest, AHoldSetMeanwhileIsACaseWithItsReason) {
  const CrossingRequest request = Crossing("1");
  ASSERT_EQ(Decide(request).decision.verdict, Verdict::kAdmit);
  Bind(request.document, HoldKind::kExitBan);
  Report(PassageOf(request));
  ASSERT_EQ(Referrals().size(), 1u);
  EXPECT_EQ(Referrals()[0].kind, ReferralKind::kPassage);
  EXPECT_EQ(Referrals()[0].reasons.front().code, ReasonCode::kHold);
  EXPECT_EQ(Referrals()[0].reasons.front().detail, "EXIT_BAN");
}

TEST_F(AdmissionHoldTest, AHoldOnOnePassportIsAPossibleOneOnAnotherWithTheSameNumber) {
  CrossingRequest held = Crossing("1");
  held.document.national_number = "900517400123";
  Decide(held);
  Bind(held.document, HoldKind::kDetain);
  clock_.Advance(std::chrono::hours(24));
  CrossingRequest other = Crossing("2");
  other.document.national_number = held.document.national_number;
  const DecideAnswer answer = Decide(other);
  EXPECT_EQ(answer.decision.verdict, Verdict::kRefer);
  EXPECT_TRUE(Has(answer, ReasonCode::kPossibleHold));
  EXPECT_FALSE(Has(answer, ReasonCode::kHold)) << "nobody has found them to be one person";
  Report(PassageOf(other));
  ASSERT_EQ(HitsOf(other).size(), 2u) << "at the passage too";
  for (const HoldHit& hit : HitsOf(other)) EXPECT_EQ(hit.match, HoldMatch::kPossible);
  CrossingRequest stranger = Crossing("3");
  stranger.document.national_number = "900517400124";
  EXPECT_FALSE(Has(Decide(stranger), ReasonCode::kPossibleHold));
}

TEST_F(AdmissionHoldTest, AHoldOnANumberThatAnotherHadFirstIsFoundByEveryDocumentOfWhoHasItNow) {
  const CrossingRequest first = Crossing("1");
  Decide(first);
  CrossingRequest second = Crossing("1", "gate-1/b");  // somebody else with that number
  second.document.birth_date = MakeDate(1961, 1, 1);
  EXPECT_TRUE(Has(Decide(second), ReasonCode::kIdentityCollision));
  const CrossingRequest other = Crossing("2", "gate-1/c");  // their other document
  Decide(other);
  const std::string traveller = pseudonyms_.Traveller(other.document);
  const std::uint64_t position = LastPosition();
  const Status linked = TransactAndWait(*store_, [&](Transaction& t) {
    return t.identities().Link(traveller, pseudonyms_.CollidingTraveller(second.document), LinkState::kConfirmed,
                               position);
  });
  ASSERT_TRUE(linked.ok()) << linked;
  Bind(first.document, HoldKind::kDetain);
  EXPECT_TRUE(Has(Decide(Crossing("2", "gate-1/c")), ReasonCode::kHold));
}

TEST_F(AdmissionHoldTest, ANumberThatWasReadOnceIsKnownWhenItIsNotRead) {
  CrossingRequest read = Crossing("1");
  read.document.national_number = "900517400123";
  Report(PassageOf(read));
  Bind({.person = pseudonyms_.NationalKey(read.document)}, HoldKind::kDetain);
  const CrossingRequest unread = Crossing("1");
  EXPECT_TRUE(Has(Decide(unread), ReasonCode::kHold));
  EXPECT_EQ(HitsOf(unread).size(), 1u);
  Report(PassageOf(unread));
  EXPECT_EQ(HitsOf(unread).size(), 2u);
}

TEST_F(AdmissionHoldTest, WhatAnOfficerReleasedReleasesNoOtherHoldOfTheSameWords) {
  const auto released = [&](const std::string& number) {
    const CrossingRequest request = Crossing(number);
    Bind(request.document, HoldKind::kQuestion);
    EXPECT_TRUE(Has(Decide(request), ReasonCode::kHoldQuestion));
    for (Referral asked : Referrals()) {
      asked.state = ReferralState::kResolved;
      asked.resolution = Resolution::kAdmit;
      asked.changed_at = clock_.Now();
      EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.referrals().Update(asked).status(); }).ok());
    }
    return request;
  };
  Report(PassageOf(released("1")));
  ASSERT_EQ(Referrals().size(), 1u) << "the officer has asked";

  const CrossingRequest request = released("2");
  Bind(request.document, HoldKind::kQuestion);
  Report(PassageOf(request));
  int cases = 0;
  for (const Referral& referral : Referrals()) {
    if (referral.kind != ReferralKind::kPassage) continue;
    ++cases;
    EXPECT_EQ(referral.reasons.front().code, ReasonCode::kHoldQuestion);
  }
  EXPECT_EQ(cases, 1) << "nobody has asked for the second hold";
}

TEST_F(AdmissionHoldTest, ASilentHoldChangesNothingButWhatIsRecorded) {
  const CrossingRequest request = Crossing("1");
  DecideAnswer plain = Decide(Crossing("2"));
  Bind(request.document, HoldKind::kSilent);
  DecideAnswer answer = Decide(request);
  Report(PassageOf(request));
  EXPECT_EQ(HitsOf(request).size(), 2u);
  EXPECT_TRUE(Referrals().empty());
  answer.position = plain.position;
  EXPECT_EQ(answer, plain);
}

TEST_F(AdmissionHoldTest, AHoldByANumberIsFoundHoweverManyOthersTheDocumentWasShownWithSince) {
  CrossingRequest request = Crossing("1");
  std::vector<std::string> keys;
  for (const char* number : {"900517300018", "900517300027", "900517300036"}) {
    request.request_id = NewId();
    request.document.national_number = number;
    keys.push_back(pseudonyms_.NationalKey(request.document));
    Decide(request);
  }
  for (const std::string& key : keys) Bind(HoldKeys{.person = key}, HoldKind::kDetain);
  request.request_id = NewId();
  request.document.national_number.clear();
  Decide(request);
  EXPECT_EQ(HitsOf(request).size(), 3u);
}

}  // namespace
}  // namespace clearance
