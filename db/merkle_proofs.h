// Proofs out of a ledger (RFC 6962 §2.1.1, §2.1.2), of any size its logs have had: from stored nodes, O(log n) reads,
// and the leaf hashes of at most two blocks (merkle_nodes.h), a read each; whoever wants proofs of many leaves reads
// each block once. Trusts what is stored: whoever gets a proof checks it (common/crypto/merkle.h).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/status.h"
#include "db/ledger.h"

namespace clearance {

// Errors of all, besides the ledger's own: INVALID_ARGUMENT naming the parameter when the log never had that size
// or the tree that leaf; DATA_LOSS (STORE_CORRUPT) when a node or leaf that must be stored is not.

// Of blocks of leaves (merkle_nodes.h), by their index: the hashes by level, from those of the leaves up to below the
// smallest stored subtree.
using MerkleBlocks = std::map<std::uint64_t, std::vector<std::vector<std::string>>>;

// The root the log had when it had `size` entries.
StatusOr<std::string> RootAt(const Ledger& ledger, std::string_view log, std::uint64_t size);

// What shows that the leaf stands in the tree of the first `tree_size` entries: see InclusionProofHolds.
StatusOr<std::vector<std::string>> InclusionProof(const Ledger& ledger, std::string_view log, std::uint64_t leaf_index,
                                                  std::uint64_t tree_size);

// The same for one leaf after another of a tree, which costs reads only where a leaf is in another block than the one
// before: an export in order hashes each block once. Belongs to one thread.
class InclusionProver {
 public:
  InclusionProver(std::string log, std::uint64_t tree_size) : log_(std::move(log)), size_(tree_size) {}
  // `ledger` may be another snapshot each time: what is kept never changes in an append-only log.
  StatusOr<std::vector<std::string>> Prove(const Ledger& ledger, std::uint64_t leaf_index);

 private:
  // What the proofs of a block's leaves have in common, and the block.
  struct Path {
    std::uint64_t block = 0;
    std::uint64_t leaves = 0;           // of the block, in the tree
    std::vector<std::string> beside{};  // of the proofs what lies outside the block, from the root down
  };
  Status GoTo(const Ledger& ledger, std::uint64_t block);

  const std::string log_;
  const std::uint64_t size_;
  std::optional<Path> path_;
  MerkleBlocks blocks_;  // of path_, and the tree's last one
};

// What shows that the tree of `old_size` entries is the beginning of that of `new_size`: see ConsistencyProofHolds.
// Empty for equal sizes and for an empty old tree.
StatusOr<std::vector<std::string>> ConsistencyProof(const Ledger& ledger, std::string_view log, std::uint64_t old_size,
                                                    std::uint64_t new_size);

}  // namespace clearance
