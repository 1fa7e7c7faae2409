// The hold desk over the memory store: two persons, one entry for each step and each look, and who sees what.
#include "services/holds/hold_desk.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/wire/record_viewed.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "tests/support/entries_of.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const AuthorityPerson kFirst{"kaz-police", "kaz-police-1"};
const AuthorityPerson kSecond{"kaz-police", "kaz-police-2"};
const AuthorityPerson kOther{"chn-nia", "chn-nia-1"};

// Marks what it has sealed; an erased subject opens to no words.
HoldTextSeal TestSeal(const std::string& erased = "") {
  return {.seal = [](Transaction&, const std::string&, const std::string& plain) -> StatusOr<std::string> {
            return "sealed " + plain;
          },
          .open = [erased](const Snapshot&, const std::string& subject,
                           const std::string& sealed) -> StatusOr<std::string> {
            if (subject == erased) return std::string();
            return sealed.substr(7);
          }};
}

class HoldDeskTest : public testing::Test {
 protected:
  HoldOrder Order(const std::string& number = "N12345678") {
    HoldOrder order;
    order.request_id = NewUuid(random_);
    order.terms.kind = HoldKind::kExitBan;
    order.terms.scope = {.territories = {Territory::kKaz}, .sides = {.exit = true}};
    order.terms.visibility = HoldVisibility::kSupervisor;
    order.ground = "court order";
    order.held.document = Document{.issuing_state = "KAZ", .number = number};
    order.text = {"call 102", "Sample Anna"};
    return order;
  }
  HoldOrder Confirming(HoldOrder order, const std::string& hold_id) {
    order.request_id = NewUuid(random_);
    order.hold_id = hold_id;
    return order;
  }
  StatusOr<Hold> Put(const HoldOrder& order, const AuthorityPerson& by) {
    std::promise<StatusOr<Hold>> done;
    desk_.Put(order, by, [&](StatusOr<Hold> hold) { done.set_value(std::move(hold)); });
    return done.get_future().get();
  }
  StatusOr<Hold> Lift(const HoldLifting& lifting, const AuthorityPerson& by) {
    std::promise<StatusOr<Hold>> done;
    desk_.Lift(lifting, by, [&](StatusOr<Hold> hold) { done.set_value(std::move(hold)); });
    return done.get_future().get();
  }
  HoldLifting Lifting(const std::string& hold_id) { return {NewUuid(random_), hold_id, "the court ended it"}; }
  Hold Active(HoldOrder order, const AuthorityPerson& first = kFirst, const AuthorityPerson& second = kSecond) {
    order.request_id = NewUuid(random_);
    const auto put = Put(order, first);
    EXPECT_TRUE(put.ok()) << put.status();
    clock_.Advance(Duration(1));
    const auto confirmed = Put(Confirming(order, put->hold_id), second);
    EXPECT_TRUE(confirmed.ok()) << confirmed.status();
    return confirmed.ok() ? *confirmed : Hold();
  }
  StatusOr<HoldPage> TryList(HoldDesk& desk, const HoldQuery& query, const HoldViewer& viewer) {
    std::promise<StatusOr<HoldPage>> done;
    desk.List(query, viewer, [&](StatusOr<HoldPage> page) { done.set_value(std::move(page)); });
    return done.get_future().get();
  }
  std::vector<std::string> List(const HoldQuery& query, const HoldViewer& viewer) {
    const auto page = TryList(desk_, query, viewer);
    EXPECT_TRUE(page.ok()) << page.status();
    std::vector<std::string> ids;
    for (const ShownHold& shown : page->holds) ids.push_back(shown.hold.hold_id);
    return ids;
  }
  static HoldQuery Any(std::string reason = "referral") { return {.reason = std::move(reason), .page_size = 100}; }
  std::vector<StoredEntry> Entries() { return EntriesOf(*store_); }

  ThreadPool executor_{1};
  ManualClock clock_{kSampleInstant};
  SystemRandom random_;
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  HoldDesk desk_{*store_, pseudonyms_, TestSeal(), clock_, random_};
  const HoldViewer officer_{"officer", "officer-1", "", HoldVisibility::kLaneOfficer};
  const HoldViewer supervisor_{"supervisor", "supervisor-1", "", HoldVisibility::kSupervisor};
  const HoldViewer police_{"authority", "kaz-police-1", "kaz-police", HoldVisibility::kAuthority};
  const HoldViewer nia_{"authority", "chn-nia-1", "chn-nia", HoldVisibility::kAuthority};
};

