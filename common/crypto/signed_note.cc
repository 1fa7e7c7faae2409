#include "common/crypto/signed_note.h"

#include <algorithm>
#include <utility>

#include "common/base/base64.h"
#include "common/base/bytes.h"
#include "common/base/text.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr char kEd25519Type = '\x01';
constexpr std::size_t kHexIdCharacters = 2 * kNoteKeyIdBytes;

Status Malformed(std::string_view problem) { return InvalidField("note", problem); }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

// Lines of UTF-8, nothing else.
bool IsNoteText(std::string_view text) {
  return IsUtf8(text) && std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || !IsControl(c); });
}

// Unicode's White_Space outside the control characters; `text` is UTF-8.
bool HoldsSpace(std::string_view text) {
  constexpr std::string_view kSpaces[] = {" ",      "\u0085", "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002",
                                          "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
                                          "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"};
  return std::any_of(std::begin(kSpaces), std::end(kSpaces),
                     [&](std::string_view space) { return text.find(space) != std::string_view::npos; });
}

StatusOr<NoteSignature> ParseSignature(std::string_view line) {
  if (!line.starts_with(kDash)) return Malformed("has a signature line that does not begin with a dash");
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return Malformed("has a signature line without a signature");
  if (!IsKeyName(line.substr(0, space))) return Malformed("has a key name out of its form");
  const auto bytes = FromBase64(line.substr(space + 1));
  if (!bytes.ok() || bytes->size() <= kNoteKeyIdBytes) return Malformed("has a signature out of its form");
  NoteSignature signature;
  signature.key_name = line.substr(0, space);
  signature.key_id = bytes->substr(0, kNoteKeyIdBytes);
  signature.signature = bytes->substr(kNoteKeyIdBytes);
  return signature;
}

}  // namespace

StatusOr<SignedNote> ParseSignedNote(std::string_view note) {
  if (note.size() > kMaxNoteBytes) return Malformed("is longer than 131,072 bytes");
  if (!IsNoteText(note)) return Malformed("is not UTF-8 without control characters");
  // The text may hold empty lines; the last one of the note is what separates it.
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos) return Malformed("has no empty line before its signatures");
  SignedNote parsed;
  parsed.text = note.substr(0, blank + 1);
  for (std::string_view rest = note.substr(blank + 2); !rest.empty();) {
    const std::size_t end = rest.find('\n');
    if (end == std::string_view::npos) return Malformed("does not end in a newline");
    if (parsed.signatures.size() == kMaxNoteSignatures) return Malformed("has more than 16 signatures");
    ASSIGN_OR_RETURN(NoteSignature signature, ParseSignature(rest.substr(0, end)));
    parsed.signatures.push_back(std::move(signature));
    rest.remove_prefix(end + 1);
  }
  if (parsed.signatures.empty()) return Malformed("has no signature");
  return parsed;
}

std::string WriteSignedNote(const SignedNote& note) {
  std::string written = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    written.append(kDash).append(signature.key_name).append(" ");
    written.append(ToBase64(signature.key_id + signature.signature)).append("\n");
  }
  return written;
}

bool IsKeyName(std::string_view name) {
  return !name.empty() && name.size() <= kMaxKeyNameBytes && IsUtf8(name) &&
         std::none_of(name.begin(), name.end(), [](char c) { return IsControl(c) || c == '+'; }) && !HoldsSpace(name);
}

StatusOr<std::string> SignNote(std::string_view text, std::string_view key_name, const SigningKey& key) {
  if (!text.ends_with('\n') || !IsNoteText(text)) return InvalidField("text", "must be lines of UTF-8");
  ASSIGN_OR_RETURN(const NoteVerifier verifier, NoteVerifier::Make(key_name, key.PublicKey()));
  return WriteSignedNote({std::string(text), {{std::string(key_name), verifier.key_id(), key.Sign(text)}}});
}

NoteVerifier::NoteVerifier(std::string key_name, VerifyingKey key)
    : key_name_(std::move(key_name)), key_(std::move(key)) {
  key_id_ = Sha256(key_name_ + "\n" + kEd25519Type + key_.ToRaw()).substr(0, kNoteKeyIdBytes);
}

StatusOr<NoteVerifier> NoteVerifier::Make(std::string_view key_name, VerifyingKey key) {
  if (!IsKeyName(key_name)) return InvalidField("key_name", "must be 1 to 255 bytes without spaces and plus signs");
  return NoteVerifier(std::string(key_name), std::move(key));
}

StatusOr<NoteVerifier> NoteVerifier::FromText(std::string_view text) {
  const auto malformed = [] {
    return InvalidField("verifier_key", "is not an Ed25519 key in the form of signed notes");
  };
  const std::size_t id_begins = text.find('+') + 1;  // 0 when there is none
  if (id_begins == 0 || text.size() <= id_begins + kHexIdCharacters || text[id_begins + kHexIdCharacters] != '+') {
    return malformed();
  }
  const auto bytes = FromBase64(text.substr(id_begins + kHexIdCharacters + 1));
  if (!bytes.ok() || bytes->size() != 1 + kPublicKeyBytes || bytes->front() != kEd25519Type) return malformed();
  auto key = VerifyingKey::FromRaw(std::string_view(*bytes).substr(1));
  if (!key.ok()) return malformed();
  auto verifier = Make(text.substr(0, id_begins - 1), *std::move(key));
  if (!verifier.ok() || verifier->ToText() != text) return malformed();
  return verifier;
}

std::string NoteVerifier::ToText() const {
  return key_name_ + "+" + ToHex(key_id_) + "+" + ToBase64(kEd25519Type + key_.ToRaw());
}

bool NoteVerifier::Accepts(const SignedNote& note) const {
  bool signed_by_us = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.key_name != key_name_ || signature.key_id != key_id_) continue;
    if (!key_.Verify(note.text, signature.signature)) return false;
    signed_by_us = true;
  }
  return signed_by_us;
}

}  // namespace clearance
