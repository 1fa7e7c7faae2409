// Signed notes and checkpoints: what is read has that one text, and nothing is believed but what was signed. The input
// is taken as a note, as the text of a checkpoint and as a verifier's key.
#include "common/base/check.h"
#include "common/crypto/checkpoint.h"
#include "common/crypto/hash.h"
#include "common/crypto/signed_note.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

// A key for these tests alone, always the same: its 32 bytes are 0, 1, 2 … 31.
const SigningKey& TestKey() {
  static const SigningKey key = SigningKey::FromPem(
                                    "-----BEGIN PRIVATE KEY-----\n"
                                    "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                                    "-----END PRIVATE KEY-----\n")
                                    .value();
  return key;
}

Checkpoint Sample() { return {"khorgos.example/ledger/KHORGOS", 41, Sha256("root"), {}}; }

std::string GoodNote() { return SignCheckpoint(Sample(), TestKey()).value(); }

void Run(std::string_view input) {
  const auto note = ParseSignedNote(input);
  if (note.ok()) {
    CHECK(WriteSignedNote(*note) == input);
    CHECK(note->text.ends_with('\n') && !note->signatures.empty() && note->signatures.size() <= kMaxNoteSignatures);
  } else {
    CHECK(FieldOf(note.status()) == "note");
  }
  static const VerifyingKey key = TestKey().PublicKey();
  const auto opened = OpenCheckpoint(input, key);
  // Others may add their signatures to ours, and change nothing by it.
  CHECK(!opened.ok() || *opened == Sample());

  const auto checkpoint = ParseCheckpoint(input);
  CHECK(!checkpoint.ok() || WriteCheckpoint(*checkpoint) == input);
  CHECK(checkpoint.ok() || FieldOf(checkpoint.status()) == "checkpoint");

  const auto verifier = NoteVerifier::FromText(input);
  CHECK(!verifier.ok() || verifier->ToText() == input);
}

std::vector<std::string> Seeds() {
  return {GoodNote(), WriteCheckpoint(Sample()), WriteCheckpoint({"o", 0, Sha256(""), {"more"}}),
          NoteVerifier::Make(Sample().origin, TestKey().PublicKey())->ToText(), "a\n\nb\n\n— name c2lnbmF0dXJl\n"};
}

}  // namespace

FuzzTarget SignedNoteTarget() { return {"signed_note", Run, Seeds}; }

}  // namespace clearance