TEST_F(HoldDeskTest, AHoldBindsWhenASecondPersonHasAskedForTheSame) {
  const HoldOrder order = Order();
  const auto put = Put(order, kFirst);
  ASSERT_TRUE(put.ok()) << put.status();
  EXPECT_EQ(put->state, HoldState::kProposed);
  EXPECT_EQ(put->authority, "kaz-police");
  EXPECT_EQ(put->keys.document, pseudonyms_.Traveller(*order.held.document));
  EXPECT_EQ(put->sealed_text.find("sealed "), 0u);

  EXPECT_EQ(ReasonOf(Put(Confirming(order, put->hold_id), kFirst).status()), error_reason::kSecondOfficerRequired);
  EXPECT_EQ(ReasonOf(Put(Confirming(order, put->hold_id), kOther).status()), error_reason::kPermissionDenied);
  for (auto spoil :
       {+[](HoldOrder& o) { o.held.document->number += "1"; }, +[](HoldOrder& o) { o.ground += "!"; },
        +[](HoldOrder& o) { o.text.instructions += "!"; }, +[](HoldOrder& o) { o.terms.to = Instant::max(); }}) {
    HoldOrder other = Confirming(order, put->hold_id);
    spoil(other);
    EXPECT_EQ(ReasonOf(Put(other, kSecond).status()), error_reason::kSecondOfficerRequired);
  }
  EXPECT_EQ(ReasonOf(Put(Confirming(order, NewUuid(random_)), kSecond).status()), error_reason::kNotFound);
  EXPECT_EQ(Entries().size(), 1u) << "what is refused is not written";

  const auto confirmed = Put(Confirming(order, put->hold_id), kSecond);
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(confirmed->state, HoldState::kActive);
  EXPECT_EQ(confirmed->put_by, kFirst.id);
  EXPECT_EQ(confirmed->confirmed_by, kSecond.id);
  EXPECT_EQ(confirmed->sealed_text, put->sealed_text) << "the second person's words are not sealed again";
  ASSERT_EQ(Entries().size(), 2u);
  for (const StoredEntry& entry : Entries()) {
    EXPECT_EQ(entry.entry.kind, EntryKind::kHoldChange);
    EXPECT_EQ(entry.entry.log, kCentreLog);
    EXPECT_EQ(entry.entry.traveller, put->keys.document);
    EXPECT_EQ(entry.sealed.find("N12345678"), std::string::npos);
  }
}

TEST_F(HoldDeskTest, ARetryIsAnsweredAndNotDoneAgain) {
  const HoldOrder order = Order();
  const auto put = Put(order, kFirst);
  const auto again = Put(order, kFirst);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, *put);
  const HoldOrder confirming = Confirming(order, put->hold_id);
  ASSERT_TRUE(Put(confirming, kSecond).ok());
  EXPECT_EQ(Put(confirming, kSecond)->state, HoldState::kActive);
  const HoldLifting lifting = Lifting(put->hold_id);
  ASSERT_TRUE(Lift(lifting, kFirst).ok());
  EXPECT_EQ(Lift(lifting, kFirst)->state, HoldState::kLiftProposed);
  EXPECT_EQ(Entries().size(), 3u);

  HoldOrder changed = order;
  changed.text.name_as_given = "another";
  EXPECT_EQ(ReasonOf(Put(changed, kFirst).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(Put(order, kSecond).status()), error_reason::kRequestIdReused) << "another person";
  EXPECT_EQ(ReasonOf(Lift({order.request_id, put->hold_id, "x"}, kFirst).status()), error_reason::kRequestIdReused);
  HoldLifting other = lifting;
  other.ground = "another";
  EXPECT_EQ(ReasonOf(Lift(other, kFirst).status()), error_reason::kRequestIdReused);
}

// All that an answer tells: everything but the running number of the row, which no answer holds.
Hold Told(Hold hold) {
  hold.change = 0;
  return hold;
}

