// Looks at the ledger: each is an entry, is durable before anything is read, and shows what stood before it to whoever
// may know of it.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/wire/hold_bytes.h"
#include "common/wire/key_erasure.h"
#include "common/wire/record_viewed.h"
#include "services/ledger/ledger_desk.h"
#include "tests/support/ledger_desk_fixture.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

// A store that tells in what order it was written and read, and of which writing or reading can be made to fail.
class ToldStore final : public Store {
 public:
  explicit ToldStore(Store& store) : store_(store) {}
  void Transact(Function fn, Done done) override {
    if (!write_failure.ok()) return done(write_failure);
    store_.Transact(std::move(fn), [this, done = std::move(done)](Status committed) {
      told += "written ";
      done(std::move(committed));
    });
  }
  Status Read(const std::function<Status(const Snapshot&)>& fn) override {
    told += "read ";
    return read_failure.ok() ? store_.Read(fn) : read_failure;
  }
  std::unique_ptr<Subscription> Subscribe(Subscribers::Callback callback) override {
    return store_.Subscribe(std::move(callback));
  }
  std::string told;
  Status write_failure;
  Status read_failure;

 private:
  Store& store_;
};

class LedgerLooksTest : public LedgerDeskFixture {};

TEST_F(LedgerLooksTest, ALookAtOnePersonsRecordIsOneEntryHoweverManyPages) {
  const Look look = NewLook();
  const EntryFilter filter{.traveller = kTraveller};
  const auto first = List(filter, look, 0, 10);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->entries.size(), 10u);
  ASSERT_TRUE(first->next_after);
  ASSERT_TRUE(List(filter, look, *first->next_after, 100).ok());

  const auto looks = Looks();
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks[0].entry.log, kCentreLog);
  EXPECT_EQ(looks[0].entry.traveller, kTraveller);
  EXPECT_EQ(looks[0].entry.request_id, look.request_id);
  const auto viewed = ReadRecordViewedBody(looks[0].entry.body);
  ASSERT_TRUE(viewed.ok()) << viewed.status();
  EXPECT_EQ(*viewed,
            (RecordViewed{"LIST_ENTRIES", "auditor/auditor-1", "complaint 17", "traveller=" + ToHex(kTraveller)}));
}

// Whoever is handed one person's entries must not take them for all there are.
TEST_F(LedgerLooksTest, AnExportSaysWhoseEntriesAloneItHolds) {
  const auto lines = Export({.log = "KHORGOS", .traveller = kTraveller}, NewLook());
  ASSERT_TRUE(lines.ok()) << lines.status();
  const std::string scope = "log=KHORGOS traveller=" + ToHex(kTraveller);
  EXPECT_EQ(Json::parse(lines->front())["scope"], scope);
  ASSERT_EQ(Looks().size(), 1u);
  EXPECT_EQ(ReadRecordViewedBody(Looks()[0].entry.body)->scope, scope);
  EXPECT_EQ(Json::parse(Export({}, NewLook())->front())["scope"], "") << "everything";
}

TEST_F(LedgerLooksTest, ALookAtWhateverEntriesIsAnEntryAndDoesNotShowItself) {
  const auto everything = List({}, NewLook());
  ASSERT_TRUE(everything.ok()) << everything.status();
  EXPECT_EQ(everything->entries.size(), 21u);
  EXPECT_FALSE(everything->next_after);
  ASSERT_EQ(Looks().size(), 1u);
  EXPECT_EQ(Looks()[0].position, 22u);
  EXPECT_EQ(Looks()[0].entry.traveller, "");
  EXPECT_EQ(List({.kind = EntryKind::kRecordViewed}, NewLook())->entries.size(), 1u) << "the look before";
  EXPECT_EQ(List({.lane_id = "nowhere"}, NewLook())->entries.size(), 0u);
  ASSERT_EQ(Looks().size(), 3u) << "nothing found is a look too";
  EXPECT_EQ(ReadRecordViewedBody(Looks()[2].entry.body)->scope, "lane=nowhere");
}

// A mistyped name looked like a log in which nothing stands, and an export of it like a whole one.
TEST_F(LedgerLooksTest, ALogThatIsNotThereIsNoEmptyLog) {
  for (const Status& refused :
       {List({.log = "KHORGAS"}, NewLook()).status(), Export({.log = "KHORGAS"}, NewLook()).status()}) {
    EXPECT_EQ(refused.code(), StatusCode::kNotFound) << refused;
    EXPECT_EQ(ReasonOf(refused), error_reason::kNotFound);
  }
  EXPECT_EQ(Looks().size(), 0u) << "nothing was shown";
  ASSERT_TRUE(List({.log = std::string(kCentreLog)}, NewLook()).ok()) << "which begins with this look";
  EXPECT_EQ(Looks().size(), 1u);
}

