// A number that many have shown: whatever can be noted or asked about them, each passage is a fact and is kept.
#include "services/derivation/shared_number.h"

#include <gtest/gtest.h>

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
  std::size_t LinksOf(const CrossingRequest& request) {
    std::size_t links = 0;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const auto found, s.identities().LinksOf(pseudonyms_.Traveller(request.document)));
      links = found.size();
      return OkStatus();
    });
    return links;
  }
};

TEST_F(SharedNumberTest, ManyOthersPassAndLeaveRoomForALinkOfItsOwner) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  for (std::size_t other = 0; other < kMaxLinksPerDocument + 3; ++other)
    EXPECT_TRUE(TryReport(PassageOf(Another(first, static_cast<int>(other)))).ok()) << other;
  EXPECT_EQ(LinksOf(first), kMaxLinksForANote);
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

TEST_F(SharedNumberTest, WhoWasNotedAndAskedAboutAndPartedPasses) {
  const CrossingRequest first = IntoChina("N1");
  Cross(first);
  for (int other = 0; other < 30; ++other) {
    const CrossingRequest another = Another(first, other);
    ASSERT_TRUE(TryReport(PassageOf(another)).ok()) << other;
    Decide(Another(first, other));
    ASSERT_TRUE(TryReport(PassageOf(Another(first, other))).ok()) << other;
    for (const Referral& question : Questions()) {
      if (question.state == ReferralState::kResolved) continue;
      Referral resolved = question;
      resolved.state = ReferralState::kResolved;
      resolved.resolution = Resolution::kUndoLink;
      resolved.resolved_by = "officer-1";
      resolved.ground = "both seen";
      static_cast<void>(TransactAndWait(
          *store_, [&](Transaction& t) { return RecordIdentityAnswer(t, resolved, NewId(), clock_.Now()); }));
    }
    EXPECT_TRUE(TryReport(PassageOf(Another(first, other))).ok()) << other;
  }
}

}  // namespace
}  // namespace clearance
