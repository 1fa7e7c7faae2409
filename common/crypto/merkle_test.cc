// Merkle trees against the tree the certificate-transparency project publishes (eight leaves) and against a naive
// recursive reading of RFC 6962 §2.1 written apart.
#include "common/crypto/merkle.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

constexpr const char* kLeaves[] = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};

constexpr const char* kRoots[] = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
};

using Hashes = std::vector<std::string>;

Hashes Part(const Hashes& leaves, std::size_t from, std::size_t to) {
  return Hashes(leaves.begin() + static_cast<std::ptrdiff_t>(from), leaves.begin() + static_cast<std::ptrdiff_t>(to));
}

// The largest power of two smaller than n.
std::size_t Split(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

std::string OracleRoot(const Hashes& leaf_hashes) {
  const std::size_t n = leaf_hashes.size();
  if (n == 0) return Sha256("");
  if (n == 1) return leaf_hashes[0];
  const std::size_t k = Split(n);
  return Sha256("\x01" + OracleRoot(Part(leaf_hashes, 0, k)) + OracleRoot(Part(leaf_hashes, k, n)));
}

// PATH(m, D[n]) of RFC 6962 §2.1.1.
Hashes OraclePath(std::size_t m, const Hashes& leaves) {
  const std::size_t n = leaves.size();
  if (n == 1) return {};
  const std::size_t k = Split(n);
  Hashes path = m < k ? OraclePath(m, Part(leaves, 0, k)) : OraclePath(m - k, Part(leaves, k, n));
  path.push_back(m < k ? OracleRoot(Part(leaves, k, n)) : OracleRoot(Part(leaves, 0, k)));
  return path;
}

// SUBPROOF(m, D[n], b) of RFC 6962 §2.1.2.
Hashes OracleSubproof(std::size_t m, const Hashes& leaves, bool whole) {
  const std::size_t n = leaves.size();
  if (m == n) return whole ? Hashes{} : Hashes{OracleRoot(leaves)};
  const std::size_t k = Split(n);
  Hashes proof;
  if (m <= k) {
    proof = OracleSubproof(m, Part(leaves, 0, k), whole);
    proof.push_back(OracleRoot(Part(leaves, k, n)));
  } else {
    proof = OracleSubproof(m - k, Part(leaves, k, n), false);
    proof.push_back(OracleRoot(Part(leaves, 0, k)));
  }
  return proof;
}

Hashes ManyLeafHashes(std::size_t count) {
  Hashes hashes;
  for (std::size_t i = 0; i < count; ++i) hashes.push_back(LeafHash("entry " + std::to_string(i)));
  return hashes;
}

constexpr std::size_t kMaxTree = 40;

TEST(MerkleTest, RootsOfThePublishedTree) {
  MerkleFrontier frontier;
  EXPECT_EQ(ToHex(frontier.Root()), kRoots[0]);
  for (std::size_t i = 0; i < std::size(kLeaves); ++i) {
    frontier.Append(LeafHash(*FromHex(kLeaves[i])));
    EXPECT_EQ(frontier.size(), i + 1);
    EXPECT_EQ(ToHex(frontier.Root()), kRoots[i + 1]);
  }
}

TEST(MerkleTest, LeavesAndNodesHashApart) {
  const std::string a = Sha256("a"), b = Sha256("b");
  EXPECT_EQ(NodeHash(a, b), Sha256("\x01" + a + b));
  EXPECT_EQ(LeafHash(a + b), Sha256(std::string("\0", 1) + a + b));
  EXPECT_NE(NodeHash(a, b), LeafHash(a + b));
  EXPECT_NE(NodeHash(a, b), NodeHash(b, a));
}

TEST(MerkleTest, EveryRootIsTheOracles) {
  const Hashes leaves = ManyLeafHashes(130);
  MerkleFrontier frontier;
  for (std::size_t n = 1; n <= leaves.size(); ++n) {
    frontier.Append(leaves[n - 1]);
    EXPECT_EQ(frontier.Root(), OracleRoot(Part(leaves, 0, n))) << n;
  }
}

TEST(MerkleTest, AppendHandsOutTheSubtreesItCompletes) {
  const Hashes leaves = ManyLeafHashes(64);
  MerkleFrontier frontier;
  for (std::size_t n = 1; n <= leaves.size(); ++n) {
    const Hashes completed = frontier.Append(leaves[n - 1]);
    Hashes expected;
    for (std::size_t width = 2; n % width == 0; width *= 2) expected.push_back(OracleRoot(Part(leaves, n - width, n)));
    EXPECT_EQ(completed, expected) << n;
  }
}

TEST(MerkleTest, ACopyIsAValueOfItsOwn) {
  MerkleFrontier published;
  for (const std::string& leaf : ManyLeafHashes(5)) published.Append(leaf);
  const std::string root = published.Root();
  MerkleFrontier copy = published;
  copy.Append(LeafHash("rolled back"));
  EXPECT_EQ(published.Root(), root);
  EXPECT_EQ(published.size(), 5u);
  EXPECT_FALSE(copy == published);
}

TEST(MerkleTest, GoesOnAfterSerialisation) {
  const Hashes leaves = ManyLeafHashes(kMaxTree);
  MerkleFrontier frontier;
  for (std::size_t n = 0; n < leaves.size(); ++n) {
    auto parsed = MerkleFrontier::Parse(frontier.Serialize());
    ASSERT_TRUE(parsed.ok()) << parsed.status();
    EXPECT_EQ(*parsed, frontier);
    frontier = *std::move(parsed);
    frontier.Append(leaves[n]);
  }
  EXPECT_EQ(frontier.Root(), OracleRoot(leaves));
}

TEST(MerkleTest, RefusesABrokenSerialisation) {
  MerkleFrontier frontier;
  for (const std::string& leaf : ManyLeafHashes(3)) frontier.Append(leaf);
  const std::string bytes = frontier.Serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(MerkleFrontier::Parse(bytes.substr(0, size)).ok());
  EXPECT_FALSE(MerkleFrontier::Parse(bytes + "x").ok());
  EXPECT_FALSE(MerkleFrontier::Parse(std::string(8, '\xff')).ok());
}

TEST(InclusionTest, HoldsForEveryLeafOfEveryTree) {
  const Hashes all = ManyLeafHashes(kMaxTree);
  for (std::size_t n = 1; n <= kMaxTree; ++n) {
    const Hashes leaves = Part(all, 0, n);
    const std::string root = OracleRoot(leaves);
    for (std::size_t i = 0; i < n; ++i) {
      EXPECT_TRUE(InclusionProofHolds(i, n, leaves[i], OraclePath(i, leaves), root)) << i << "/" << n;
    }
  }
}

TEST(InclusionTest, FailsForEveryOtherClaim) {
  const Hashes leaves = ManyLeafHashes(13);
  const std::string root = OracleRoot(leaves);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    const Hashes proof = OraclePath(i, leaves);
    for (std::size_t other = 0; other < leaves.size(); ++other) {
      if (other == i) continue;
      EXPECT_FALSE(InclusionProofHolds(other, leaves.size(), leaves[i], proof, root));
      EXPECT_FALSE(InclusionProofHolds(i, leaves.size(), leaves[other], proof, root));
    }
    for (std::size_t k = 0; k < proof.size(); ++k) {
      Hashes broken = proof;
      broken[k][k] = static_cast<char>(broken[k][k] ^ 1);
      EXPECT_FALSE(InclusionProofHolds(i, leaves.size(), leaves[i], broken, root));
    }
    Hashes shorter = proof, longer = proof;
    shorter.pop_back();
    longer.push_back(root);
    EXPECT_FALSE(InclusionProofHolds(i, leaves.size(), leaves[i], shorter, root));
    EXPECT_FALSE(InclusionProofHolds(i, leaves.size(), leaves[i], longer, root));
    EXPECT_FALSE(InclusionProofHolds(i, leaves.size(), leaves[i], proof, Sha256("another")));
  }
  EXPECT_FALSE(InclusionProofHolds(13, 13, leaves[0], {}, root));
  EXPECT_FALSE(InclusionProofHolds(0, 0, leaves[0], {}, leaves[0]));
  EXPECT_FALSE(InclusionProofHolds(0, 1, "short", {}, "short"));
  EXPECT_FALSE(InclusionProofHolds(0, 2, leaves[0], {"short"}, NodeHash(leaves[0], "short")));
}

