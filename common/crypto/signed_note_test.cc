// Signed notes against the example of the specification, and everything that is not quite one.
#include "common/crypto/signed_note.h"

#include <gtest/gtest.h>

#include "common/base/base64.h"
#include "common/base/bytes.h"
#include "common/crypto/hash.h"

namespace clearance {
namespace {

// c2sp.org/signed-note: a text with an empty line and letters beyond ASCII.
constexpr std::string_view kPublished =
    "Ognuno sta solo sul cuor della terra\n"
    "trafitto da un raggio di sole:\n"
    "\n"
    "ed è subito sera.\n"
    "\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n";

// Go's golang.org/x/mod/sumdb/note publishes this key and note in its documentation.
constexpr std::string_view kPeterNeumann = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kIfYouThink =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

const SigningKey& Key() {
  static const SigningKey key = SigningKey::Generate();
  return key;
}

NoteVerifier VerifierOf(const SigningKey& key, std::string_view name = "khorgos.example/ledger") {
  return NoteVerifier::Make(name, key.PublicKey()).value();
}

std::string Signed(std::string_view text) { return SignNote(text, "khorgos.example/ledger", Key()).value(); }

TEST(SignedNoteTest, ReadsThePublishedNote) {
  const SignedNote note = ParseSignedNote(kPublished).value();
  EXPECT_TRUE(note.text.ends_with("\n\ned è subito sera.\n"));
  ASSERT_EQ(note.signatures.size(), 1U);
  EXPECT_EQ(note.signatures[0].key_name, "quasimodo.example/salvatore");
  EXPECT_EQ(ToHex(note.signatures[0].key_id), "367ba04b");
  EXPECT_EQ(note.signatures[0].signature.size(), kSignatureBytes);
  EXPECT_EQ(WriteSignedNote(note), kPublished);
}

TEST(SignedNoteTest, BelievesASignatureThatAnotherToolMade) {
  const NoteVerifier verifier = NoteVerifier::FromText(kPeterNeumann).value();
  EXPECT_EQ(verifier.key_name(), "PeterNeumann");
  EXPECT_EQ(ToHex(verifier.key_id()), "c74f20a3");
  EXPECT_EQ(verifier.ToText(), kPeterNeumann);
  SignedNote note = ParseSignedNote(kIfYouThink).value();
  EXPECT_TRUE(verifier.Accepts(note));
  note.text[0] = 'i';
  EXPECT_FALSE(verifier.Accepts(note));
}

TEST(SignedNoteTest, WhatIsSignedIsBelievedUnderThatNameAndKeyOnly) {
  const SignedNote note = ParseSignedNote(Signed("a\n\nb\n")).value();
  EXPECT_EQ(note.text, "a\n\nb\n");
  EXPECT_TRUE(VerifierOf(Key()).Accepts(note));
  EXPECT_FALSE(VerifierOf(Key(), "khorgos.example/other").Accepts(note));
  EXPECT_FALSE(VerifierOf(SigningKey::Generate()).Accepts(note));
}

TEST(SignedNoteTest, TheKeyIdIsOfNameTypeAndKey) {
  const std::string raw = Key().PublicKey().ToRaw();
  EXPECT_EQ(VerifierOf(Key()).key_id(), Sha256("khorgos.example/ledger\n\x01" + raw).substr(0, 4));
}

TEST(SignedNoteTest, OthersSignaturesArePassedOverButOurOwnMustAllHold) {
  const NoteVerifier verifier = VerifierOf(Key());
  SignedNote note = ParseSignedNote(Signed("text\n")).value();
  const NoteSignature good = note.signatures[0];
  note.signatures = {{"witness.example", "wwww", "anything"}, good, {good.key_name, "wwww", "anything"}};
  EXPECT_TRUE(verifier.Accepts(note));
  EXPECT_TRUE(verifier.Accepts(ParseSignedNote(WriteSignedNote(note)).value()));
  note.signatures.push_back(good);
  EXPECT_TRUE(verifier.Accepts(note));
  note.signatures.back().signature[3] ^= 1;
  EXPECT_FALSE(verifier.Accepts(note));
  note.signatures = {{"witness.example", "wwww", "anything"}};
  EXPECT_FALSE(verifier.Accepts(note));
}

TEST(SignedNoteTest, AnyFlippedBitIsRefused) {
  const std::string note = Signed("khorgos.example/ledger/KHORGOS\n7\n");
  const NoteVerifier verifier = VerifierOf(Key());
  for (std::size_t byte = 0; byte < note.size(); ++byte) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = note;
      flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << bit));
      const auto parsed = ParseSignedNote(flipped);
      EXPECT_FALSE(parsed.ok() && verifier.Accepts(*parsed)) << byte << "." << bit;
    }
  }
}

