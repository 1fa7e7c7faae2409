// The ledger desk over the memory store: looks are entries, notes are the centre's, proofs hold, exports can be checked
// by whoever has nothing but their lines.
#include "services/ledger/ledger_desk.h"

#include <gtest/gtest.h>

#include <future>
#include <nlohmann/json.hpp>

#include "common/base/base64.h"
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/merkle.h"
#include "common/wire/hold_bytes.h"
#include "common/wire/key_erasure.h"
#include "common/wire/record_viewed.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "services/ledger/shown_entries.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

constexpr char kSite[] = "khorgos.test/ledger";
const std::string kTraveller(kPseudonymBytes, 't');

class LedgerDeskTest : public testing::Test {
 protected:
  LedgerDeskTest() {
    for (int i = 0; i < 21; ++i) Append(i % 3 == 0 ? "ALTYNKOL" : "KHORGOS");
  }

  std::uint64_t Append(const std::string& log, EntryKind kind = EntryKind::kAbandonment) {
    std::uint64_t position = 0;
    const LedgerEntry entry{.log = log,
                            .kind = kind,
                            .event_time = clock_.Now(),
                            .record_time = clock_.Now(),
                            .traveller = kTraveller,
                            .lane_id = "gate-1/a",
                            .body = "what happened"};
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  ASSIGN_OR_RETURN(position, t.ledger().Append(entry));
                  return OkStatus();
                }).ok());
    return position;
  }

  // The position of its entry, which makes the hold.
  std::uint64_t PutHold(const std::string& hold_id, HoldVisibility visibility) {
    HoldChange change = SampleHoldChange();
    change.hold_id = hold_id;
    change.put->terms.visibility = visibility;
    return Recorded({.log = std::string(kCentreLog), .kind = EntryKind::kHoldChange, .body = HoldChangeBody(change)});
  }
  std::uint64_t Hit(const std::string& hold_id) {
    HoldHit hit = SampleHoldHit();
    hit.hold_id = hold_id;
    return Recorded({.log = "KHORGOS", .kind = EntryKind::kHoldHit, .traveller = kTraveller, .body = HoldHitBody(hit)});
  }
  std::uint64_t Recorded(LedgerEntry entry) {
    entry.event_time = entry.record_time = clock_.Now();
    std::uint64_t position = 0;
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) -> Status {
                  ASSIGN_OR_RETURN(position, RecordEntry(t, entry));
                  return OkStatus();
                }).ok());
    return position;
  }

  Look NewLook() { return {NewUuid(random_), "auditor/auditor-1", "complaint 17"}; }

  StatusOr<EntryPage> ListLookingAt(const EntryFilter& filter, const Look& look, std::uint64_t after = 0,
                                    std::size_t limit = 100) {
    std::promise<StatusOr<EntryPage>> done;
    desk_.ListLookingAt(filter, after, limit, look, [&](StatusOr<EntryPage> page) { done.set_value(std::move(page)); });
    return done.get_future().get();
  }

  StatusOr<std::string> Note(const std::string& log, LedgerDesk* desk = nullptr, const std::string& known = "") {
    std::promise<StatusOr<std::string>> done;
    (desk != nullptr ? *desk : desk_).Checkpoint(log, known, [&](StatusOr<std::string> note) {
      done.set_value(std::move(note));
    });
    return done.get_future().get();
  }

  StatusOr<std::vector<std::string>> Export(const EntryFilter& filter, const Look& look) {
    std::promise<StatusOr<std::shared_ptr<LedgerExport>>> begun;
    desk_.Export(filter, look,
                 [&](StatusOr<std::shared_ptr<LedgerExport>> lines) { begun.set_value(std::move(lines)); });
    ASSIGN_OR_RETURN(const auto lines, begun.get_future().get());
    std::vector<std::string> all;
    while (!lines->Done()) {
      ASSIGN_OR_RETURN(const std::vector<std::string> next, lines->Next());
      all.insert(all.end(), next.begin(), next.end());
    }
    return all;
  }

  std::vector<StoredEntry> Looks() {
    return desk_.List({.kind = EntryKind::kRecordViewed}, 0, kMaxRowsPerRead)->entries;
  }

  ThreadPool executor_{1};
  ManualClock clock_{FromUnixMs(1'790'067'600'000)};
  SeededRandom random_{5};
  std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const SigningKey key_ = SigningKey::Generate();
  LedgerDesk desk_{{*store_, key_, kSite, clock_}};
};