TEST(ConsistencyTest, HoldsForEveryPairOfSizes) {
  const Hashes all = ManyLeafHashes(kMaxTree);
  for (std::size_t n = 1; n <= kMaxTree; ++n) {
    const Hashes leaves = Part(all, 0, n);
    const std::string new_root = OracleRoot(leaves);
    for (std::size_t m = 1; m <= n; ++m) {
      const std::string old_root = OracleRoot(Part(all, 0, m));
      EXPECT_TRUE(ConsistencyProofHolds(m, old_root, n, new_root, OracleSubproof(m, leaves, true))) << m << "/" << n;
    }
    EXPECT_TRUE(ConsistencyProofHolds(0, Sha256(""), n, new_root, {}));
  }
}

TEST(ConsistencyTest, FailsForARewrittenLog) {
  const Hashes all = ManyLeafHashes(kMaxTree);
  for (std::size_t m = 1; m < kMaxTree; ++m) {
    Hashes rewritten = all;
    rewritten[m / 2] = LeafHash("another past");
    const std::string old_root = OracleRoot(Part(all, 0, m));
    for (const Hashes& leaves : {all, rewritten}) {
      const Hashes proof = OracleSubproof(m, leaves, true);
      EXPECT_FALSE(ConsistencyProofHolds(m, old_root, kMaxTree, OracleRoot(rewritten), proof)) << m;
      EXPECT_FALSE(ConsistencyProofHolds(m, OracleRoot(Part(rewritten, 0, m)), kMaxTree, OracleRoot(all), proof)) << m;
    }
  }
}

