// Files of checkpoints: signed notes, one after the other, as `clearctl ledger checkpoint` writes them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/replaced_file.h"
#include "common/base/status.h"
#include "db/ledger.h"

namespace clearance {

inline constexpr std::size_t kMaxCheckpointFileBytes = 1 << 20;

struct FiledCheckpoint {
  std::string note{};  // as in the file
  LogRoot root{};      // what it says
};

// The notes of a text, each to its last signature; empty lines may stand between them. Whether each is one is not
// looked at.
std::vector<std::string> SplitNotes(std::string_view text);

// The checkpoints of a file, at least one; their signatures are not looked at. Errors name the file: FILE_UNREADABLE,
// or INVALID_ARGUMENT for what is no checkpoint.
StatusOr<std::vector<FiledCheckpoint>> ReadCheckpointFile(const std::string& path);

// What `clearctl ledger checkpoint` writes, as notes or with --json, as far as its beginning tells.
FileKind CheckpointFileKind();

// The one of `log`, or, for an empty name, the only one. Error: INVALID_ARGUMENT naming `path`.
StatusOr<FiledCheckpoint> ReadCheckpointOf(const std::string& path, std::string_view log);

}  // namespace clearance
