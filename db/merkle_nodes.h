// Which roots of subtrees a ledger stores beside its leaves: enough for proofs without reading a log, few enough to
// cost little. Holds no state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/merkle.h"

namespace clearance {

// Subtrees of 2^level leaves are stored from this level on: the height of a tile in C2SP's tlog-tiles. Smaller ones are
// put together from one block of leaf hashes, which are stored anyway (entries): a proof reads two blocks at most, and
// an entry costs less than half a byte here; from level 3 up it was twelve.
inline constexpr int kLowestStoredLevel = 8;
// The leaves under one of the smallest stored subtrees.
inline constexpr std::uint64_t kBlockLeaves = std::uint64_t{1} << kLowestStoredLevel;
// A log has fewer than 2^63 leaves.
inline constexpr int kHighestLevel = 62;

// The index-th complete subtree of 2^level leaves: leaves index·2^level and on.
struct MerkleNode {
  int level = 0;
  std::uint64_t index = 0;
  std::string hash{};
};

// Appends the leaf to `frontier`; the subtrees to be stored that it completes, the smaller first.
std::vector<MerkleNode> AppendLeaf(MerkleFrontier& frontier, std::string_view leaf_hash);

}  // namespace clearance
