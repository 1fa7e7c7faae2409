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

class Trees {
 public:
  Trees(const Ledger& ledger, std::string_view log) : ledger_(ledger), log_(log) {}

  Status CheckSize(std::string_view field, std::uint64_t size) const {
    ASSIGN_OR_RETURN(const LogRoot now, ledger_.Root(log_));
    if (size <= now.size) return OkStatus();
    return InvalidField(field, "the log has had no more than " + std::to_string(now.size) + " entries");
  }

  // The tree hash of a range.
  StatusOr<std::string> RootOf(const Range& range) const {
    constexpr std::uint64_t kEdge = std::uint64_t{1} << kLowestStoredLevel;
    const std::uint64_t edge = range.count % kEdge;
    std::optional<std::string> root;
    if (edge > 0 || range.count == 0) {
      ASSIGN_OR_RETURN(root, EdgeRoot({range.first + range.count - edge, edge}));
    }
    // The perfect subtrees before the edge, from the smallest, which is the rightmost, to the largest.
    std::uint64_t rest = range.count - edge;
    for (int level = kLowestStoredLevel; rest > 0; ++level) {
      const std::uint64_t leaves = std::uint64_t{1} << level;
      if ((rest & leaves) == 0) continue;
      rest -= leaves;
      ASSIGN_OR_RETURN(const std::string subtree, NodeAt(level, range.first + rest));
      root = root ? NodeHash(subtree, *root) : subtree;
    }
    return *std::move(root);
  }

 private:
  StatusOr<std::string> NodeAt(int level, std::uint64_t first_leaf) const {
    ASSIGN_OR_RETURN(std::optional<std::string> hash, ledger_.Node(log_, level, first_leaf >> level));
    if (!hash || hash->size() != kSha256Bytes) return Lost("the hash of a subtree");
    return *std::move(hash);
  }

  // Fewer leaves than the smallest stored subtree has.
  StatusOr<std::string> EdgeRoot(const Range& edge) const {
    MerkleFrontier frontier;
    if (edge.count == 0) return frontier.Root();
    ASSIGN_OR_RETURN(const std::vector<std::string> leaves,
                     ledger_.LeafHashes(log_, edge.first, static_cast<std::size_t>(edge.count)));
    if (leaves.size() != edge.count) return Lost("a leaf");
    for (const std::string& leaf : leaves) {
      if (leaf.size() != kSha256Bytes) return Lost("the hash of a leaf");
      frontier.Append(leaf);
    }
    return frontier.Root();
  }

  const Ledger& ledger_;
  const std::string_view log_;
};

}  // namespace

StatusOr<std::string> RootAt(const Ledger& ledger, std::string_view log, std::uint64_t size) {
  const Trees trees(ledger, log);
  RETURN_IF_ERROR(trees.CheckSize("size", size));
  return trees.RootOf({0, size});
}

StatusOr<std::vector<std::string>> InclusionProof(const Ledger& ledger, std::string_view log, std::uint64_t leaf_index,
                                                  std::uint64_t tree_size) {
  if (leaf_index >= tree_size) return InvalidField("leaf_index", "is not in a tree of that size");
  const Trees trees(ledger, log);
  RETURN_IF_ERROR(trees.CheckSize("tree_size", tree_size));
  // Down to the leaf; what is on the other side of each split proves it, the last first.
  std::vector<std::string> proof;
  Range range{0, tree_size};
  while (range.count > 1) {
    const Range right = RightOf(range);
    const bool goes_right = leaf_index >= right.first;
    ASSIGN_OR_RETURN(std::string beside, trees.RootOf(goes_right ? LeftOf(range) : right));
    proof.push_back(std::move(beside));
    range = goes_right ? right : LeftOf(range);
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

StatusOr<std::vector<std::string>> ConsistencyProof(const Ledger& ledger, std::string_view log, std::uint64_t old_size,
                                                    std::uint64_t new_size) {
  if (old_size > new_size) return InvalidField("old_size", "is above the new size");
  const Trees trees(ledger, log);
  RETURN_IF_ERROR(trees.CheckSize("new_size", new_size));
  std::vector<std::string> proof;
  if (old_size == 0 || old_size == new_size) return proof;
  // Down to the subtree that ends where the old tree ended. Its own hash belongs to the proof unless it is the whole
  // old tree, which the other side knows.
  Range range{0, new_size};
  bool whole_old_tree = true;
  while (range.first + range.count != old_size) {
    const Range right = RightOf(range);
    const bool goes_right = old_size > right.first;
    ASSIGN_OR_RETURN(std::string beside, trees.RootOf(goes_right ? LeftOf(range) : right));
    proof.push_back(std::move(beside));
    whole_old_tree = whole_old_tree && !goes_right;
    range = goes_right ? right : LeftOf(range);
  }
  if (!whole_old_tree) {
    ASSIGN_OR_RETURN(std::string own, trees.RootOf(range));
    proof.push_back(std::move(own));
  }
  std::reverse(proof.begin(), proof.end());
  return proof;
}

}  // namespace clearance
