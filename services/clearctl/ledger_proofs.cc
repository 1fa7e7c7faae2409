#include "services/clearctl/ledger_proofs.h"

#include <nlohmann/json.hpp>
#include <vector>

#include "common/base/base64.h"
#include "common/base/error_reasons.h"
#include "common/crypto/merkle.h"
#include "db/merkle_proofs.h"
#include "services/clearctl/json_text.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

Status Differs(const std::string& what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "the ledger differs: " + what);
}

// The tree a proof is of, as the ledger itself has it.
StatusOr<LogRoot> TreeOf(const Ledger& ledger, const std::string& log,
                         const std::optional<FiledCheckpoint>& checkpoint) {
  ASSIGN_OR_RETURN(LogRoot now, ledger.Root(log));
  if (!checkpoint) return now;
  const LogRoot& root = checkpoint->root;
  if (root.size > now.size) {
    return Differs("log " + log + " has " + std::to_string(now.size) + " entries, the checkpoint is of " +
                   std::to_string(root.size));
  }
  ASSIGN_OR_RETURN(const std::string then, RootAt(ledger, log, root.size));
  if (then == root.root_hash) return root;
  return Differs("the first " + std::to_string(root.size) + " entries of log " + log +
                 " do not have the root of the checkpoint");
}

Json HashesJson(const std::vector<std::string>& hashes) {
  Json json = Json::array();
  for (const std::string& hash : hashes) json.push_back(ToBase64(hash));
  return json;
}

Json TreeJson(const LogRoot& tree, const std::optional<FiledCheckpoint>& checkpoint) {
  return {{"size", tree.size},
          {"root_hash", ToBase64(tree.root_hash)},
          {"checkpoint", checkpoint ? Json(checkpoint->note) : Json(nullptr)}};
}

}  // namespace

StatusOr<std::string> InclusionJson(const Snapshot& snapshot, std::uint64_t position,
                                    const std::optional<FiledCheckpoint>& checkpoint) {
  const Ledger& ledger = snapshot.ledger();
  ASSIGN_OR_RETURN(const StoredEntry stored, ledger.Get(position));
  const std::string& log = stored.entry.log;
  ASSIGN_OR_RETURN(const LogRoot tree, TreeOf(ledger, log, checkpoint));
  if (checkpoint && stored.leaf_index >= tree.size) {
    return InvalidField("--checkpoint", "is of " + std::to_string(tree.size) +
                                            " entries: the entry was written later, as number " +
                                            std::to_string(stored.leaf_index + 1) + " of log " + log);
  }
  ASSIGN_OR_RETURN(const std::vector<std::string> proof, InclusionProof(ledger, log, stored.leaf_index, tree.size));
  if (!InclusionProofHolds(stored.leaf_index, tree.size, LeafHash(stored.sealed), proof, tree.root_hash)) {
    return Differs("what is stored does not prove the entry; clearctl ledger verify names the first difference");
  }
  return JsonText(Json{{"entry",
                        {{"position", position},
                         {"log", log},
                         {"kind", EntryKindName(stored.entry.kind)},
                         {"sealed", ToBase64(stored.sealed)}}},
                       {"leaf_index", stored.leaf_index},
                       {"tree", TreeJson(tree, checkpoint)},
                       {"inclusion_proof", HashesJson(proof)}});
}

StatusOr<std::string> ConsistencyJson(const Snapshot& snapshot, const FiledCheckpoint& from,
                                      const std::optional<FiledCheckpoint>& to) {
  const Ledger& ledger = snapshot.ledger();
  const std::string& log = from.root.log;
  ASSIGN_OR_RETURN(const LogRoot before, TreeOf(ledger, log, from));
  ASSIGN_OR_RETURN(const LogRoot after, TreeOf(ledger, log, to));
  if (before.size > after.size) return InvalidField("--from-checkpoint", "is newer than --to-checkpoint");
  ASSIGN_OR_RETURN(const std::vector<std::string> proof, ConsistencyProof(ledger, log, before.size, after.size));
  if (!ConsistencyProofHolds(before.size, before.root_hash, after.size, after.root_hash, proof)) {
    return Differs("what is stored does not prove the growth; clearctl ledger verify names the first difference");
  }
  return JsonText(Json{{"log", log},
                       {"from", TreeJson(before, from)},
                       {"to", TreeJson(after, to)},
                       {"consistency_proof", HashesJson(proof)}});
}

}  // namespace clearance