TEST(ConsistencyTest, FailsForEveryBrokenProof) {
  const Hashes leaves = ManyLeafHashes(13);
  const std::string new_root = OracleRoot(leaves);
  for (std::size_t m = 1; m < leaves.size(); ++m) {
    const std::string old_root = OracleRoot(Part(leaves, 0, m));
    const Hashes proof = OracleSubproof(m, leaves, true);
    for (std::size_t k = 0; k < proof.size(); ++k) {
      Hashes broken = proof;
      broken[k][3] = static_cast<char>(broken[k][3] ^ 1);
      EXPECT_FALSE(ConsistencyProofHolds(m, old_root, 13, new_root, broken));
    }
    Hashes shorter = proof, longer = proof;
    shorter.pop_back();
    longer.push_back(new_root);
    EXPECT_FALSE(ConsistencyProofHolds(m, old_root, 13, new_root, shorter));
    EXPECT_FALSE(ConsistencyProofHolds(m, old_root, 13, new_root, longer));
    EXPECT_FALSE(ConsistencyProofHolds(m, old_root, 13, new_root, {}));
    EXPECT_FALSE(ConsistencyProofHolds(m, new_root, 13, new_root, proof));
  }
  EXPECT_FALSE(ConsistencyProofHolds(13, new_root, 13, new_root, {new_root}));
  EXPECT_FALSE(ConsistencyProofHolds(13, Sha256("x"), 13, new_root, {}));
  EXPECT_FALSE(ConsistencyProofHolds(14, new_root, 13, new_root, {}));
  EXPECT_FALSE(ConsistencyProofHolds(0, new_root, 13, new_root, {}));
}

}  // namespace
}  // namespace clearance