TEST(SignedNoteTest, RefusesWhatIsNotQuiteANote) {
  const std::string line = "— name " + ToBase64(std::string(68, 's')) + "\n";
  EXPECT_TRUE(ParseSignedNote("text\n\n" + line).ok());
  EXPECT_TRUE(ParseSignedNote("\n\n\n" + line).ok());
  const std::string many = [&] {
    std::string lines;
    for (std::size_t i = 0; i < kMaxNoteSignatures; ++i) lines += line;
    return lines;
  }();
  EXPECT_TRUE(ParseSignedNote("text\n\n" + many).ok());
  const std::vector<std::string> others = {"",
                                           "text\n",
                                           "text\n\n",
                                           "text\n" + line,
                                           "text" + line,
                                           line,
                                           "\n" + line,
                                           "text\n\n" + line + "\n",
                                           "text\n\n" + line.substr(0, line.size() - 1),
                                           "text\n\n\r" + line,
                                           "te\txt\n\n" + line,
                                           "te\xFFxt\n\n" + line,
                                           std::string("te\0xt\n\n", 7) + line,
                                           "text\n\n- name c2lnbmF0dXJl\n",
                                           "text\n\n—name c2lnbmF0dXJl\n",
                                           "text\n\n— name  c2lnbmF0dXJl\n",
                                           "text\n\n—  c2lnbmF0dXJl\n",
                                           "text\n\n— na+me c2lnbmF0dXJl\n",
                                           "text\n\n— na\u2003me c2lnbmF0dXJl\n",
                                           "text\n\n— name\n",
                                           "text\n\n— name c2lnbg==\n",
                                           "text\n\n— name c2lnbmF0dXJl \n",
                                           "text\n\n— name c2lnbmF0dXJ\n",
                                           "text\n\n— name c2ln_mF0\n",
                                           "text\n\n" + many + line,
                                           "text\n\n" + line + "more\n",
                                           std::string(kMaxNoteBytes, 'x') + "\n\n" + line};
  for (const std::string& note : others) {
    const auto parsed = ParseSignedNote(note);
    ASSERT_FALSE(parsed.ok()) << note.substr(0, 80);
    EXPECT_EQ(FieldOf(parsed.status()), "note");
  }
}

TEST(SignedNoteTest, SignsOnlyWhatCanBeRead) {
  for (const std::string text : {"", "text", "te\txt\n", "te\xFFxt\n"}) {
    EXPECT_EQ(FieldOf(SignNote(text, "name", Key()).status()), "text") << text;
  }
  const std::vector<std::string> names = {"", "a b", "a+b", "a\nb", "a\u3000b", "a\xFF", std::string(256, 'a')};
  for (const std::string& name : names) {
    EXPECT_EQ(FieldOf(SignNote("text\n", name, Key()).status()), "key_name") << name;
    EXPECT_FALSE(IsKeyName(name));
  }
  EXPECT_TRUE(IsKeyName(std::string(255, 'a')) && IsKeyName("Қорғас.example/1"));
}

TEST(SignedNoteTest, RefusesAKeyThatIsWrittenOtherwise) {
  const std::string good(kPeterNeumann);
  const std::vector<std::string> others = {"",
                                           "PeterNeumann",
                                           "x" + good,
                                           good.substr(1),
                                           good + "=",
                                           good + " ",
                                           "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                           "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                           "PeterNeumann+c74f20a+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                           "PeterNeumann+c74f20a3ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                           "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                                           "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10Q=",
                                           "PeterNeumann+c74f20a3+",
                                           "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"};
  for (const std::string& text : others) {
    EXPECT_EQ(FieldOf(NoteVerifier::FromText(text).status()), "verifier_key") << text;
  }
}

}  // namespace
}  // namespace clearance
