// The link desk over the memory store: officers' words on two documents, by rpc and as the answer to a question.
#include "services/review/link_desk.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/wire/identity_bytes.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "services/review/review_desk.h"
#include "tests/support/last_position.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const Officer kOfficerOne{"officer-1", false};

Document Named(std::string_view number) {
  Document document;
  document.issuing_state = "KAZ";
  document.number = number;
  return document;
}

class LinkDeskTest : public testing::Test {
 protected:
  LinkDeskTest() {
    for (const char* number : {"N1", "N2", "N3"}) {
      Write({.log = "KHORGOS",
             .kind = EntryKind::kBookingChange,
             .event_time = clock_.Now(),
             .record_time = clock_.Now(),
             .traveller = NameOf(number),
             .request_id = NewUuid(random_),
             .lane_id = "gate-1/a",
             .body = "seen"});
    }
  }
  std::string NameOf(std::string_view number) const { return pseudonyms_.Traveller(Named(number)); }
  void Write(const LedgerEntry& entry) {
    const Status status = TransactAndWait(*store_, [&](Transaction& t) { return RecordEntry(t, entry).status(); });
    EXPECT_TRUE(status.ok()) << status;
  }
  LinkChange Change(std::string_view document, std::string_view earlier) {
    return {NewUuid(random_), Named(document), Named(earlier), "both passports seen"};
  }
  StatusOr<LinkAnswer> Link(const LinkChange& change, const Officer& officer = kOfficerOne) {
    std::promise<StatusOr<LinkAnswer>> done;
    desk_.Link(change, officer, [&](StatusOr<LinkAnswer> answer) { done.set_value(std::move(answer)); });
    return done.get_future().get();
  }
  StatusOr<LinkAnswer> Unlink(const LinkChange& change) {
    std::promise<StatusOr<LinkAnswer>> done;
    desk_.Unlink(change, kOfficerOne, [&](StatusOr<LinkAnswer> answer) { done.set_value(std::move(answer)); });
    return done.get_future().get();
  }
  StoredEntry EntryAt(std::uint64_t position) {
    StoredEntry entry;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(entry, s.ledger().Get(position));
                      return OkStatus();
                    })
                    .ok());
    return entry;
  }
  std::uint64_t Last() { return LastPositionOf(*store_); }
  std::size_t Documents(std::string_view number) {
    std::size_t count = 0;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found, s.identities().DocumentsOf(NameOf(number), kAsItStands));
                      count = found.size();
                      return OkStatus();
                    })
                    .ok());
    return count;
  }
  // A question about N2 and N1, with the link it comes with.
  std::string Ask(LinkState state) {
    const std::string id = NewUuid(random_);
    Write({.log = std::string(kCentreLog),
           .kind = EntryKind::kIdentityLink,
           .event_time = clock_.Now(),
           .record_time = clock_.Now(),
           .traveller = NameOf("N2"),
           .request_id = NewUuid(random_),
           .lane_id = "gate-1/a",
           .body = IdentityLinkBody({.document = NameOf("N2"),
                                     .earlier = NameOf("N1"),
                                     .state = state,
                                     .grounds = {LinkGround::kSameNationalNumber},
                                     .question = IdentityCase{.referral_id = id,
                                                              .decision_request_id = kSampleId,
                                                              .lane = SampleLane(),
                                                              .document_kind = DocumentKind::kOrdinaryPassport,
                                                              .nationality = "KAZ"}})});
    return id;
  }
  StatusOr<Referral> Resolve(const std::string& referral_id, Resolution resolution, const std::string& request_id) {
    ReviewDesk reviews(*store_, clock_);
    std::promise<StatusOr<Referral>> done;
    reviews.Resolve({request_id, referral_id, resolution, "compared"}, kOfficerOne,
                    [&](StatusOr<Referral> referral) { done.set_value(std::move(referral)); });
    return done.get_future().get();
  }
  StatusOr<Referral> Resolve(const std::string& referral_id, Resolution resolution) {
    return Resolve(referral_id, resolution, NewUuid(random_));
  }

  ThreadPool executor_{1};
  ManualClock clock_{kSampleInstant};
  SystemRandom random_;
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  LinkDesk desk_{*store_, pseudonyms_, clock_};
};

