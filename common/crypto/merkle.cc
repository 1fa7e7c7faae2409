#include "common/crypto/merkle.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "common/base/big_endian.h"
#include "common/base/check.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

constexpr std::string_view kLeafPrefix("\x00", 1);

bool AllHashes(const std::vector<std::string>& proof) {
  return std::all_of(proof.begin(), proof.end(), [](const std::string& hash) { return hash.size() == kSha256Bytes; });
}

}  // namespace

std::string LeafHash(std::string_view leaf) { return Sha256(kLeafPrefix, leaf); }

std::string NodeHash(std::string_view left, std::string_view right) {
  std::string input = "\x01";
  input.append(left).append(right);
  return Sha256(input);
}

std::vector<std::string> MerkleFrontier::Append(std::string_view leaf_hash) {
  CHECK(leaf_hash.size() == kSha256Bytes);
  std::vector<std::string> completed;
  subtree_roots_.append(leaf_hash);
  // As in adding one to a binary number: each bit already set is a subtree as large as the one just completed.
  for (std::uint64_t carry = size_; (carry & 1) != 0; carry >>= 1) {
    const std::size_t left = subtree_roots_.size() - 2 * kSha256Bytes;
    const std::string_view roots = subtree_roots_;
    std::string joined = NodeHash(roots.substr(left, kSha256Bytes), roots.substr(left + kSha256Bytes));
    subtree_roots_.resize(left);
    subtree_roots_.append(joined);
    completed.push_back(std::move(joined));
  }
  ++size_;
  return completed;
}

std::string MerkleFrontier::Root() const {
  if (size_ == 0) return Sha256("");
  const std::string_view roots = subtree_roots_;
  std::size_t at = roots.size() - kSha256Bytes;
  std::string root(roots.substr(at));
  while (at > 0) {
    at -= kSha256Bytes;
    root = NodeHash(roots.substr(at, kSha256Bytes), root);
  }
  return root;
}

std::string MerkleFrontier::Serialize() const {
  std::string bytes;
  AppendBigEndian64(bytes, size_);
  bytes.append(subtree_roots_);
  return bytes;
}

StatusOr<MerkleFrontier> MerkleFrontier::Parse(std::string_view bytes) {
  if (bytes.size() < kBigEndian64Bytes) return InvalidField("merkle_frontier", "is too short");
  MerkleFrontier frontier;
  frontier.size_ = ReadBigEndian64(bytes);
  frontier.subtree_roots_ = bytes.substr(kBigEndian64Bytes);
  const auto subtrees = static_cast<std::size_t>(std::popcount(frontier.size_));
  if (frontier.subtree_roots_.size() != subtrees * kSha256Bytes) {
    return InvalidField("merkle_frontier", "does not have one hash for each subtree");
  }
  return frontier;
}

bool InclusionProofHolds(std::uint64_t leaf_index, std::uint64_t tree_size, std::string_view leaf_hash,
                         const std::vector<std::string>& proof, std::string_view root) {
  if (leaf_index >= tree_size || leaf_hash.size() != kSha256Bytes || !AllHashes(proof)) return false;
  std::uint64_t node = leaf_index;
  std::uint64_t last = tree_size - 1;
  std::string hash(leaf_hash);
  for (const std::string& sibling : proof) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      hash = NodeHash(sibling, hash);
      // A node without a right sibling rises until it is a right child.
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = NodeHash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

bool ConsistencyProofHolds(std::uint64_t old_size, std::string_view old_root, std::uint64_t new_size,
                           std::string_view new_root, const std::vector<std::string>& proof) {
  if (old_size > new_size || new_root.size() != kSha256Bytes || !AllHashes(proof)) return false;
  if (old_size == 0) return proof.empty() && old_root == Sha256("");
  if (old_size == new_size) return proof.empty() && old_root == new_root;

  // A perfect old tree is itself the first node of the proof.
  std::vector<std::string> path;
  if (std::has_single_bit(old_size)) path.emplace_back(old_root);
  path.insert(path.end(), proof.begin(), proof.end());
  if (path.empty()) return false;

  std::uint64_t node = old_size - 1;
  std::uint64_t last = new_size - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  std::string old_hash = path[0];
  std::string new_hash = path[0];
  for (std::size_t i = 1; i < path.size(); ++i) {
    if (last == 0) return false;
    if ((node & 1) != 0 || node == last) {
      old_hash = NodeHash(path[i], old_hash);
      new_hash = NodeHash(path[i], new_hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      new_hash = NodeHash(new_hash, path[i]);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && old_hash == old_root && new_hash == new_root;
}

}  // namespace clearance
