// The ledger desk over the memory store: notes are the centre's, proofs hold, exports can be checked by whoever has
// nothing but their lines.
#include "services/ledger/ledger_desk.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/base/base64.h"
#include "common/base/error_reasons.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/merkle.h"
#include "common/wire/record_viewed.h"
#include "tests/support/ledger_desk_fixture.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

class LedgerDeskTest : public LedgerDeskFixture {};

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
  EXPECT_EQ(desk_.ProveConsistency("KHORGAS", 0, 0).status().code(), StatusCode::kNotFound) << "a mistyped name";
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

}  // namespace
}  // namespace clearance
