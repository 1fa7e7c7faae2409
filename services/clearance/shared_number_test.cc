// A number that many have shown: whatever can be noted or asked about them, each passage is a fact and is kept.
#include "services/derivation/shared_number.h"

#include <gtest/gtest.h>

#include <set>

#include "common/base/error_reasons.h"
#include "common/wire/identity_bytes.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "tests/support/passports_fixture.h"

namespace clearance {
namespace {

class SharedNumberTest : public PassportsTest {
 protected:
  // Another person of the number of `first`, each with a number a person else has not.
  CrossingRequest Another(const CrossingRequest& first, int which) {
    CrossingRequest another = first;
    another.request_id = NewId();
    another.document.birth_date = MakeDate(1950, 1, 1) + Days(which);
    another.document.national_number.clear();
    return another;
  }
  std::string NameOf(const CrossingRequest& request) {
    DocumentOwner owner;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(owner, OwnerByFacts(s, pseudonyms_, request.document, pseudonyms_.NamesOf(request.document)));
      return OkStatus();
    });
    return owner.traveller;
  }
  Status Link(const std::string& document, const std::string& earlier) {
    return TransactAndWait(*store_, [&](Transaction& t) {
      return RecordEntry(t, {.log = std::string(kCentreLog),
                             .kind = EntryKind::kIdentityLink,
                             .event_time = clock_.Now(),
                             .record_time = clock_.Now(),
                             .traveller = document,
                             .body = IdentityLinkBody(
                                 {.document = document, .earlier = earlier, .grounds = {LinkGround::kOfficer}})})
          .status();
    });
  }
  Status Part(const std::string& document, const std::string& earlier) {
    return TransactAndWait(*store_, [&](Transaction& t) {
      return RecordEntry(
                 t, {.log = std::string(kCentreLog),
                     .kind = EntryKind::kIdentityUnlink,
                     .event_time = clock_.Now(),
                     .record_time = clock_.Now(),
                     .traveller = document,
                     .body = IdentityUnlinkBody(
                         {.document = document, .earlier = earlier, .author = "officer-1", .reason = "two people"})})
          .status();
    });
  }
  // What an officer answers to each question, once.
  void PartAll() {
    for (Referral question : Questions()) {
      if (!answered_.insert(question.referral_id).second) continue;
      question.state = ReferralState::kResolved;
      question.resolution = Resolution::kUndoLink;
      question.resolved_by = "officer-1";
      question.ground = "both seen";
      const Status answered = TransactAndWait(
          *store_, [&](Transaction& t) { return RecordIdentityAnswer(t, question, NewId(), clock_.Now()); });
      EXPECT_TRUE(answered.ok()) << answered;
    }
  }
  std::size_t LinksOf(const CrossingRequest& request) {
    std::size_t links = 0;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const auto found, s.identities().LinksOf(pseudonyms_.Traveller(request.document)));
      links = found.size();
      return OkStatus();
    });
    return links;
  }

  std::set<std::string> answered_;
};

TEST_F(SharedNumberTest, ManyOthersPassAndLeaveRoomForALinkOfItsOwner) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  for (std::size_t other = 0; other < kMaxLinksPerDocument + 3; ++other)
    EXPECT_TRUE(TryReport(PassageOf(Another(first, static_cast<int>(other)))).ok()) << other;
  EXPECT_EQ(LinksOf(first), kMaxLinksForAnotherNote);
  const CrossingRequest renewed = IntoChina("N2");
  Cross(renewed);
  const Status linked = Link(NameOf(renewed), NameOf(first));
  EXPECT_TRUE(linked.ok()) << linked;
}

TEST_F(SharedNumberTest, AnOtherPassesBesideAnOwnerWithAsManyDocumentsAsMayBe) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  for (std::size_t more = 1; more < kMaxDocumentsPerPerson; ++more)
    ASSERT_TRUE(Link(std::string(kPseudonymBytes, static_cast<char>('A' + more)), NameOf(first)).ok());
  const CrossingRequest other = Another(first, 1);
  EXPECT_TRUE(TryReport(PassageOf(other)).ok());
  Look([&](const Snapshot& s) -> Status {
    EXPECT_EQ(ReasonOf(TravellerNamed(s, pseudonyms_, first.document, NamedBy::kNumber).status()),
              error_reason::kIdentityState)
        << "it is noted all the same: nothing is joined by it";
    return OkStatus();
  });
}

TEST_F(SharedNumberTest, LinksForAnotherReasonDoNotHideThatANumberIsShared) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  for (std::size_t link = 0; link < kMaxLinksForAnotherNote; ++link) {
    const std::string renewed(kPseudonymBytes, 'A');
    ASSERT_TRUE(Link(renewed, NameOf(first)).ok()) << link;
    ASSERT_TRUE(Part(renewed, NameOf(first)).ok()) << link;
  }
  ASSERT_EQ(LinksOf(first), kMaxLinksForAnotherNote);
  Report(PassageOf(Another(first, 1)));
  Look([&](const Snapshot& s) -> Status {
    EXPECT_EQ(ReasonOf(TravellerNamed(s, pseudonyms_, first.document, NamedBy::kNumber).status()),
              error_reason::kIdentityState);
    return OkStatus();
  });
}

TEST_F(SharedNumberTest, WhomAnOfficerPartedWithoutThatReasonIsNotedAllTheSame) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  const CrossingRequest other = Another(first, 1);
  ASSERT_TRUE(Link(NameOf(other), NameOf(first)).ok());
  ASSERT_TRUE(Part(NameOf(other), NameOf(first)).ok());
  Report(PassageOf(other));
  Look([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto others, OthersOfNumber(s, pseudonyms_.Traveller(first.document)));
    EXPECT_EQ(others.size(), 1u);
    return OkStatus();
  });
}

TEST_F(SharedNumberTest, OnesWhomAnOfficerFoundToBeOnePersonPass) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  const CrossingRequest between = IntoChina("N2");
  const CrossingRequest other = Another(first, 1);
  ASSERT_TRUE(Link(NameOf(between), NameOf(first)).ok());
  ASSERT_TRUE(Link(NameOf(other), NameOf(between)).ok());
  EXPECT_TRUE(TryReport(PassageOf(other)).ok());
  EXPECT_EQ(LinksOf(first), 1u) << "nothing to note";
}

// How many links its owner had before: the end is come to with one left, and with none.
class SharedNumberEndTest : public SharedNumberTest, public testing::WithParamInterface<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(LinksBefore, SharedNumberEndTest, testing::Values(0, 1, 2));

TEST_P(SharedNumberEndTest, WhoeverIsAskedAboutCanBeAnsweredAndPassesHoweverManyThereWere) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  for (std::size_t link = 0; link < GetParam(); ++link) {
    const std::string renewed(kPseudonymBytes, 'A');
    ASSERT_TRUE(Link(renewed, NameOf(first)).ok() && Part(renewed, NameOf(first)).ok());
  }
  for (int other = 0; other < 40; ++other) {
    ASSERT_TRUE(TryReport(PassageOf(Another(first, other))).ok()) << other;
    EXPECT_TRUE(Has(Decide(Another(first, other)), ReasonCode::kIdentityCollision)) << other;
    ASSERT_TRUE(TryReport(PassageOf(Another(first, other))).ok()) << other;
    PartAll();
  }
  EXPECT_GT(LinksOf(first) + 2, kMaxLinksPerDocument) << "to the end of what can be asked";
  EXPECT_LE(LinksOf(first), kMaxLinksPerDocument);
}

}  // namespace
}  // namespace clearance
