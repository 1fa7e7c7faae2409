// Proofs out of a ledger (RFC 6962 §2.1.1, §2.1.2), of any size its logs have had: from stored nodes, O(log n) reads,
// and the leaf hashes of at most two blocks (merkle_nodes.h), a read each. Trusts what is stored: whoever gets a proof
// checks it (common/crypto/merkle.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "db/ledger.h"

namespace clearance {

// Errors of all three, besides the ledger's own: INVALID_ARGUMENT naming the parameter when the log never had that size
// or the tree that leaf; DATA_LOSS (STORE_CORRUPT) when a node or leaf that must be stored is not.

// The root the log had when it had `size` entries.
StatusOr<std::string> RootAt(const Ledger& ledger, std::string_view log, std::uint64_t size);

// What shows that the leaf stands in the tree of the first `tree_size` entries: see InclusionProofHolds.
StatusOr<std::vector<std::string>> InclusionProof(const Ledger& ledger, std::string_view log, std::uint64_t leaf_index,
                                                  std::uint64_t tree_size);

// What shows that the tree of `old_size` entries is the beginning of that of `new_size`: see ConsistencyProofHolds.
// Empty for equal sizes and for an empty old tree.
StatusOr<std::vector<std::string>> ConsistencyProof(const Ledger& ledger, std::string_view log, std::uint64_t old_size,
                                                    std::uint64_t new_size);

}  // namespace clearance
