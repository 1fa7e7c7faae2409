// The review desk over the memory store: an answer, its entry and its command stand or fall together.
#include "services/review/review_desk.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/entries_of.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const Officer kFirst{"officer-1", false};
const Officer kSupervisor{"supervisor-1", true};

class ReviewDeskTest : public testing::Test {
 protected:
  std::string Open(ReasonCode code, ReferralKind kind = ReferralKind::kCrossing) {
    Referral referral = SampleReferral();
    referral.referral_id = NewUuid(random_);
    referral.decision_request_id = NewUuid(random_);
    referral.kind = kind;
    referral.state = ReferralState::kOpen;
    referral.reasons = {{.code = code}};
    referral.claimed_by = referral.proposed_by = referral.resolved_by = referral.ground = "";
    referral.proposed.reset();
    referral.resolution.reset();
    referral.opened_at = referral.changed_at = clock_.Now();
    clock_.Advance(Duration(1));
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.referrals().Insert(referral).status(); }).ok());
    return referral.referral_id;
  }
  StatusOr<Referral> Claim(const std::string& referral_id, const Officer& officer, const std::string& request_id) {
    std::promise<StatusOr<Referral>> done;
    desk_.Claim(request_id, referral_id, officer, [&](StatusOr<Referral> r) { done.set_value(std::move(r)); });
    return done.get_future().get();
  }
  StatusOr<Referral> Resolve(const ReferralAnswer& answer, const Officer& officer) {
    std::promise<StatusOr<Referral>> done;
    desk_.Resolve(answer, officer, [&](StatusOr<Referral> r) { done.set_value(std::move(r)); });
    return done.get_future().get();
  }
  ReferralAnswer Answer(const std::string& referral_id, Resolution resolution) {
    return {NewUuid(random_), referral_id, resolution, "compared by eye"};
  }
  std::vector<GateCommand> Commands() {
    std::vector<GateCommand> commands;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(commands, s.lane_commands().Since("gate-1", 0, 100));
                      return OkStatus();
                    })
                    .ok());
    return commands;
  }
  std::vector<StoredEntry> Entries() { return EntriesOf(*store_); }

  ThreadPool executor_{1};
  ManualClock clock_{kSampleInstant};
  SystemRandom random_;
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  ReviewDesk desk_{*store_, clock_};
};