TEST_F(LedgerDeskTest, ALookAtOnePersonsRecordIsOneEntryHoweverManyPages) {
  const Look look = NewLook();
  const EntryFilter filter{.traveller = kTraveller};
  const auto first = ListLookingAt(filter, look, 0, 10);
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_EQ(first->entries.size(), 10u);
  ASSERT_TRUE(first->next_after);
  ASSERT_TRUE(ListLookingAt(filter, look, *first->next_after, 100).ok());

  const auto looks = Looks();
  ASSERT_EQ(looks.size(), 1u);
  EXPECT_EQ(looks[0].entry.log, kCentreLog);
  EXPECT_EQ(looks[0].entry.traveller, kTraveller);
  EXPECT_EQ(looks[0].entry.request_id, look.request_id);
  const auto viewed = ReadRecordViewedBody(looks[0].entry.body);
  ASSERT_TRUE(viewed.ok()) << viewed.status();
  EXPECT_EQ(*viewed, (RecordViewed{"LIST_ENTRIES", "auditor/auditor-1", "complaint 17", ""}));
}

TEST_F(LedgerDeskTest, ALooksIdDoesNotServeForAnotherLook) {
  const Look look = NewLook();
  ASSERT_TRUE(ListLookingAt({.traveller = kTraveller}, look).ok());
  const std::string another(kPseudonymBytes, 'u');
  EXPECT_EQ(ReasonOf(ListLookingAt({.traveller = another}, look).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(ListLookingAt({.kind = EntryKind::kPassage, .traveller = kTraveller}, look).status()),
            error_reason::kRequestIdReused);
  EXPECT_EQ(ReasonOf(Export({.traveller = kTraveller}, look).status()), error_reason::kRequestIdReused);
  EXPECT_EQ(Looks().size(), 1u);
}

TEST_F(LedgerDeskTest, ALooksPagesEndWhereTheLedgerEndedAtItsEntry) {
  const Look look = NewLook();
  const EntryFilter filter{.traveller = kTraveller};
  ASSERT_EQ(ListLookingAt(filter, look)->entries.size(), 22u) << "the look itself is the last";
  for (int i = 0; i < 5; ++i) Append("KHORGOS");
  const auto again = ListLookingAt(filter, look);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->entries.size(), 22u);
  const auto page = ListLookingAt(filter, look, 20, 2);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->entries.size(), 2u);
  EXPECT_FALSE(page->next_after) << "there is nothing more of this look";
  const auto lines = Export(filter, NewLook());
  EXPECT_EQ(lines->size(), 1 + 28 + 1u);
}

TEST_F(LedgerDeskTest, AnExportAskedForAgainHasTheSameEntries) {
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

TEST_F(LedgerDeskTest, EntriesOfHoldsAreShownToWhoSaysWhyAndMayKnowOfThem) {
  const std::uint64_t supervisors = PutHold(kSampleId, HoldVisibility::kSupervisor);
  const std::uint64_t hit = Hit(kSampleId);
  PutHold(kSampleOtherId, HoldVisibility::kAuthority);
  Hit(kSampleOtherId);
  const auto of_holds = [](const std::vector<StoredEntry>& entries) {
    std::vector<std::uint64_t> positions;
    for (const StoredEntry& stored : entries)
      if (IsOfHold(stored.entry.kind)) positions.push_back(stored.position);
    return positions;
  };
  using Positions = std::vector<std::uint64_t>;
  EXPECT_EQ(of_holds(desk_.List({}, 0, 100)->entries), Positions{});
  EXPECT_EQ(desk_.List({}, 0, 100)->entries.size(), 21u) << "and all others";
  EXPECT_EQ(of_holds(desk_.List({.kind = EntryKind::kHoldHit}, 0, 100)->entries), Positions{});
  EXPECT_EQ(of_holds(ListLookingAt({}, NewLook())->entries), (Positions{supervisors, hit}));
  EXPECT_EQ(of_holds(ListLookingAt({.kind = EntryKind::kHoldHit}, NewLook())->entries), Positions{hit});
  EXPECT_EQ(of_holds(ListLookingAt({.traveller = kTraveller}, NewLook())->entries), Positions{hit});
  EXPECT_EQ(Looks().size(), 3u) << "each such look is an entry";
  const auto lines = Export({.kind = EntryKind::kHoldHit}, NewLook());
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 3u);
  EXPECT_EQ(Json::parse((*lines)[1])["position"], hit);
}