TEST_F(HoldDeskTest, ARetryGetsTheFirstAnswerWhateverHasHappenedSince) {
  const HoldOrder order = Order();
  const Hold put = Told(*Put(order, kFirst));
  clock_.Advance(Duration(1'000));
  const HoldOrder confirming = Confirming(order, put.hold_id);
  const Hold confirmed = Told(*Put(confirming, kSecond));
  clock_.Advance(Duration(1'000));
  const HoldLifting first = {NewUuid(random_), put.hold_id, "the court may end it"};
  const Hold proposed = Told(*Lift(first, kFirst));
  clock_.Advance(Duration(1'000));
  const HoldLifting second = {NewUuid(random_), put.hold_id, "the court ended it"};
  const Hold lifted = Told(*Lift(second, kSecond));
  EXPECT_EQ(lifted.lift_ground, "the court ended it");

  EXPECT_EQ(Told(*Put(order, kFirst)), put);
  EXPECT_EQ(Told(*Put(confirming, kSecond)), confirmed);
  EXPECT_EQ(Told(*Lift(first, kFirst)), proposed);
  EXPECT_EQ(Told(*Lift(second, kSecond)), lifted);
}

TEST_F(HoldDeskTest, ARetryOfWhatWasTakenBackUnconfirmedGetsItsFirstAnswer) {
  const HoldOrder order = Order();
  const Hold put = Told(*Put(order, kFirst));
  clock_.Advance(Duration(1'000));
  const HoldLifting lifting = Lifting(put.hold_id);
  const Hold lifted = Told(*Lift(lifting, kSecond));
  EXPECT_EQ(Told(*Put(order, kFirst)), put);
  EXPECT_EQ(Told(*Lift(lifting, kSecond)), lifted);
}

TEST_F(HoldDeskTest, AHoldIsLiftedByTwoOfItsAuthority) {
  const Hold hold = Active(Order());
  EXPECT_EQ(ReasonOf(Lift(Lifting(hold.hold_id), kOther).status()), error_reason::kPermissionDenied);
  EXPECT_EQ(ReasonOf(Lift(Lifting(NewUuid(random_)), kFirst).status()), error_reason::kNotFound);
  ASSERT_EQ(Lift(Lifting(hold.hold_id), kFirst)->state, HoldState::kLiftProposed);
  EXPECT_EQ(ReasonOf(Lift(Lifting(hold.hold_id), kFirst).status()), error_reason::kSecondOfficerRequired);
  const auto lifted = Lift(Lifting(hold.hold_id), kSecond);
  ASSERT_TRUE(lifted.ok()) << lifted.status();
  EXPECT_EQ(lifted->state, HoldState::kLifted);
  EXPECT_EQ(lifted->lift_proposed_by, kFirst.id);
  EXPECT_EQ(lifted->lifted_by, kSecond.id);
  EXPECT_EQ(lifted->lift_ground, "the court ended it");
  EXPECT_EQ(ReasonOf(Lift(Lifting(hold.hold_id), kFirst).status()), error_reason::kHoldState);
  EXPECT_EQ(Entries().size(), 4u);
}

TEST_F(HoldDeskTest, AHoldWithoutWordsIsNotSealed) {
  HoldOrder order = Order();
  order.text = {};
  EXPECT_EQ(Put(order, kFirst)->sealed_text, "");
}

TEST_F(HoldDeskTest, NoMoreOfOneAuthorityAreConfirmedThanAreBounded) {
  HoldOrder one_more = Order();
  const std::string proposed = Put(one_more, kFirst)->hold_id;
  for (std::size_t i = 0; i < kMaxHoldsOfAuthority; ++i) Active(Order());
  EXPECT_EQ(ReasonOf(Put(Order(), kFirst).status()), error_reason::kHoldState);
  EXPECT_EQ(ReasonOf(Put(Confirming(one_more, proposed), kSecond).status()), error_reason::kHoldState);
  EXPECT_TRUE(Put(Order("ANOTHER"), kFirst).ok());
  EXPECT_TRUE(Put(Order(), kOther).ok()) << "each authority has room of its own: what another has put is not told";
}

TEST_F(HoldDeskTest, EachSeesWhatTheyMay) {
  HoldOrder for_lanes = Order("N1");
  for_lanes.terms.visibility = HoldVisibility::kLaneOfficer;
  HoldOrder for_authority = Order("N2");
  for_authority.terms.visibility = HoldVisibility::kAuthority;
  const std::string lanes = Active(for_lanes).hold_id;
  const std::string supervisors = Active(Order("N3")).hold_id;
  const std::string authority = Active(for_authority).hold_id;
  const std::string nia = Active(for_authority, kOther, {"chn-nia", "chn-nia-2"}).hold_id;
  using Ids = std::vector<std::string>;
  EXPECT_EQ(List(Any(), officer_), Ids{lanes});
  EXPECT_EQ(List(Any(), supervisor_), (Ids{lanes, supervisors}));
  EXPECT_EQ(List(Any(), police_), (Ids{lanes, supervisors, authority}));
  EXPECT_EQ(List(Any(), nia_), Ids{nia});
}

TEST_F(HoldDeskTest, EachLookIsAnEntryWithItsReasonAndWhatWasShown) {
  HoldOrder order = Order();
  order.terms.visibility = HoldVisibility::kLaneOfficer;
  const Hold hold = Active(order);
  const std::size_t before = Entries().size();
  ASSERT_EQ(List(Any("referral at gate-1/a"), officer_).size(), 1u);
  HoldQuery lifted = Any("nothing to be seen");
  lifted.state = HoldState::kLifted;
  ASSERT_EQ(List(lifted, supervisor_).size(), 0u);
  const std::vector<StoredEntry> entries = Entries();
  ASSERT_EQ(entries.size(), before + 2);
  const StoredEntry& first = entries[before];
  EXPECT_EQ(first.entry.kind, EntryKind::kRecordViewed);
  EXPECT_EQ(first.entry.log, kCentreLog);
  EXPECT_EQ(*ReadRecordViewedBody(first.entry.body),
            (RecordViewed{"LIST_HOLDS", "officer/officer-1", "referral at gate-1/a", "hold=" + hold.hold_id}));
  EXPECT_EQ(*ReadRecordViewedBody(entries[before + 1].entry.body),
            (RecordViewed{"LIST_HOLDS", "supervisor/supervisor-1", "nothing to be seen", "state=LIFTED"}));
}

TEST_F(HoldDeskTest, TheWordsAreShownUntilTheyAreErased) {
  const Hold hold = Active(Order());
  EXPECT_EQ(TryList(desk_, Any(), police_)->holds[0].text, (HoldText{"call 102", "Sample Anna"}));
  HoldDesk after_erasure(*store_, pseudonyms_, TestSeal(hold.keys.document), clock_, random_);
  const auto page = TryList(after_erasure, Any(), police_);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->holds[0].text, HoldText());
  EXPECT_EQ(page->holds[0].hold, hold);
}

TEST_F(HoldDeskTest, DamagedWordsHideNeitherTheirHoldNorTheOthers) {
  const Hold damaged = Active(Order("N1"));
  clock_.Advance(Duration(1));
  Active(Order("N2"));
  HoldTextSeal seal = TestSeal();
  seal.open = [open = seal.open, subject = damaged.keys.document](const Snapshot& s, const std::string& of,
                                                                  const std::string& sealed) -> StatusOr<std::string> {
    if (of == subject) return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "a damaged key");
    return open(s, of, sealed);
  };
  HoldDesk desk(*store_, pseudonyms_, seal, clock_, random_);
  const auto page = TryList(desk, Any(), police_);
  ASSERT_TRUE(page.ok()) << page.status();
  ASSERT_EQ(page->holds.size(), 2u);
  EXPECT_TRUE(page->holds[0].words_unreadable);
  EXPECT_EQ(page->holds[0].text, HoldText());
  EXPECT_EQ(page->holds[0].hold, damaged);
  EXPECT_FALSE(page->holds[1].words_unreadable);
  EXPECT_EQ(page->holds[1].text, (HoldText{"call 102", "Sample Anna"}));
}

TEST_F(HoldDeskTest, HoldsAreListedInPagesTheOlderFirst) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(Duration(1));
    ids.push_back(Put(Order("N" + std::to_string(i)), kFirst)->hold_id);
  }
  std::vector<std::string> seen;
  HoldQuery query = Any();
  query.page_size = 2;
  for (bool more = true; more;) {
    const auto page = TryList(desk_, query, police_);
    ASSERT_TRUE(page.ok()) << page.status();
    for (const ShownHold& shown : page->holds) seen.push_back(shown.hold.hold_id);
    more = page->more;
    query.after = HoldPlace{page->holds.back().hold.put_at, seen.back()};
  }
  EXPECT_EQ(seen, ids);
  query.after->hold_id = ids[0];
  EXPECT_TRUE(List(query, officer_).empty()) << "whether there is a hold the viewer may not see is not told";
}

TEST_F(HoldDeskTest, AnOfficerFindsTheHoldsOfACrossing) {
  HoldOrder for_lanes = Order("N1");
  for_lanes.terms.visibility = HoldVisibility::kLaneOfficer;
  const std::string lanes = Active(for_lanes).hold_id;
  const std::string supervisors = Active(Order("N2")).hold_id;
  Active(Order("N3"));
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                for (const std::string& id : {lanes, supervisors, lanes}) {
                  HoldHit hit = SampleHoldHit();
                  hit.hold_id = id;
                  RETURN_IF_ERROR(RecordEntry(t, {.log = "KHORGOS",
                                                  .kind = EntryKind::kHoldHit,
                                                  .event_time = kSampleInstant,
                                                  .record_time = kSampleInstant,
                                                  .lane_id = "gate-1/a",
                                                  .body = HoldHitBody(hit)})
                                      .status());
                }
                return OkStatus();
              }).ok());
  HoldQuery query = Any();
  query.decision_request_id = SampleHoldHit().decision_request_id;
  EXPECT_EQ(List(query, officer_), std::vector<std::string>{lanes});
  EXPECT_EQ(List(query, supervisor_), (std::vector<std::string>{lanes, supervisors}));
  query.decision_request_id = kSampleOtherId;
  EXPECT_TRUE(List(query, supervisor_).empty());
}

// The views are what the entries say: derived anew into an empty store they are the same.
TEST_F(HoldDeskTest, HoldsAndHitsAreRebuiltFromEntriesAlone) {
  const Hold hold = Active(Order("N1"));
  Put(Order("N2"), kFirst).IgnoreError();
  Lift(Lifting(hold.hold_id), kSecond).IgnoreError();
  HoldHit hit = SampleHoldHit();
  hit.hold_id = hold.hold_id;
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) {
                return RecordEntry(t, {.log = "KHORGOS",
                                       .kind = EntryKind::kHoldHit,
                                       .event_time = kSampleInstant,
                                       .record_time = kSampleInstant,
                                       .lane_id = "gate-1/a",
                                       .body = HoldHitBody(hit)})
                    .status();
              }).ok());
  const auto news_of = [](Store& store) {
    std::vector<HoldNews> news;
    EXPECT_TRUE(store
                    .Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(news, s.holds().ChangesSince(0, 1000));
                      return OkStatus();
                    })
                    .ok());
    return news;
  };
  const std::unique_ptr<Store> rebuilt = NewMemoryStore(executor_);
  for (const StoredEntry& entry : Entries()) {
    const Status derived = TransactAndWait(*rebuilt, [&](Transaction& t) { return Derive(t, entry); });
    ASSERT_TRUE(derived.ok()) << derived;
  }
  EXPECT_EQ(news_of(*rebuilt), news_of(*store_));
  EXPECT_EQ(news_of(*rebuilt).size(), 3u);
}

