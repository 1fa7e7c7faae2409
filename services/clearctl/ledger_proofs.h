// What `clearctl ledger prove` hands out: an entry with the proof that a tree holds it, or the proof that one tree is
// the beginning of another. docs/ledger.md describes the JSON. Only reads, and hands out no proof that does not hold.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "db/store.h"
#include "services/clearctl/checkpoint_file.h"

namespace clearance {

// Errors of both, besides the store's: NOT_FOUND no such entry or log; INVALID_ARGUMENT the checkpoint is older than
// the entry, or the two are in the wrong order; DATA_LOSS (STORE_CORRUPT) the ledger does not have what the checkpoint
// says, or what is stored proves nothing. Without a checkpoint the tree is the log's present one.
StatusOr<std::string> InclusionJson(const Snapshot& snapshot, std::uint64_t position,
                                    const std::optional<FiledCheckpoint>& checkpoint);
StatusOr<std::string> ConsistencyJson(const Snapshot& snapshot, const FiledCheckpoint& from,
                                      const std::optional<FiledCheckpoint>& to);

}  // namespace clearance