TEST_F(LedgerDeskTest, WhatTellsOfAHoldIsShownAsTheHoldIs) {
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
  EXPECT_EQ(of(EntryKind::kRecordViewed, desk_.List({}, 0, 100)->entries), Positions{of_none});
  EXPECT_EQ(of(EntryKind::kKeyErased, desk_.List({}, 0, 100)->entries), Positions{of_border});
  const auto looked = ListLookingAt({}, NewLook());
  EXPECT_EQ(of(EntryKind::kRecordViewed, looked->entries),
            (Positions{of_none, of_seen, looked->entries.back().position}));
  EXPECT_EQ(of(EntryKind::kKeyErased, looked->entries), Positions{of_border});
  EXPECT_EQ(Export({.kind = EntryKind::kKeyErased}, NewLook())->size(), 3u) << "its frame, and the one";
}

TEST_F(LedgerDeskTest, AnEntryOfNoHoldIsShownToNobody) {
  Append("KHORGOS", EntryKind::kHoldHit);
  EXPECT_TRUE(ListLookingAt({.kind = EntryKind::kHoldHit}, NewLook())->entries.empty());
}

TEST_F(LedgerDeskTest, ANoteSaysHowTheLogStandsAndIsMadeOnceForEachSize) {
  const auto note = Note("KHORGOS");
  ASSERT_TRUE(note.ok()) << note.status();
  const auto checkpoint = OpenCheckpoint(*note, key_.PublicKey());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, std::string(kSite) + "/KHORGOS");
  EXPECT_EQ(checkpoint->size, 14u);
  EXPECT_EQ(*Note("KHORGOS"), *note);

  Append("ALTYNKOL");
  EXPECT_EQ(*Note("KHORGOS"), *note) << "another log has grown";
  Append("KHORGOS");
  const auto grown = Note("KHORGOS");
  EXPECT_EQ(OpenCheckpoint(*grown, key_.PublicKey())->size, 15u);
  EXPECT_EQ(Note("NOWHERE").status().code(), StatusCode::kNotFound);
}

TEST_F(LedgerDeskTest, AfterAChangeOfKeysANoteIsSignedWithTheNewOne) {
  ASSERT_TRUE(Note("KHORGOS").ok());
  const SigningKey new_key = SigningKey::Generate();
  LedgerDesk desk({*store_, new_key, kSite, clock_});
  const auto note = Note("KHORGOS", &desk);
  ASSERT_TRUE(note.ok()) << note.status();
  EXPECT_TRUE(OpenCheckpoint(*note, new_key.PublicKey()).ok());
}

// The end was cut away and the checkpoint stayed: that is a damage, no mistake of whoever asks.
TEST_F(LedgerDeskTest, ALogThatIsShorterThanItsCheckpointIsDamaged) {
  for (const std::string log : {"KHORGOS", "GONE"}) {
    const auto note = MakeCheckpoint(kSite, {log, 99, std::string(32, 'x')}, key_);
    ASSERT_TRUE(note.ok()) << note.status();
    ASSERT_TRUE(TransactAndWait(*store_, [&](Transaction& t) {
                  return t.checkpoints().Put(*note, clock_.Now()).status();
                }).ok());
    EXPECT_EQ(Note(log).status().code(), StatusCode::kDataLoss) << Note(log).status();
    EXPECT_EQ(ReasonOf(Note(log).status()), error_reason::kStoreCorrupt);
  }
  const auto note = MakeCheckpoint(kSite, {"ALTYNKOL", 7, std::string(32, 'x')}, key_);
  ASSERT_TRUE(
      TransactAndWait(*store_, [&](Transaction& t) { return t.checkpoints().Put(*note, clock_.Now()).status(); }).ok());
  EXPECT_EQ(Note("ALTYNKOL").status().code(), StatusCode::kDataLoss) << "as long, but otherwise";
}