TEST_F(LedgerLooksTest, ThePortOfALaneThatHasReportedHasALogBeforeItsFirstEntry) {
  LaneStatus lane{.gate_id = "gate-9"};
  lane.report.lane.port = "DOSTYK";
  lane.report.lane.lane_id = "gate-9/a";
  ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.lanes().Put(lane).status(); }).ok());
  const auto page = List({.log = "DOSTYK"}, NewLook());
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entries.size(), 0u);
  const auto lines = Export({.log = "DOSTYK"}, NewLook());
  ASSERT_TRUE(lines.ok()) << lines.status();
  EXPECT_EQ(Json::parse(lines->front())["checkpoints"].size(), 0u) << "nothing to sign yet";
  EXPECT_EQ(Json::parse(lines->back())["entries"], 0);
}

// Lanes wait for the store's writer: it looks through no entries for an auditor.
TEST_F(LedgerLooksTest, ALookIsReadFromASnapshotOnceItsEntryIsDurable) {
  ToldStore store(*store_);
  LedgerDesk desk({store, key_, kSite, clock_});
  const Look look = NewLook();
  store.write_failure = Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "the disk is full");
  EXPECT_EQ(List({}, look, 0, 100, &desk).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(store.told, "") << "what is not recorded is not even read";

  store.write_failure = OkStatus();
  store.read_failure = Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "busy");
  EXPECT_EQ(List({}, look, 0, 100, &desk).status().code(), StatusCode::kUnavailable);
  EXPECT_EQ(store.told, "written read ");
  Append("KHORGOS");

  store.read_failure = OkStatus();
  store.told.clear();
  const auto again = List({}, look, 0, 100, &desk);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(store.told, "written read ");
  EXPECT_EQ(again->entries.size(), 21u) << "as it stood before the entry, which had been made";
  EXPECT_EQ(Looks().size(), 1u);
}

TEST_F(LedgerLooksTest, ALooksIdDoesNotServeForAnotherLook) {
  const Look look = NewLook();
  ASSERT_TRUE(List({.traveller = kTraveller}, look).ok());
  const std::string another(kPseudonymBytes, 'u');
  EXPECT_EQ(ReasonOf(List({.traveller = another}, look).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(List({.kind = EntryKind::kPassage, .traveller = kTraveller}, look).status()),
            error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(Export({.traveller = kTraveller}, look).status()), error_reason::kRequestIdReused);
  Look for_another_reason = look;
  for_another_reason.reason = "complaint 18";
  EXPECT_EQ(ReasonOf(List({.traveller = kTraveller}, for_another_reason).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(Looks().size(), 1u);
}

TEST_F(LedgerLooksTest, ALooksPagesEndWhereTheLedgerEndedAtItsEntry) {
  const Look look = NewLook();
  const EntryFilter filter{.traveller = kTraveller};
  ASSERT_EQ(List(filter, look)->entries.size(), 21u) << "without the look itself";
  for (int i = 0; i < 5; ++i) Append("KHORGOS");
  const auto again = List(filter, look);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->entries.size(), 21u);
  const auto page = List(filter, look, 20, 1);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entries.size(), 1u);
  EXPECT_FALSE(page->next_after) << "there is nothing more of this look";
  const auto lines = Export(filter, NewLook());
  EXPECT_EQ(lines->size(), 1 + 28 + 1u);
}

TEST_F(LedgerLooksTest, AnExportAskedForAgainHasTheSameEntries) {
  const Look look = NewLook();
  const auto first = Export({}, look);
  ASSERT_TRUE(first.ok()) << first.status();
  for (int i = 0; i < 5; ++i) Append("KHORGOS");
  const auto again = Export({}, look);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->size(), first->size());
  EXPECT_EQ(again->back(), first->back());
  EXPECT_EQ(Looks().size(), 1u);
}

