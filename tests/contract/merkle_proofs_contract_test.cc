// Proofs out of every store, of every size a log has had, against a reading of RFC 6962 from the leaves alone.
#include <map>
#include <set>
#include <tuple>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/crypto/merkle.h"
#include "common/sqlite/connection.h"
#include "db/merkle_nodes.h"
#include "db/merkle_proofs.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

using Hashes = std::vector<std::string>;

// Three leaves of four go to the port's log; this many there: four blocks, two levels of nodes above them, and three.
constexpr std::uint64_t kLeaves = 1'027;
static_assert(kLeaves == 4 * kBlockLeaves + 3);
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

// Sizes of trees, or leaves, up to `last`: all small ones, those around every edge of a block and of a subtree in it,
// and some between. All pairs of all sizes would be half a million proofs.
std::vector<std::uint64_t> Sampled(std::uint64_t last) {
  std::set<std::uint64_t> sampled;
  for (std::uint64_t small = 0; small <= 20; ++small) sampled.insert(small);
  for (std::uint64_t block = 0; block <= kLeaves; block += kBlockLeaves) {
    for (const std::uint64_t inside : {0, 1, 2, 7, 37, 64, 127, 128, 129, 200, 254, 255})
      sampled.insert(block + inside);
  }
  sampled.insert(last);
  sampled.erase(sampled.upper_bound(last), sampled.end());
  return {sampled.begin(), sampled.end()};
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
  }

  const std::string& RootOf(std::uint64_t size) {
    std::string& root = roots_[size];
    if (root.empty()) root = Naive(leaves_, 0, size);
    return root;
  }
  void ExpectProved(const Snapshot& s, std::uint64_t leaf, std::uint64_t size) {
    const Hashes proof = Must(InclusionProof(s.ledger(), kPort, leaf, size));
    ASSERT_TRUE(InclusionProofHolds(leaf, size, leaves_[leaf], proof, RootOf(size))) << leaf << "/" << size;
  }

  Hashes leaves_;

 private:
  std::map<std::uint64_t, std::string> roots_;  // by size
};
CLEARANCE_EVERY_STORE(MerkleProofsContract);

TEST_P(MerkleProofsContract, LeafHashesAreThoseOfTheLogInOrder) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t first = 0; first <= kLeaves + 1; ++first) {
      for (const std::size_t count : {1, 7, 256}) {
        const std::uint64_t begin = std::min(first, kLeaves);
        const std::uint64_t end = std::min<std::uint64_t>(first + count, kLeaves);
        EXPECT_EQ(Must(s.ledger().LeafHashes(kPort, first, count)),
                  Hashes(leaves_.begin() + static_cast<std::ptrdiff_t>(begin),
                         leaves_.begin() + static_cast<std::ptrdiff_t>(std::max(begin, end))))
            << first << "+" << count;
      }
    }
    EXPECT_EQ(Must(s.ledger().LeafHashes(kCentreLog, 0, 1'000)).size(), 342U);
    EXPECT_TRUE(Must(s.ledger().LeafHashes("ALTYNKOL", 0, 7)).empty());
    EXPECT_TRUE(Must(s.ledger().LeafHashes(kPort, UINT64_MAX, 7)).empty());
  });
}

TEST_P(MerkleProofsContract, TheRootOfEverySizeThereWas) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t size = 0; size <= kLeaves; ++size) {
      EXPECT_EQ(Must(RootAt(s.ledger(), kPort, size)), RootOf(size)) << size;
    }
    EXPECT_EQ(Must(RootAt(s.ledger(), kPort, kLeaves)), Must(s.ledger().Root(kPort)).root_hash);
    EXPECT_EQ(Must(RootAt(s.ledger(), "ALTYNKOL", 0)), Sha256(""));
    EXPECT_EQ(FieldOf(RootAt(s.ledger(), kPort, kLeaves + 1).status()), "size");
  });
}

