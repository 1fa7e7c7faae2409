#include "db/merkle_proofs.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "db/merkle_nodes.h"

namespace clearance {
namespace {

using Hashes = std::vector<std::string>;

// Leaves first … first + count - 1, the range a subtree of the RFC's definitions is over: `first` is a multiple of the
// smallest power of two that is not below `count`.
struct Range {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

Status Lost(std::string_view what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "the ledger lacks " + std::string(what));
}

// The largest power of two below `count` ≥ 2: where the RFC splits a tree.
std::uint64_t SplitOf(std::uint64_t count) { return std::bit_floor(count - 1); }

Range LeftOf(const Range& range) { return {range.first, SplitOf(range.count)}; }
Range RightOf(const Range& range) {
  const std::uint64_t left = SplitOf(range.count);
  return {range.first + left, range.count - left};
}

// The tree of the first `size` leaves. Under the smallest stored subtrees lie blocks of leaves; a block of which
// anything is needed is read at once and once, into `blocks`: for one proof that of the leaf or of the old tree's end,
// and the last one.
class Tree {
 public:
  Tree(const Ledger& ledger, std::string_view log, std::uint64_t size, MerkleBlocks& blocks)
      : ledger_(ledger), log_(log), size_(size), blocks_(blocks) {}

  Status CheckSize(std::string_view field) const {
    ASSIGN_OR_RETURN(const LogRoot now, ledger_.Root(log_));
    if (size_ <= now.size) return OkStatus();
    return InvalidField(field, "the log has had no more than " + std::to_string(now.size) + " entries");
  }

  // The tree hash of a range.
  StatusOr<std::string> RootOf(const Range& range) {
    if (range.count == 0) return MerkleFrontier().Root();
    // Its perfect subtrees from the smallest, which is the rightmost, to the largest.
    std::optional<std::string> root;
    std::uint64_t rest = range.count;
    for (int level = 0; rest > 0; ++level) {
      const std::uint64_t leaves = std::uint64_t{1} << level;
      if ((rest & leaves) == 0) continue;
      rest -= leaves;
      ASSIGN_OR_RETURN(const std::string subtree, SubtreeAt(level, range.first + rest));
      root = root ? NodeHash(subtree, *root) : subtree;
    }
    return *std::move(root);
  }

 private:
  using Block = MerkleBlocks::mapped_type;

  StatusOr<std::string> SubtreeAt(int level, std::uint64_t first_leaf) {
    if (level < kLowestStoredLevel) {
      ASSIGN_OR_RETURN(const Block* block, BlockAt(first_leaf / kBlockLeaves));
      return (*block)[static_cast<std::size_t>(level)][(first_leaf % kBlockLeaves) >> level];
    }
    ASSIGN_OR_RETURN(std::optional<std::string> hash, ledger_.Node(log_, level, first_leaf >> level));
    if (!hash || hash->size() != kSha256Bytes) return Lost("the hash of a subtree");
    return *std::move(hash);
  }

  StatusOr<const Block*> BlockAt(std::uint64_t index) {
    if (const auto known = blocks_.find(index); known != blocks_.end()) return &known->second;
    const std::uint64_t first = index * kBlockLeaves;
    const auto count = static_cast<std::size_t>(std::min(kBlockLeaves, size_ - first));
    ASSIGN_OR_RETURN(Hashes hashes, ledger_.LeafHashes(log_, first, count));
    if (hashes.size() != count) return Lost("a leaf");
    for (const std::string& leaf : hashes) {
      if (leaf.size() != kSha256Bytes) return Lost("the hash of a leaf");
    }
    Block& block = blocks_[index];
    for (int level = 0; level < kLowestStoredLevel; ++level) {
      Hashes above;
      for (std::size_t right = 1; right < hashes.size(); right += 2) {
        above.push_back(NodeHash(hashes[right - 1], hashes[right]));
      }
      block.push_back(std::exchange(hashes, std::move(above)));
    }
    return &block;
  }