TEST_F(LedgerLooksTest, EntriesOfHoldsAreShownToWhoMayKnowOfThem) {
  const std::uint64_t supervisors = PutHold(kSampleId, HoldVisibility::kSupervisor);
  const std::uint64_t hit = Hit(kSampleId);
  PutHold(kSampleOtherId, HoldVisibility::kAuthority);
  Hit(kSampleOtherId);
  const auto of_holds = [](const std::vector<StoredEntry>& entries) {
    std::vector<std::uint64_t> positions;
    for (const StoredEntry& stored : entries)
      if (stored.entry.kind == EntryKind::kHoldChange || stored.entry.kind == EntryKind::kHoldHit)
        positions.push_back(stored.position);
    return positions;
  };
  using Positions = std::vector<std::uint64_t>;
  EXPECT_EQ(of_holds(List({}, NewLook())->entries), (Positions{supervisors, hit}));
  EXPECT_EQ(of_holds(List({.kind = EntryKind::kHoldHit}, NewLook())->entries), Positions{hit});
  EXPECT_EQ(of_holds(List({.traveller = kTraveller}, NewLook())->entries), Positions{hit});
  EXPECT_EQ(Looks().size(), 3u) << "each such look is an entry";
  const auto lines = Export({.kind = EntryKind::kHoldHit}, NewLook());
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 3u);
  EXPECT_EQ(Json::parse((*lines)[1])["position"], hit);
}

TEST_F(LedgerLooksTest, WhatTellsOfAHoldIsShownAsTheHoldIs) {
  PutHold(kSampleId, HoldVisibility::kSupervisor);
  PutHold(kSampleOtherId, HoldVisibility::kAuthority);
  const auto look = [&](const std::string& scope) {
    return Recorded({.log = std::string(kCentreLog),
                     .kind = EntryKind::kRecordViewed,
                     .body = RecordViewedBody({"LIST_HOLDS", "authority/kaz-police-1", "on duty", scope})});
  };
  const auto erasure = [&](std::vector<DataPurpose> purposes) {
    return Recorded({.log = std::string(kCentreLog),
                     .kind = EntryKind::kKeyErased,
                     .traveller = kTraveller,
                     .body = KeyErasedBody({kTraveller, std::move(purposes), "keeper", "retention"})});
  };
  const std::string seen = "hold=" + std::string(kSampleId);
  const std::string quiet = "hold=" + std::string(kSampleOtherId);
  const std::uint64_t of_none = look("state=ACTIVE");
  const std::uint64_t of_seen = look(seen);
  look(quiet);
  look("state=ACTIVE " + seen + " " + quiet);
  const std::uint64_t of_border = erasure({DataPurpose::kBorder});
  erasure({DataPurpose::kHold});
  erasure({DataPurpose::kBorder, DataPurpose::kHold});
  using Positions = std::vector<std::uint64_t>;
  const auto of = [](EntryKind kind, const std::vector<StoredEntry>& entries) {
    Positions positions;
    for (const StoredEntry& stored : entries)
      if (stored.entry.kind == kind) positions.push_back(stored.position);
    return positions;
  };
  const auto looked = List({}, NewLook());
  EXPECT_EQ(of(EntryKind::kRecordViewed, looked->entries), (Positions{of_none, of_seen}));
  EXPECT_EQ(of(EntryKind::kKeyErased, looked->entries), Positions{of_border});
  EXPECT_EQ(Export({.kind = EntryKind::kKeyErased}, NewLook())->size(), 3u) << "its frame, and the one";
}

TEST_F(LedgerLooksTest, AnEntryOfNoHoldIsShownToNobody) {
  Append("KHORGOS", EntryKind::kHoldHit);
  EXPECT_TRUE(List({.kind = EntryKind::kHoldHit}, NewLook())->entries.empty());
}

// One look, one reason, one answer: whoever asks again under the same id sees no more than what was recorded.
TEST_F(LedgerLooksTest, ARepeatedLookShowsNothingThatCameAfterItsEntry) {
  const Look exported = NewLook();
  const auto first = Export({.log = "KHORGOS"}, exported);
  ASSERT_TRUE(first.ok()) << first.status();
  const Look listed = NewLook();
  const auto page = List({.traveller = kTraveller}, listed);
  ASSERT_TRUE(page.ok()) << page.status();
  for (int i = 0; i < 300; ++i) Append("KHORGOS");
  clock_.Advance(std::chrono::hours(1));

  const auto again = Export({.log = "KHORGOS"}, exported);
  ASSERT_TRUE(again.ok()) << again.status();
  ASSERT_EQ(again->size(), first->size());
  EXPECT_EQ(Json::parse(again->front())["last_position"], Json::parse(first->front())["last_position"]);
  for (std::size_t i = 1; i < first->size(); ++i)
    EXPECT_EQ(Json::parse((*again)[i]).value("sealed", ""), Json::parse((*first)[i]).value("sealed", ""));
  EXPECT_EQ(Json::parse(again->back()), Json::parse(first->back()));

  const auto repeated = List({.traveller = kTraveller}, listed);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->entries.size(), page->entries.size());
  EXPECT_FALSE(repeated->next_after);
  EXPECT_EQ(Looks().size(), 2u);
}

}  // namespace
}  // namespace clearance
