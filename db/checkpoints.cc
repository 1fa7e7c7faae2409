#include "db/checkpoints.h"

#include <utility>

#include "common/crypto/checkpoint.h"

namespace clearance {

std::string LogOrigin(std::string_view site, std::string_view log) {
  return std::string(site) + "/" + std::string(log);
}

std::optional<std::string_view> LogOfOrigin(std::string_view origin) {
  const std::size_t slash = origin.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == origin.size()) return std::nullopt;
  return origin.substr(slash + 1);
}

StatusOr<std::string> MakeCheckpoint(std::string_view site, const LogRoot& root, const SigningKey& key) {
  if (root.log.empty() || root.log.find_first_of("/+") != std::string::npos) {
    return InvalidField("log", "has no checkpoints: a slash or a plus sign cannot stand in an origin");
  }
  auto note = SignCheckpoint({LogOrigin(site, root.log), root.size, root.root_hash, {}}, key);
  if (!note.ok()) return InvalidField("site", "cannot begin the name of a log: spaces, plus signs, or too long");
  return note;
}

StatusOr<LogRoot> RootOfNote(std::string_view note) {
  ASSIGN_OR_RETURN(const Checkpoint checkpoint, ReadCheckpointUnchecked(note));
  const std::optional<std::string_view> log = LogOfOrigin(checkpoint.origin);
  if (!log || log->size() > kMaxLogNameBytes) return InvalidField("note", "is of an origin without a log");
  return LogRoot{std::string(*log), checkpoint.size, checkpoint.root_hash};
}

StatusOr<StoredCheckpoint> NextCheckpoint(const std::optional<StoredCheckpoint>& latest, std::string_view note,
                                          Instant made_at) {
  if (note.size() > kMaxStoredNoteBytes) return InvalidField("note", "is longer than 4,096 bytes");
  StoredCheckpoint next;
  ASSIGN_OR_RETURN(next.root, RootOfNote(note));
  if (next.root.size == 0) return InvalidField("note", "is of an empty log");
  if (latest && next.root.size < latest->root.size) {
    return InvalidField("note", "is of fewer entries than the log's latest checkpoint");
  }
  if (latest && next.root.size == latest->root.size && next.root != latest->root) {
    return InvalidField("note", "contradicts the log's latest checkpoint");
  }
  next.made_at = made_at;
  next.note = note;
  return next;
}

}  // namespace clearance