  const Ledger& ledger_;
  const std::string_view log_;
  const std::uint64_t size_;
  MerkleBlocks& blocks_;
};

// From `range` down to no more than `most` leaves around that one; the roots of what is on the other side of each split
// are added to `beside`.
StatusOr<Range> Descend(Tree& tree, Range range, std::uint64_t leaf_index, std::uint64_t most, Hashes& beside) {
  while (range.count > most) {
    const Range right = RightOf(range);
    const bool goes_right = leaf_index >= right.first;
    ASSIGN_OR_RETURN(std::string other, tree.RootOf(goes_right ? LeftOf(range) : right));
    beside.push_back(std::move(other));
    range = goes_right ? right : LeftOf(range);
  }
  return range;
}

}  // namespace

StatusOr<std::string> RootAt(const Ledger& ledger, std::string_view log, std::uint64_t size) {
  MerkleBlocks blocks;
  Tree tree(ledger, log, size, blocks);
  RETURN_IF_ERROR(tree.CheckSize("size"));
  return tree.RootOf({0, size});
}

StatusOr<std::vector<std::string>> InclusionProof(const Ledger& ledger, std::string_view log, std::uint64_t leaf_index,
                                                  std::uint64_t tree_size) {
  return InclusionProver(std::string(log), tree_size).Prove(ledger, leaf_index);
}

// Down to the block: a proof of any of its leaves begins so, seen from the root, because no split above is inside it.
Status InclusionProver::GoTo(const Ledger& ledger, std::uint64_t block) {
  path_.reset();
  std::erase_if(blocks_, [last = (size_ - 1) / kBlockLeaves](const auto& kept) { return kept.first != last; });
  Tree tree(ledger, log_, size_, blocks_);
  RETURN_IF_ERROR(tree.CheckSize("tree_size"));
  Path path{.block = block};
  ASSIGN_OR_RETURN(const Range within, Descend(tree, {0, size_}, block * kBlockLeaves, kBlockLeaves, path.beside));
  path.leaves = within.count;
  path_ = std::move(path);
  return OkStatus();
}

StatusOr<std::vector<std::string>> InclusionProver::Prove(const Ledger& ledger, std::uint64_t leaf_index) {
  if (leaf_index >= size_) return InvalidField("leaf_index", "is not in a tree of that size");
  const std::uint64_t block = leaf_index / kBlockLeaves;
  if (!path_ || path_->block != block) RETURN_IF_ERROR(GoTo(ledger, block));
  // What is on the other side of each split down to the leaf proves it, the last first.
  std::vector<std::string> proof = path_->beside;
  Tree tree(ledger, log_, size_, blocks_);
  RETURN_IF_ERROR(Descend(tree, {block * kBlockLeaves, path_->leaves}, leaf_index, 1, proof).status());
  std::reverse(proof.begin(), proof.end());
  return proof;
}

StatusOr<std::vector<std::string>> ConsistencyProof(const Ledger& ledger, std::string_view log, std::uint64_t old_size,
                                                    std::uint64_t new_size) {
  if (old_size > new_size) return InvalidField("old_size", "is above the new size");
  MerkleBlocks blocks;
  Tree tree(ledger, log, new_size, blocks);
  RETURN_IF_ERROR(tree.CheckSize("new_size"));
  std::vector<std::string> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  // Down to the subtree that ends where the old tree ended. Its own hash belongs to the proof unless it is the whole
  // old tree, which the other side knows.
  Range range{0, new_size};
  bool whole_old_tree = true;
  while (range.first + range.count != old_size) {
    const Range right = RightOf(range);
    const bool goes_right = old_size > right.first;
    ASSIGN_OR_RETURN(std::string beside, tree.RootOf(goes_right ? LeftOf(range) : right));
    proof.push_back(std::move(beside));
    whole_old_tree = whole_old_tree && !goes_right;
    range = goes_right ? right : LeftOf(range);
  }
  if (!whole_old_tree) {
    ASSIGN_OR_RETURN(std::string own, tree.RootOf(range));
    proof.push_back(std::move(own));
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace clearance
