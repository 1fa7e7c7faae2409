// Signed notes (C2SP signed-note, c2sp.org/signed-note): a text and the Ed25519 signatures of those who stand by it, in
// a form that outside tools read. A text must never be believed before NoteVerifier has accepted its note.
//
//   text, ending in a newline
//   (empty line)
//   — <key name> <base64 of the key's 4-byte id and the signature over the text>
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/signature.h"

namespace clearance {

// Sixteen signatures of any kind in use fit in: other people's may be post-quantum ones.
inline constexpr std::size_t kMaxNoteBytes = 131'072;
inline constexpr std::size_t kMaxNoteSignatures = 16;
inline constexpr std::size_t kMaxKeyNameBytes = 255;
inline constexpr std::size_t kNoteKeyIdBytes = 4;

// One signature line, of whatever kind of key.
struct NoteSignature {
  std::string key_name{};
  std::string key_id{};  // kNoteKeyIdBytes
  std::string signature{};
  friend bool operator==(const NoteSignature&, const NoteSignature&) = default;
};

struct SignedNote {
  std::string text{};  // with its last newline
  std::vector<NoteSignature> signatures{};
  friend bool operator==(const SignedNote&, const SignedNote&) = default;
};

// Reads a note and believes nothing of it. There is one note for any SignedNote. Error: INVALID_ARGUMENT, field "note":
// what is no UTF-8 or holds control characters, has no signature or more than kMaxNoteSignatures, a line out of its
// form, or more than kMaxNoteBytes.
StatusOr<SignedNote> ParseSignedNote(std::string_view note);
// What ParseSignedNote reads.
std::string WriteSignedNote(const SignedNote& note);

// 1 to kMaxKeyNameBytes of UTF-8 without control characters, spaces of any script and plus signs.
bool IsKeyName(std::string_view name);

// The note of `text` with one signature. INVALID_ARGUMENT naming "text" or "key_name" when one is out of its form.
StatusOr<std::string> SignNote(std::string_view text, std::string_view key_name, const SigningKey& key);

// A key that notes are believed by, under its name. A value, thread-safe.
class NoteVerifier {
 public:
  // INVALID_ARGUMENT, field "key_name".
  static StatusOr<NoteVerifier> Make(std::string_view key_name, VerifyingKey key);
  // The text form that tools exchange: "<key name>+<key id in hexadecimal>+<base64 of 01 and the key>".
  // INVALID_ARGUMENT, field "verifier_key", for anything ToText does not write.
  static StatusOr<NoteVerifier> FromText(std::string_view text);
  std::string ToText() const;

  // True when the note has a signature of this key, and each that says it is this key's holds. Others are passed over.
  bool Accepts(const SignedNote& note) const;

  const std::string& key_name() const { return key_name_; }
  // The first kNoteKeyIdBytes of SHA-256(key name ‖ 0A ‖ 01 ‖ key).
  const std::string& key_id() const { return key_id_; }

 private:
  NoteVerifier(std::string key_name, VerifyingKey key);
  std::string key_name_;
  VerifyingKey key_;
  std::string key_id_;
};

}  // namespace clearance
