#include "services/clearctl/checkpoint_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "db/checkpoints.h"

namespace clearance {
namespace {

constexpr std::string_view kSignatureBegins = "\u2014 ";

constexpr std::string_view kJsonBegins = "{\"log\":\"";

Status NotUsable(const std::string& path, std::string_view why) {
  return Error(StatusCode::kInvalidArgument, error_reason::kInvalidField, path + ": " + std::string(why));
}

}  // namespace

std::vector<std::string> SplitNotes(std::string_view text) {
  std::vector<std::string> notes;
  std::string note;
  bool in_signatures = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end);
    const bool signature = line.starts_with(kSignatureBegins);
    if (in_signatures && !signature) {
      notes.push_back(std::exchange(note, {}));
      in_signatures = false;
    }
    if (note.empty() && line == "\n") continue;
    note += line;
    in_signatures = signature;
  }
  if (!note.empty()) notes.push_back(std::move(note));
  return notes;
}

StatusOr<std::vector<FiledCheckpoint>> ReadCheckpointFile(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxCheckpointFileBytes));
  std::vector<FiledCheckpoint> checkpoints;
  for (std::string& note : SplitNotes(text)) {
    auto root = RootOfNote(note);
    if (!root.ok()) return NotUsable(path, MessageOf(root.status()));
    checkpoints.push_back({std::move(note), *std::move(root)});
  }
  if (checkpoints.empty()) return NotUsable(path, "holds no checkpoint");
  return checkpoints;
}

FileKind CheckpointFileKind() {
  return {"a file of checkpoints", [](std::string_view beginning) {
            if (beginning.empty() || beginning.starts_with(kJsonBegins)) return true;
            const std::vector<std::string> notes = SplitNotes(beginning);
            return !notes.empty() && RootOfNote(notes.front()).ok();
          }};
}

StatusOr<FiledCheckpoint> ReadCheckpointOf(const std::string& path, std::string_view log) {
  ASSIGN_OR_RETURN(const std::vector<FiledCheckpoint> all, ReadCheckpointFile(path));
  std::optional<FiledCheckpoint> found;
  for (const FiledCheckpoint& checkpoint : all) {
    if (!log.empty() && checkpoint.root.log != log) continue;
    if (found) return NotUsable(path, "holds several checkpoints of which one is meant: name the log with --log");
    found = checkpoint;
  }
  if (!found) return NotUsable(path, "holds no checkpoint of the log " + std::string(log));
  return *std::move(found);
}

}  // namespace clearance