TEST_F(LinkDeskTest, AnOfficersWordIsAnEntryAndJoins) {
  const auto answer = Link(Change("N2", "N1"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->documents, 2);
  const LedgerEntry entry = EntryAt(answer->position).entry;
  EXPECT_EQ(entry.kind, EntryKind::kIdentityLink);
  EXPECT_EQ(entry.log, kCentreLog);
  EXPECT_EQ(entry.traveller, NameOf("N2"));
  const auto record = ReadIdentityLinkBody(entry.body);
  ASSERT_TRUE(record.ok());
  EXPECT_EQ(*record, (LinkRecord{.document = NameOf("N2"),
                                 .earlier = NameOf("N1"),
                                 .state = LinkState::kConfirmed,
                                 .grounds = {LinkGround::kOfficer},
                                 .author = "officer-1",
                                 .reason = "both passports seen"}));
  EXPECT_EQ(Link(Change("N3", "N2"))->documents, 3);
}

TEST_F(LinkDeskTest, IsTakenBackAndSaysSo) {
  ASSERT_TRUE(Link(Change("N2", "N1")).ok());
  const auto answer = Unlink(Change("N1", "N2"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->documents, 1);
  EXPECT_EQ(EntryAt(answer->position).entry.kind, EntryKind::kIdentityUnlink);
  EXPECT_EQ(ReadIdentityUnlinkBody(EntryAt(answer->position).entry.body)->author, "officer-1");
  EXPECT_EQ(Documents("N1"), 1u);
}

TEST_F(LinkDeskTest, AReplayGetsTheFirstAnswer) {
  const LinkChange link = Change("N2", "N1");
  const auto first = Link(link);
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(Link(Change("N3", "N2")).ok());
  const std::uint64_t last = Last();
  const auto again = Link(link);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->position, first->position);
  EXPECT_EQ(again->documents, 2) << "as it was then";
  EXPECT_EQ(Last(), last);
  for (const auto& change : std::vector<std::function<void(LinkChange&)>>{
           [](LinkChange& c) { c.document = Named("N3"); }, [](LinkChange& c) { c.earlier = Named("N3"); },
           [](LinkChange& c) { c.ground = "another"; }}) {
    LinkChange other = link;
    change(other);
    EXPECT_EQ(ReasonOf(Link(other).status()), error_reason::kRequestIdReused);
  }
  EXPECT_EQ(ReasonOf(Link(link, {"officer-2", false}).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(Unlink(link).status()), error_reason::kRequestIdReused);
}

TEST_F(LinkDeskTest, RefusesWhatNamesNobodyOrIsSoAlready) {
  const std::uint64_t before = Last();
  EXPECT_EQ(Link(Change("N9", "N1")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Link(Change("N1", "N9")).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Unlink(Change("N1", "N9")).status().code(), StatusCode::kNotFound);
  const Status apart = Unlink(Change("N2", "N1")).status();
  EXPECT_EQ(apart.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(apart), error_reason::kIdentityState);
  EXPECT_EQ(Last(), before) << "nothing is recorded of what failed";
  ASSERT_TRUE(Link(Change("N2", "N1")).ok());
  EXPECT_EQ(ReasonOf(Link(Change("N1", "N2")).status()), error_reason::kIdentityState);
  ASSERT_TRUE(Link(Change("N3", "N2")).ok());
  EXPECT_EQ(ReasonOf(Unlink(Change("N3", "N1")).status()), error_reason::kIdentityState)
      << "joined by others, whom the officer has not named";
}

TEST_F(LinkDeskTest, AQuestionIsAnsweredWithALinkOrItsEnd) {
  const std::string id = Ask(LinkState::kProvisional);
  ASSERT_EQ(Documents("N1"), 2u);
  const auto resolved = Resolve(id, Resolution::kUndoLink);
  ASSERT_TRUE(resolved.ok()) << resolved.status();
  EXPECT_EQ(resolved->state, ReferralState::kResolved);
  EXPECT_EQ(resolved->resolution, Resolution::kUndoLink);
  EXPECT_EQ(Documents("N1"), 1u);
  const StoredEntry entry = EntryAt(Last());
  EXPECT_EQ(entry.entry.kind, EntryKind::kIdentityUnlink);
  EXPECT_EQ(*ReadIdentityUnlinkBody(entry.entry.body),
            (UnlinkRecord{NameOf("N2"), NameOf("N1"), "officer-1", "compared"}));
}

TEST_F(LinkDeskTest, AProposalIsConfirmedOrNot) {
  const std::string id = Ask(LinkState::kProposed);
  ASSERT_EQ(Documents("N1"), 1u);
  const std::string request_id = NewUuid(random_);
  ASSERT_TRUE(Resolve(id, Resolution::kConfirmLink, request_id).ok());
  EXPECT_EQ(Documents("N1"), 2u);
  const std::uint64_t last = Last();
  ASSERT_TRUE(Resolve(id, Resolution::kConfirmLink, request_id).ok()) << "a replay";
  EXPECT_EQ(Last(), last);
  EXPECT_EQ(ReasonOf(Resolve(id, Resolution::kUndoLink).status()), error_reason::kReferralState);
}

TEST_F(LinkDeskTest, AProposalThatIsDeniedIsKept) {
  ASSERT_TRUE(Resolve(Ask(LinkState::kProposed), Resolution::kUndoLink).ok());
  EXPECT_EQ(Documents("N1"), 1u);
  EXPECT_EQ(EntryAt(Last()).entry.kind, EntryKind::kIdentityUnlink);
}

TEST_F(LinkDeskTest, WhatCannotBeCarriedOutLeavesTheQuestionOpen) {
  const std::string id = Ask(LinkState::kProposed);
  ASSERT_TRUE(Link(Change("N3", "N1")).ok());
  ASSERT_TRUE(Link(Change("N2", "N3")).ok());
  const std::uint64_t last = Last();
  EXPECT_EQ(ReasonOf(Resolve(id, Resolution::kUndoLink).status()), error_reason::kIdentityState);
  EXPECT_EQ(Last(), last);
  EXPECT_TRUE(Resolve(id, Resolution::kConfirmLink).ok()) << "they are one person's already";
  EXPECT_EQ(Last(), last + 1) << "the answer alone";
}

TEST_F(LinkDeskTest, AnAnswerToAnotherQuestionIsNoneToThis) {
  const std::string id = Ask(LinkState::kProvisional);
  for (const Resolution resolution :
       {Resolution::kAdmit, Resolution::kRefuse, Resolution::kRepeatCapture, Resolution::kSecondLine}) {
    const Status refused = Resolve(id, resolution).status();
    EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(refused), error_reason::kReferralState);
  }
  EXPECT_EQ(Documents("N1"), 2u);
}

TEST_F(LinkDeskTest, ADocumentThatSomebodyOnlyLookedForIsNotKnown) {
  Write({.log = std::string(kCentreLog),
         .kind = EntryKind::kRecordViewed,
         .event_time = clock_.Now(),
         .record_time = clock_.Now(),
         .traveller = NameOf("N9"),
         .body = "look"});
  EXPECT_EQ(Link(Change("N9", "N1")).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace clearance