TEST_F(ReviewDeskTest, AnAnswerIsAnEntryAndACommandAndARetryIsNeither) {
  const std::string id = Open(ReasonCode::kFaceDiffers);
  const ReferralAnswer answer = Answer(id, Resolution::kAdmit);
  for (int round = 0; round < 2; ++round) {
    const auto resolved = Resolve(answer, kFirst);
    ASSERT_TRUE(resolved.ok()) << resolved.status();
    EXPECT_EQ(resolved->state, ReferralState::kResolved);
  }
  ASSERT_EQ(Commands().size(), 1u);
  EXPECT_EQ(Commands()[0].referral_id, id);
  EXPECT_EQ(Commands()[0].resolution, Resolution::kAdmit);
  EXPECT_EQ(Commands()[0].expires_at, clock_.Now() + kCommandLifetime);
  ASSERT_EQ(Entries().size(), 1u);
  EXPECT_EQ(Entries()[0].entry.kind, EntryKind::kReferralResolution);
  EXPECT_EQ(Entries()[0].entry.log, "KHORGOS");
  EXPECT_EQ(Entries()[0].entry.request_id, answer.request_id);

  ReferralAnswer changed = answer;
  changed.ground = "another";
  EXPECT_EQ(ReasonOf(Resolve(changed, kFirst).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(Resolve(answer, kSupervisor).status()), error_reason::kRequestIdReused) << "another officer";
}

TEST_F(ReviewDeskTest, ARetryGetsTheFirstAnswerWhateverHasHappenedSince) {
  const std::string id = Open(ReasonCode::kDocumentExpired);
  const std::string claim = NewUuid(random_);
  const auto claimed = Claim(id, kFirst, claim);
  ASSERT_TRUE(claimed.ok()) << claimed.status();
  const std::string again = NewUuid(random_);
  ASSERT_TRUE(Claim(id, kFirst, again).ok()) << "changes nothing, and is no entry";
  clock_.Advance(std::chrono::seconds(1));
  const ReferralAnswer proposal = Answer(id, Resolution::kAdmit);
  const auto proposed = Resolve(proposal, kFirst);
  ASSERT_TRUE(proposed.ok()) << proposed.status();
  clock_.Advance(std::chrono::seconds(1));
  const ReferralAnswer confirmation = Answer(id, Resolution::kAdmit);
  const auto confirmed = Resolve(confirmation, kSupervisor);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  const auto same = [](StatusOr<Referral> now, Referral then) {
    ASSERT_TRUE(now.ok()) << now.status();
    then.change = now->change;  // the store's own number, no part of an answer
    EXPECT_EQ(*now, then);
  };
  same(Claim(id, kFirst, claim), *claimed);
  same(Claim(id, kFirst, again), *claimed);
  same(Resolve(proposal, kFirst), *proposed);
  same(Resolve(confirmation, kSupervisor), *confirmed);
  EXPECT_EQ(claimed->state, ReferralState::kClaimed);
  EXPECT_EQ(proposed->state, ReferralState::kAwaitingSecondOfficer);
}

TEST_F(ReviewDeskTest, AProposalReachesNoLane) {
  const std::string id = Open(ReasonCode::kDocumentExpired);
  ASSERT_TRUE(Resolve(Answer(id, Resolution::kAdmit), kFirst).ok());
  EXPECT_TRUE(Commands().empty());
  EXPECT_EQ(Resolve(Answer(id, Resolution::kAdmit), {"officer-2", false}).status().code(),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(Entries().size(), 1u) << "what is refused is not written";
  clock_.Advance(std::chrono::seconds(7));
  const auto confirmed = Resolve(Answer(id, Resolution::kAdmit), kSupervisor);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->claimed_by, kFirst.id);
  EXPECT_EQ(confirmed->proposed, Resolution::kAdmit);
  EXPECT_EQ(confirmed->proposed_by, kFirst.id);
  EXPECT_EQ(confirmed->resolved_by, kSupervisor.id);
  EXPECT_EQ(confirmed->changed_at, clock_.Now());
  EXPECT_EQ(Commands().size(), 1u);
  EXPECT_EQ(Entries().size(), 2u);
}

TEST_F(ReviewDeskTest, ACaseBesideACrossingSendsNoCommand) {
  ASSERT_TRUE(
      Resolve(Answer(Open(ReasonCode::kBookingAbuse, ReferralKind::kBookingAbuse), Resolution::kSecondLine), kFirst)
          .ok());
  EXPECT_TRUE(Commands().empty());
  EXPECT_EQ(Entries().size(), 1u);
}

TEST_F(ReviewDeskTest, AClaimIsAnEntry) {
  const std::string id = Open(ReasonCode::kFaceDiffers);
  const std::string request_id = NewUuid(random_);
  ASSERT_TRUE(Claim(id, kFirst, request_id).ok());
  ASSERT_TRUE(Claim(id, kFirst, request_id).ok());
  EXPECT_EQ(Entries().size(), 1u);
  EXPECT_EQ(ReasonOf(Claim(id, {"officer-2", false}, NewUuid(random_)).status()),
            error_reason::kReferralClaimedByOther);
  EXPECT_EQ(ReasonOf(Claim(NewUuid(random_), kFirst, NewUuid(random_)).status()), error_reason::kNotFound);
}

TEST_F(ReviewDeskTest, ReferralsAreListedInPagesTheOlderFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(Open(ReasonCode::kFaceDiffers));
  ASSERT_TRUE(Claim(ids[1], kFirst, NewUuid(random_)).ok());
  std::vector<std::string> seen;
  ReferralQuery query;
  query.page_size = 2;
  for (bool more = true; more;) {
    const auto page = desk_.List(query);
    ASSERT_TRUE(page.ok()) << page.status();
    ASSERT_LE(page->referrals.size(), 2u);
    for (const Referral& referral : page->referrals) seen.push_back(referral.referral_id);
    more = page->more;
    if (more) query.after = seen.back();
  }
  EXPECT_EQ(seen, ids);
  query = {.state = ReferralState::kClaimed, .lane_id = "", .page_size = 10, .after = ""};
  ASSERT_EQ(desk_.List(query)->referrals.size(), 1u);
  EXPECT_EQ(desk_.List(query)->referrals[0].referral_id, ids[1]);
  query.after = NewUuid(random_);
  EXPECT_EQ(ReasonOf(desk_.List(query).status()), error_reason::kPageTokenInvalid);
}

}  // namespace
}  // namespace clearance
