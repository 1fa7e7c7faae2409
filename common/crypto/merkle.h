// Merkle trees as public logs use them (RFC 6962 §2.1, RFC 9162 §2.1): what a ledger's seal is computed with.
// Arithmetic on hashes alone: nothing is stored here. Hashes are 32 raw bytes in a std::string.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// SHA-256(0x00 || leaf).
std::string LeafHash(std::string_view leaf);

// SHA-256(0x01 || left || right).
std::string NodeHash(std::string_view left, std::string_view right);

// The right edge of a growing tree: all it takes to append leaves and to know the root, 32 bytes per bit set in the
// size. A value: copy it in at a savepoint and publish the copy after the commit. Not thread-safe.
class MerkleFrontier {
 public:
  // `leaf_hash` is LeafHash() of what is stored. Returns the roots of the perfect subtrees this leaf completes, of 2
  // leaves, of 4, of 8 …: what a store keeps to prove inclusion later. With size() = n now, the one of 2^k leaves is
  // the (n / 2^k - 1)-th of its size.
  std::vector<std::string> Append(std::string_view leaf_hash);

  std::uint64_t size() const { return size_; }

  // The Merkle tree hash of all leaves; SHA-256 of nothing for an empty tree.
  std::string Root() const;

  // The size in 8 bytes, then the roots of the perfect subtrees, the largest first.
  std::string Serialize() const;
  // Reads what Serialize wrote. Error: INVALID_ARGUMENT when the length does not fit the size.
  static StatusOr<MerkleFrontier> Parse(std::string_view bytes);

  friend bool operator==(const MerkleFrontier&, const MerkleFrontier&) = default;

 private:
  std::uint64_t size_ = 0;
  std::string subtree_roots_;  // of the perfect subtrees, the largest first, 32 bytes each
};

// True when `proof` shows that the leaf of `leaf_hash` stands at `leaf_index` of the tree of `tree_size` leaves with
// `root` (RFC 9162 §2.1.3.2). False for anything malformed.
bool InclusionProofHolds(std::uint64_t leaf_index, std::uint64_t tree_size, std::string_view leaf_hash,
                         const std::vector<std::string>& proof, std::string_view root);

// True when `proof` shows that the tree of `old_size` leaves with `old_root` is the beginning of the tree of `new_size`
// leaves with `new_root` (RFC 9162 §2.1.4.2). An empty tree is the beginning of every tree, by an empty proof.
bool ConsistencyProofHolds(std::uint64_t old_size, std::string_view old_root, std::uint64_t new_size,
                           std::string_view new_root, const std::vector<std::string>& proof);

}  // namespace clearance