// Taken out of the store, the newest checkpoints come back from those who were given them.
TEST_F(LedgerDeskTest, ACheckpointTheStoreHasLostComesBackFromWhoeverKeptIt) {
  const auto kept = Note("KHORGOS");
  ASSERT_TRUE(kept.ok()) << kept.status();
  // The same ledger, but its checkpoints were lost.
  const std::unique_ptr<Store> bare = NewMemoryStore(executor_);
  for (std::uint64_t position = 1; position <= 21; ++position) {
    ASSERT_TRUE(TransactAndWait(*bare, [&](Transaction& t) -> Status {
                  StoredEntry stored;
                  RETURN_IF_ERROR(store_->Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(stored, s.ledger().Get(position));
                    return OkStatus();
                  }));
                  return t.ledger().Append(stored.entry).status();
                }).ok());
  }
  LedgerDesk desk({*bare, key_, kSite, clock_});
  const auto stored_notes = [&] {
    std::vector<StoredCheckpoint> stored;
    EXPECT_TRUE(bare->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(stored, s.checkpoints().List("KHORGOS", 0, 10));
                      return OkStatus();
                    })
                    .ok());
    return stored;
  };
  ASSERT_TRUE(TransactAndWait(*bare, [&](Transaction& t) {
                return t.ledger().Append({.log = "KHORGOS", .kind = EntryKind::kBookingChange, .body = "b"}).status();
              }).ok());
  ASSERT_TRUE(Note("KHORGOS", &desk, *kept).ok());
  ASSERT_EQ(stored_notes().size(), 2u);
  EXPECT_EQ(stored_notes()[0].note, *kept);
  ASSERT_TRUE(Note("KHORGOS", &desk, *kept).ok());
  EXPECT_EQ(stored_notes().size(), 2u) << "once";
}

TEST_F(LedgerDeskTest, ALogIsHeldAgainstTheNoteThatWasKeptOutside) {
  const auto note_of = [&](std::uint64_t size, const SigningKey& key) {
    return *MakeCheckpoint(kSite, {"KHORGOS", size, std::string(32, 'x')}, key);
  };
  for (const std::uint64_t size : {std::uint64_t{5}, std::uint64_t{14}, std::uint64_t{99}}) {
    EXPECT_EQ(Note("KHORGOS", nullptr, note_of(size, key_)).status().code(), StatusCode::kDataLoss) << size;
    EXPECT_TRUE(Note("KHORGOS", nullptr, note_of(size, SigningKey::Generate())).ok()) << "anybody can sign so";
  }
  EXPECT_EQ(FieldOf(Note("ALTYNKOL", nullptr, note_of(5, key_)).status()), "known_note");
  EXPECT_EQ(FieldOf(Note("KHORGOS", nullptr, "no note").status()), "known_note");
  EXPECT_TRUE(Note("KHORGOS").ok());
}

TEST_F(LedgerDeskTest, EveryEntryIsProvedInEverySizeItsLogHasHad) {
  for (std::uint64_t position = 1; position <= 21; ++position) {
    const auto now = desk_.ProveInclusion(position, 0);
    ASSERT_TRUE(now.ok()) << now.status();
    for (std::uint64_t size = now->leaf_index + 1; size <= now->tree_size; ++size) {
      const auto proof = desk_.ProveInclusion(position, size);
      ASSERT_TRUE(proof.ok()) << proof.status();
      EXPECT_TRUE(InclusionProofHolds(proof->leaf_index, size, proof->leaf_hash, proof->hashes, proof->root_hash));
    }
    EXPECT_EQ(FieldOf(desk_.ProveInclusion(position, now->tree_size + 1).status()), "tree_size");
    if (now->leaf_index > 0) {
      EXPECT_EQ(FieldOf(desk_.ProveInclusion(position, now->leaf_index).status()), "tree_size") << "not there yet";
    }
  }
  EXPECT_EQ(desk_.ProveInclusion(22, 0).status().code(), StatusCode::kNotFound);
}

