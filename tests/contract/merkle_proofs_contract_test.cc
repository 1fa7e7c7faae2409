// Proofs out of every store, of every size a log has had, against a reading of RFC 6962 from the leaves alone.
#include <tuple>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "common/sqlite/connection.h"
#include "db/merkle_proofs.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

using Hashes = std::vector<std::string>;

// Three leaves of four go to the port's log; this many there.
constexpr std::uint64_t kLeaves = 131;
constexpr std::string_view kPort = "KHORGOS";

std::string_view LogOf(int number) { return number % 4 == 0 ? kCentreLog : kPort; }

// RFC 6962 §2.1, recursively.
std::string Naive(const Hashes& leaves, std::uint64_t from, std::uint64_t to) {
  if (from == to) return Sha256("");
  if (to - from == 1) return leaves[from];
  std::uint64_t split = 1;
  while (split * 2 < to - from) split *= 2;
  return Sha256("\x01" + Naive(leaves, from, from + split) + Naive(leaves, from + split, to));
}

class MerkleProofsContract : public StoreContract {
 protected:
  // kLeaves entries in the port's log; their leaf hashes are leaves_.
  void SetUp() override {
    StoreContract::SetUp();
    Write([this](Transaction& t) -> Status {
      leaves_.clear();
      for (int i = 1; leaves_.size() < kLeaves; ++i) {
        ASSIGN_OR_RETURN(const std::uint64_t position, t.ledger().Append(Entry(i, LogOf(i))));
        ASSIGN_OR_RETURN(const StoredEntry stored, t.ledger().Get(position));
        if (stored.entry.log == kPort) leaves_.push_back(stored.leaf_hash);
      }
      return OkStatus();
    });
    for (std::uint64_t size = 0; size <= kLeaves; ++size) roots_.push_back(Naive(leaves_, 0, size));
  }

  Hashes leaves_;
  Hashes roots_;  // by size
};
CLEARANCE_EVERY_STORE(MerkleProofsContract);

TEST_P(MerkleProofsContract, LeafHashesAreThoseOfTheLogInOrder) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t first = 0; first <= kLeaves + 1; ++first) {
      for (const std::size_t count : {1, 7, 200}) {
        const std::uint64_t begin = std::min(first, kLeaves);
        const std::uint64_t end = std::min<std::uint64_t>(first + count, kLeaves);
        EXPECT_EQ(Must(s.ledger().LeafHashes(kPort, first, count)),
                  Hashes(leaves_.begin() + static_cast<std::ptrdiff_t>(begin),
                         leaves_.begin() + static_cast<std::ptrdiff_t>(std::max(begin, end))))
            << first << "+" << count;
      }
    }
    EXPECT_EQ(Must(s.ledger().LeafHashes(kCentreLog, 0, 1'000)).size(), 43U);
    EXPECT_TRUE(Must(s.ledger().LeafHashes("ALTYNKOL", 0, 7)).empty());
    EXPECT_TRUE(Must(s.ledger().LeafHashes(kPort, UINT64_MAX, 7)).empty());
  });
}

TEST_P(MerkleProofsContract, TheRootOfEverySizeThereWas) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t size = 0; size <= kLeaves; ++size) {
      EXPECT_EQ(Must(RootAt(s.ledger(), kPort, size)), roots_[size]) << size;
    }
    EXPECT_EQ(Must(RootAt(s.ledger(), kPort, kLeaves)), Must(s.ledger().Root(kPort)).root_hash);
    EXPECT_EQ(Must(RootAt(s.ledger(), "ALTYNKOL", 0)), Sha256(""));
    EXPECT_EQ(FieldOf(RootAt(s.ledger(), kPort, kLeaves + 1).status()), "size");
  });
}

TEST_P(MerkleProofsContract, EveryLeafIsProvedInEveryTree) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t size = 1; size <= kLeaves; ++size) {
      for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
        const Hashes proof = Must(InclusionProof(s.ledger(), kPort, leaf, size));
        ASSERT_TRUE(InclusionProofHolds(leaf, size, leaves_[leaf], proof, roots_[size])) << leaf << "/" << size;
      }
    }
    EXPECT_EQ(FieldOf(InclusionProof(s.ledger(), kPort, 7, 7).status()), "leaf_index");
    EXPECT_EQ(FieldOf(InclusionProof(s.ledger(), kPort, 7, kLeaves + 1).status()), "tree_size");
  });
}

TEST_P(MerkleProofsContract, EveryTreeIsProvedToBeginEveryLaterOne) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t after = 0; after <= kLeaves; ++after) {
      for (std::uint64_t before = 0; before <= after; ++before) {
        const Hashes proof = Must(ConsistencyProof(s.ledger(), kPort, before, after));
        ASSERT_TRUE(ConsistencyProofHolds(before, roots_[before], after, roots_[after], proof))
            << before << "/" << after;
      }
    }
    EXPECT_EQ(FieldOf(ConsistencyProof(s.ledger(), kPort, 8, 7).status()), "old_size");
    EXPECT_EQ(FieldOf(ConsistencyProof(s.ledger(), kPort, 7, kLeaves + 1).status()), "new_size");
  });
}