TEST_F(HoldDeskTest, AnEntryNobodyCanHaveWrittenIsNotDerivedFrom) {
  const auto derive = [&](EntryKind kind, const std::string& body) {
    StoredEntry entry{.position = 1, .entry = {.log = "centre", .kind = kind, .body = body}};
    return TransactAndWait(*store_, [&](Transaction& t) { return Derive(t, entry); });
  };
  EXPECT_EQ(derive(EntryKind::kHoldChange, "?").code(), StatusCode::kDataLoss);
  EXPECT_EQ(derive(EntryKind::kHoldHit, "?").code(), StatusCode::kDataLoss);
  EXPECT_EQ(
      derive(EntryKind::kHoldChange, HoldChangeBody({.act = HoldAct::kConfirm, .hold_id = kSampleId, .author = "a-1"}))
          .code(),
      StatusCode::kDataLoss)
      << "of no hold";
}

TEST_F(HoldDeskTest, FollowingHoldsIsALookFromTheBeginningAndFromAToken) {
  const HoldViewer viewer{.role = "authority", .id = "kaz-police-1", .authority = "kaz-police"};
  for (const auto& [token, scope] : {std::pair("", "from=beginning"), {"ab12", "from=token"}}) {
    std::promise<Status> done;
    desk_.RecordWatch({.resume_token = token, .reason = "on duty"}, viewer,
                      [&](const Status& s) { done.set_value(s); });
    ASSERT_TRUE(done.get_future().get().ok());
    const StoredEntry last = Entries().back();
    EXPECT_EQ(last.entry.kind, EntryKind::kRecordViewed);
    EXPECT_EQ(last.entry.log, kCentreLog);
    EXPECT_EQ(*ReadRecordViewedBody(last.entry.body),
              (RecordViewed{"WATCH_HOLDS", "authority/kaz-police-1", "on duty", scope}));
  }
}

}  // namespace
}  // namespace clearance
