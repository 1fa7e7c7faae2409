// Which roots of subtrees a ledger stores beside its leaves: enough for proofs without reading a log, few enough to
// cost little. Holds no state.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/merkle.h"

namespace clearance {

// Subtrees of 2^level leaves are stored from this level on; smaller ones are at most eight leaf hashes to combine.
inline constexpr int kLowestStoredLevel = 3;
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