TEST_P(MerkleProofsContract, ALeafIsProvedInEveryTree) {
  Read([&](const Snapshot& s) {
    for (const std::uint64_t size : Sampled(kLeaves)) {
      if (size == 0) continue;
      for (const std::uint64_t leaf : Sampled(size - 1)) ExpectProved(s, leaf, size);
    }
    EXPECT_EQ(FieldOf(InclusionProof(s.ledger(), kPort, 7, 7).status()), "leaf_index");
    EXPECT_EQ(FieldOf(InclusionProof(s.ledger(), kPort, 7, kLeaves + 1).status()), "tree_size");
  });
}

TEST_P(MerkleProofsContract, EveryLeafIsProvedInATree) {
  Read([&](const Snapshot& s) {
    for (std::uint64_t leaf = 0; leaf < kLeaves; ++leaf) ExpectProved(s, leaf, kLeaves);
    for (std::uint64_t size = 1; size <= kLeaves; ++size) ExpectProved(s, size - 1, size);
  });
}

TEST_P(MerkleProofsContract, ATreeIsProvedToBeginEveryLaterOne) {
  const auto expect_proved = [&](const Snapshot& s, std::uint64_t before, std::uint64_t after) {
    const Hashes proof = Must(ConsistencyProof(s.ledger(), kPort, before, after));
    ASSERT_TRUE(ConsistencyProofHolds(before, RootOf(before), after, RootOf(after), proof)) << before << "/" << after;
  };
  Read([&](const Snapshot& s) {
    for (const std::uint64_t after : Sampled(kLeaves)) {
      for (const std::uint64_t before : Sampled(after)) expect_proved(s, before, after);
    }
    for (std::uint64_t size = 0; size <= kLeaves; ++size) expect_proved(s, size, kLeaves);
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
  StatusOr<EntryPage> ListOfEverybody(std::uint64_t after, std::size_t limit) const override {
    return ledger_.ListOfEverybody(after, limit);
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
    EXPECT_LE(count, kBlockLeaves);
    EXPECT_TRUE(blocks.insert(first_leaf / kBlockLeaves).second) << "block read twice";
    EXPECT_EQ(first_leaf % kBlockLeaves, 0U);
    return ledger_.LeafHashes(log, first_leaf, count);
  }
  StatusOr<std::optional<std::string>> Node(std::string_view log, int level, std::uint64_t index) const override {
    EXPECT_GE(level, kLowestStoredLevel);
    ++nodes;
    return ledger_.Node(log, level, index);
  }
  StatusOr<std::optional<std::uint64_t>> NextNode(std::string_view log, int level, std::uint64_t from) const override {
    return ledger_.NextNode(log, level, from);
  }
  StatusOr<std::uint64_t> NodeCount() const override { return ledger_.NodeCount(); }
  StatusOr<std::optional<std::int64_t>> FirstPosition() const override { return ledger_.FirstPosition(); }
  StatusOr<std::string> SchemaFault() const override { return ledger_.SchemaFault(); }

  mutable std::set<std::uint64_t> blocks;
  mutable int nodes = 0;

 private:
  const Ledger& ledger_;
};

TEST_P(MerkleProofsContract, AProofCostsAFewReads) {
  // Four blocks and three leaves: one node for each level above the blocks, and as many for the right edge.
  constexpr int kMostNodes = 2 * 3;
  Read([&](const Snapshot& s) {
    const auto expect_few = [&](const Status& status, const CountingLedger& counting, std::size_t blocks) {
      EXPECT_TRUE(status.ok()) << status;
      EXPECT_LE(counting.blocks.size(), blocks);
      EXPECT_LE(counting.nodes, kMostNodes);
    };
    for (std::uint64_t size = 1; size <= kLeaves; ++size) {
      SCOPED_TRACE(size);
      const CountingLedger of_some(s.ledger());
      expect_few(InclusionProof(of_some, kPort, size * 7 % size, size).status(), of_some, 2);
      const CountingLedger of_last(s.ledger());
      expect_few(InclusionProof(of_last, kPort, size - 1, size).status(), of_last, 1);
      const CountingLedger of_growth(s.ledger());
      expect_few(ConsistencyProof(of_growth, kPort, size, kLeaves).status(), of_growth, 2);
      const CountingLedger of_root(s.ledger());
      expect_few(RootAt(of_root, kPort, size).status(), of_root, size % kBlockLeaves == 0 ? 0 : 1);
    }
  });
}

TEST_P(MerkleProofsContract, AProverGivesTheSameProofsInWhateverOrder) {
  Read([&](const Snapshot& s) {
    for (const std::uint64_t size :
         {std::uint64_t{1}, std::uint64_t{200}, std::uint64_t{257}, std::uint64_t{768}, std::uint64_t{900}, kLeaves}) {
      InclusionProver prover(std::string(kPort), size);
      for (std::uint64_t step = 0; step < size; ++step) {
        const std::uint64_t leaf = step * 331 % size;
        ASSERT_EQ(Must(prover.Prove(s.ledger(), leaf)), Must(InclusionProof(s.ledger(), kPort, leaf, size)))
            << leaf << "/" << size;
      }
      EXPECT_EQ(FieldOf(prover.Prove(s.ledger(), size).status()), "leaf_index");
    }
    InclusionProver beyond(std::string(kPort), kLeaves + 1);
    EXPECT_EQ(FieldOf(beyond.Prove(s.ledger(), 7).status()), "tree_size");
  });
}

TEST_P(MerkleProofsContract, AProverReadsEachBlockOnceAndWhatIsAboveItOnce) {
  Read([&](const Snapshot& s) {
    const CountingLedger counting(s.ledger());  // refuses a block that is read twice
    InclusionProver prover(std::string(kPort), kLeaves);
    for (std::uint64_t leaf = 0; leaf < kLeaves; ++leaf) {
      const Hashes proof = Must(prover.Prove(counting, leaf));
      ASSERT_TRUE(InclusionProofHolds(leaf, kLeaves, leaves_[leaf], proof, RootOf(kLeaves))) << leaf;
    }
    EXPECT_EQ(counting.blocks.size(), 5U);
    EXPECT_LE(counting.nodes, 5 * 3) << "three levels of nodes above a block";
  });
}

using LostNodesTest = SqliteStoreTest;

TEST_F(LostNodesTest, AProofThatLacksANodeOrALeafIsAnErrorNotAProof) {
  // Four blocks of the port: 0, 256, 512 and 768 are their first leaves.
  MakeFile(kEntriesWithNodes);
  ASSERT_TRUE(Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite))
                  ->RunScript("DELETE FROM merkle_nodes WHERE level = 9 AND node_index = 1;"
                              "UPDATE merkle_nodes SET hash = x'00' WHERE level = 8 AND node_index = 0;"
                              "DELETE FROM entries WHERE log = 1 AND (leaf_index = 600 OR leaf_index >= 1000);"
                              "UPDATE entries SET leaf_hash = x'00' WHERE log = 1 AND leaf_index = 40;")
                  .ok());
  const auto reader = Must(OpenSqliteReader(Path()));
  const Status read = reader->Read([](const Snapshot& s) {
    const Ledger& ledger = s.ledger();
    for (const Status& status :
         {InclusionProof(ledger, kPort, 0, 1'024).status(), InclusionProof(ledger, kPort, 300, 512).status(),
          InclusionProof(ledger, kPort, 512, 1'024).status(), RootAt(ledger, kPort, 610).status(),
          RootAt(ledger, kPort, 41).status(), RootAt(ledger, kPort, 1'001).status(),
          ConsistencyProof(ledger, kPort, 512, 1'024).status()}) {
      EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status;
      EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
    }
    for (const std::uint64_t size : {40, 512, 600, 1'000}) EXPECT_TRUE(RootAt(ledger, kPort, size).ok()) << size;
    return OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
}

}  // namespace
}  // namespace clearance
