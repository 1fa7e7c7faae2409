#include "common/crypto/checkpoint.h"

#include <charconv>
#include <utility>

#include "common/base/base64.h"
#include "common/crypto/hash.h"
#include "common/crypto/signed_note.h"

namespace clearance {
namespace {

Status Malformed(std::string_view problem) { return InvalidField("checkpoint", problem); }

// The next line without its newline, which must be there; nothing for an empty or unended one.
std::string_view TakeLine(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view line = text.substr(0, end);
  if (!line.empty()) text.remove_prefix(end + 1);
  return line;
}

StatusOr<std::uint64_t> ParseSize(std::string_view line) {
  std::int64_t size = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), size);
  if (error != std::errc() || end != line.data() + line.size() || line.front() == '-' ||
      (line.front() == '0' && line.size() > 1)) {
    return Malformed("has a size that is no number in its shortest form");
  }
  return static_cast<std::uint64_t>(size);
}

}  // namespace

std::string WriteCheckpoint(const Checkpoint& checkpoint) {
  std::string text =
      checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + ToBase64(checkpoint.root_hash) + "\n";
  for (const std::string& line : checkpoint.extensions) text += line + "\n";
  return text;
}

StatusOr<Checkpoint> ParseCheckpoint(std::string_view text) {
  Checkpoint checkpoint;
  checkpoint.origin = TakeLine(text);
  if (checkpoint.origin.empty() || checkpoint.origin.size() > kMaxKeyNameBytes) return Malformed("has no origin");
  const std::string_view size = TakeLine(text);
  if (size.empty()) return Malformed("has no size");
  ASSIGN_OR_RETURN(checkpoint.size, ParseSize(size));
  auto root = FromBase64(TakeLine(text));
  if (!root.ok() || root->size() != kSha256Bytes) return Malformed("has no root hash of 32 bytes in base64");
  checkpoint.root_hash = *std::move(root);
  if (checkpoint.size == 0 && checkpoint.root_hash != Sha256("")) {
    return Malformed("is of an empty log, but its root is not");
  }
  while (!text.empty()) {
    const std::string_view line = TakeLine(text);
    if (line.empty()) return Malformed("has an empty line");
    if (checkpoint.extensions.size() == kMaxCheckpointExtensions) return Malformed("has more than 16 further lines");
    checkpoint.extensions.emplace_back(line);
  }
  return checkpoint;
}

StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  const std::string text = WriteCheckpoint(checkpoint);
  ASSIGN_OR_RETURN(const Checkpoint reread, ParseCheckpoint(text));
  if (reread != checkpoint) return Malformed("is out of its form");
  return SignNote(text, checkpoint.origin, key);
}

StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, const VerifyingKey& key) {
  ASSIGN_OR_RETURN(const SignedNote parsed, ParseSignedNote(note));
  ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(parsed.text));
  ASSIGN_OR_RETURN(const NoteVerifier verifier, NoteVerifier::Make(checkpoint.origin, key));
  if (!verifier.Accepts(parsed)) {
    return InvalidField("signature", "there is none of this key under the checkpoint's own origin");
  }
  return checkpoint;
}

StatusOr<Checkpoint> ReadCheckpointUnchecked(std::string_view note) {
  ASSIGN_OR_RETURN(const SignedNote parsed, ParseSignedNote(note));
  return ParseCheckpoint(parsed.text);
}

}  // namespace clearance
