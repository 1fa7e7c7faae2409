#include "common/admin/gate_writes.h"

#include "common/crypto/checkpoint.h"
#include "common/seal/seal_set.h"

namespace clearance {

GateWrites GateWritesFrom(ConfigReader& reader, std::string_view gate_id) {
  GateWrites writes;
  writes.outbox = reader.Path("outbox");
  writes.log_file = reader.PathOr("log.file", "");
  writes.seal_set = reader.PathOr("keys.seal_set", std::string(gate_id) + ".seals");
  if (writes.seal_set.empty()) reader.Reject("keys.seal_set", "must name a file");
  writes.ledger_public_key = reader.PathOr("keys.ledger_public", "");
  writes.checkpoint_folder = reader.PathOr("ledger.checkpoints", "checkpoints");
  writes.trust_folder = reader.PathOr("documents.trust", "");
  return writes;
}

std::vector<WrittenPlace> WrittenPlacesOf(const GateWrites& writes) {
  const bool keeps_checkpoints = !writes.ledger_public_key.empty();
  const FileKind seal_set = SealSetFileKind();
  return {{.key = "outbox", .path = writes.outbox, .as = WrittenAs::kDatabase},
          {.key = "log.file", .path = writes.log_file, .as = WrittenAs::kAppended},
          {.key = "keys.seal_set", .path = writes.seal_set, .as = WrittenAs::kReplaced, .kind = seal_set},
          {.key = "ledger.checkpoints",
           .path = keeps_checkpoints ? writes.checkpoint_folder : "",
           .as = WrittenAs::kFolder,
           .ending = kCheckpointEnding},
          {.key = "documents.trust", .path = writes.trust_folder, .as = WrittenAs::kFolder}};
}

}  // namespace clearance