// Counts the reads that a proof costs.
class CountingLedger final : public Ledger {
 public:
  explicit CountingLedger(const Ledger& ledger) : ledger_(ledger) {}
  StatusOr<std::uint64_t> Append(const LedgerEntry&) override { return 0; }
  StatusOr<StoredEntry> Get(std::uint64_t position) const override { return ledger_.Get(position); }
  StatusOr<EntryPage> List(const EntryFilter& filter, std::uint64_t after, std::size_t limit) const override {
    return ledger_.List(filter, after, limit);
  }
  StatusOr<std::vector<StoredEntry>> LatestOf(std::string_view traveller, EntryKind kind,
                                              std::size_t limit) const override {
    return ledger_.LatestOf(traveller, kind, limit);
  }
  StatusOr<std::uint64_t> LastPosition() const override { return ledger_.LastPosition(); }
  StatusOr<LogRoot> Root(std::string_view log) const override { return ledger_.Root(log); }
  StatusOr<std::vector<LogRoot>> Roots() const override { return ledger_.Roots(); }
  StatusOr<std::vector<EntryRow>> Rows(std::uint64_t after, std::size_t limit) const override {
    return ledger_.Rows(after, limit);
  }
  StatusOr<Hashes> LeafHashes(std::string_view log, std::uint64_t first_leaf, std::size_t count) const override {
    EXPECT_LE(count, 7U);
    ++reads;
    return ledger_.LeafHashes(log, first_leaf, count);
  }
  StatusOr<std::optional<std::string>> Node(std::string_view log, int level, std::uint64_t index) const override {
    ++reads;
    return ledger_.Node(log, level, index);
  }
  StatusOr<std::optional<std::uint64_t>> NextNode(std::string_view log, int level, std::uint64_t from) const override {
    return ledger_.NextNode(log, level, from);
  }
  StatusOr<std::uint64_t> NodeCount() const override { return ledger_.NodeCount(); }
  StatusOr<std::optional<std::int64_t>> FirstPosition() const override { return ledger_.FirstPosition(); }
  StatusOr<std::string> SchemaFault() const override { return ledger_.SchemaFault(); }

  mutable int reads = 0;

 private:
  const Ledger& ledger_;
};

TEST_P(MerkleProofsContract, AProofCostsAFewReads) {
  // Two to the seventh leaves and three: no more than one read for each level, and as many for the right edge.
  constexpr int kMost = 2 * 8;
  Read([&](const Snapshot& s) {
    for (std::uint64_t size = 1; size <= kLeaves; ++size) {
      CountingLedger counting(s.ledger());
      EXPECT_TRUE(InclusionProof(counting, kPort, size * 7 % size, size).ok());
      EXPECT_TRUE(InclusionProof(counting, kPort, size - 1, size).ok());
      EXPECT_LE(counting.reads, 2 * kMost) << size;
      counting.reads = 0;
      EXPECT_TRUE(ConsistencyProof(counting, kPort, size, kLeaves).ok());
      EXPECT_LE(counting.reads, kMost) << size;
    }
  });
}

using LostNodesTest = SqliteStoreTest;

TEST_F(LostNodesTest, AProofThatLacksANodeOrALeafIsAnErrorNotAProof) {
  MakeFile();
  ASSERT_TRUE(Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite))
                  ->RunScript("DELETE FROM merkle_nodes WHERE level = 4 AND node_index = 1;"
                              "UPDATE merkle_nodes SET hash = x'00' WHERE level = 3 AND node_index = 0;"
                              "DELETE FROM entries WHERE log = 1 AND leaf_index IN (17, 29, 30, 31);"
                              "UPDATE entries SET leaf_hash = x'00' WHERE log = 1 AND leaf_index = 10;")
                  .ok());
  const auto reader = Must(OpenSqliteReader(Path()));
  const Status read = reader->Read([](const Snapshot& s) {
    const Ledger& ledger = s.ledger();
    for (const Status& status :
         {InclusionProof(ledger, kPort, 0, 32).status(), InclusionProof(ledger, kPort, 9, 16).status(),
          InclusionProof(ledger, kPort, 16, 32).status(), RootAt(ledger, kPort, 19).status(),
          RootAt(ledger, kPort, 11).status(), RootAt(ledger, kPort, 30).status(),
          ConsistencyProof(ledger, kPort, 16, 32).status()}) {
      EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status;
      EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
    }
    EXPECT_TRUE(RootAt(ledger, kPort, 7).ok());
    return OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
}

}  // namespace
}  // namespace clearance