TEST_F(LedgerDeskTest, ALogIsProvedToHaveOnlyGrown) {
  const auto proof = desk_.ProveConsistency("KHORGOS", 5, 0);
  ASSERT_TRUE(proof.ok()) << proof.status();
  EXPECT_EQ(proof->now.size, 14u);
  EXPECT_TRUE(ConsistencyProofHolds(5, proof->old.root_hash, 14, proof->now.root_hash, proof->hashes));
  EXPECT_FALSE(ConsistencyProofHolds(6, proof->old.root_hash, 14, proof->now.root_hash, proof->hashes));
  EXPECT_EQ(desk_.ProveConsistency("KHORGOS", 14, 5).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(desk_.ProveConsistency("KHORGOS", 5, 15).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(LedgerDeskTest, AnExportIsCheckedFromItsLinesAlone) {
  const Look look = NewLook();
  const auto lines = Export({.log = "KHORGOS"}, look);
  ASSERT_TRUE(lines.ok()) << lines.status();
  ASSERT_EQ(lines->size(), 1 + 14 + 1u);
  const Json header = Json::parse(lines->front());
  EXPECT_EQ(header["format"], "clearance-ledger-export/1");
  EXPECT_EQ(header["reason"], "complaint 17");
  EXPECT_EQ(header["scope"], "log=KHORGOS");
  ASSERT_EQ(header["checkpoints"].size(), 1u);
  const auto checkpoint = OpenCheckpoint(header["checkpoints"][0].get<std::string>(), key_.PublicKey());
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  for (std::size_t i = 1; i + 1 < lines->size(); ++i) {
    const Json line = Json::parse((*lines)[i]);
    std::vector<std::string> hashes;
    for (const Json& hash : line["proof"]) hashes.push_back(*FromBase64(hash.get<std::string>()));
    EXPECT_TRUE(InclusionProofHolds(line["leaf_index"], checkpoint->size,
                                    LeafHash(*FromBase64(line["sealed"].get<std::string>())), hashes,
                                    checkpoint->root_hash));
  }
  EXPECT_EQ(Json::parse(lines->back()), Json({{"entries", 14}, {"complete", true}}));
  ASSERT_EQ(Looks().size(), 1u);
  EXPECT_EQ(ReadRecordViewedBody(Looks()[0].entry.body)->act, "EXPORT_ENTRIES");
}

TEST_F(LedgerDeskTest, AnExportHoldsNothingThatCameAfterItBegan) {
  std::promise<StatusOr<std::shared_ptr<LedgerExport>>> begun;
  desk_.Export({}, NewLook(),
               [&](StatusOr<std::shared_ptr<LedgerExport>> lines) { begun.set_value(std::move(lines)); });
  const auto lines = begun.get_future().get();
  ASSERT_TRUE(lines.ok()) << lines.status();
  for (int i = 0; i < 300; ++i) Append("LATER");
  std::size_t entries = 0;
  while (!(*lines)->Done()) {
    const auto next = (*lines)->Next();
    ASSERT_TRUE(next.ok()) << next.status();
    for (const std::string& line : *next) entries += Json::parse(line).contains("sealed") ? 1 : 0;
  }
  EXPECT_EQ(entries, 22u) << "the look at them is the last";
}

// One look, one reason, one answer: whoever asks again under the same id sees no more than what was recorded.
TEST_F(LedgerDeskTest, ARepeatedLookShowsNothingThatCameAfterItsEntry) {
  const Look exported = NewLook();
  const auto first = Export({.log = "KHORGOS"}, exported);
  ASSERT_TRUE(first.ok()) << first.status();
  const Look listed = NewLook();
  const auto page = ListLookingAt({.traveller = kTraveller}, listed);
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

  const auto repeated = ListLookingAt({.traveller = kTraveller}, listed);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->entries.size(), page->entries.size());
  EXPECT_FALSE(repeated->next_after);
  EXPECT_EQ(Looks().size(), 2u);
}

}  // namespace
}  // namespace clearance
