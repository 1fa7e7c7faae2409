#include "db/merkle_nodes.h"

#include <utility>

namespace clearance {

std::vector<MerkleNode> AppendLeaf(MerkleFrontier& frontier, std::string_view leaf_hash) {
  std::vector<std::string> completed = frontier.Append(leaf_hash);
  std::vector<MerkleNode> nodes;
  for (int level = kLowestStoredLevel; level <= static_cast<int>(completed.size()); ++level) {
    nodes.push_back({level, (frontier.size() >> level) - 1, std::move(completed[static_cast<std::size_t>(level) - 1])});
  }
  return nodes;
}

}  // namespace clearance
