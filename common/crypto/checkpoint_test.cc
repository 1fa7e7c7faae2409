// Checkpoints: the published form, one text for each, and nobody believed but the log's own key under its own name.
#include "common/crypto/checkpoint.h"

#include <gtest/gtest.h>

#include "common/base/base64.h"
#include "common/base/bytes.h"
#include "common/crypto/hash.h"
#include "common/crypto/signed_note.h"

namespace clearance {
namespace {

constexpr std::string_view kOrigin = "khorgos.example/ledger/KHORGOS";

// c2sp.org/tlog-checkpoint.
constexpr std::string_view kPublished =
    "example.com/behind-the-sofa\n"
    "20852163\n"
    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    "\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n";

const SigningKey& Key() {
  static const SigningKey key = SigningKey::Generate();
  return key;
}

Checkpoint Sample() { return {std::string(kOrigin), 41, Sha256("root"), {}}; }

TEST(CheckpointTest, ReadsThePublishedOne) {
  const Checkpoint checkpoint = ReadCheckpointUnchecked(kPublished).value();
  EXPECT_EQ(checkpoint.origin, "example.com/behind-the-sofa");
  EXPECT_EQ(checkpoint.size, 20852163U);
  EXPECT_EQ(ToBase64(checkpoint.root_hash), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
  EXPECT_TRUE(checkpoint.extensions.empty());
}

// The worked example of docs/ledger.md: the key's 32 bytes are 0, 1, 2 … 31, the only leaf is that page's entry.
TEST(CheckpointTest, SignsTheWorkedExample) {
  const SigningKey key = SigningKey::FromPem(
                             "-----BEGIN PRIVATE KEY-----\n"
                             "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                             "-----END PRIVATE KEY-----\n")
                             .value();
  const std::string root = FromHex("6d62e5b1839af4b64931b76a6ae17f1dc6e8b8f13f2590c7e5e00c900775df79").value();
  EXPECT_EQ(SignCheckpoint({std::string(kOrigin), 1, root, {}}, key).value(),
            "khorgos.example/ledger/KHORGOS\n"
            "1\n"
            "bWLlsYOa9LZJMbdqauF/HcbouPE/JZDH5eAMkAd133k=\n"
            "\n"
            "— khorgos.example/ledger/KHORGOS "
            "kjBzbn6+B2XN/Aq/uDrUlNaRTu83MZg/rt5SFUVbhH3CNgc4q3t5D2U9sXDmFwLlj/dQBwcc3lX89idu4rTr6ryRGAc=\n");
  EXPECT_EQ(NoteVerifier::Make(kOrigin, key.PublicKey())->ToText(),
            "khorgos.example/ledger/KHORGOS+9230736e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4");
}

TEST(CheckpointTest, WritesThreeLinesAndReadsThemBack) {
  EXPECT_EQ(WriteCheckpoint(Sample()), std::string(kOrigin) + "\n41\n" + ToBase64(Sha256("root")) + "\n");
  for (const Checkpoint& checkpoint : {Sample(), Checkpoint{"o", 0, Sha256(""), {}},
                                       Checkpoint{"o", INT64_MAX, Sha256("x"), {"one more", "and another"}}}) {
    EXPECT_EQ(ParseCheckpoint(WriteCheckpoint(checkpoint)).value(), checkpoint);
  }
}

TEST(CheckpointTest, IsBelievedUnderItsOwnKeyAndOriginOnly) {
  const std::string note = SignCheckpoint(Sample(), Key()).value();
  EXPECT_EQ(OpenCheckpoint(note, Key().PublicKey()).value(), Sample());
  EXPECT_EQ(FieldOf(OpenCheckpoint(note, SigningKey::Generate().PublicKey()).status()), "signature");
  // The right key, but under another log's name.
  const std::string borrowed = SignNote(WriteCheckpoint(Sample()), "khorgos.example/ledger/centre", Key()).value();
  EXPECT_EQ(FieldOf(OpenCheckpoint(borrowed, Key().PublicKey()).status()), "signature");
  EXPECT_EQ(ReadCheckpointUnchecked(borrowed).value(), Sample());
}

TEST(CheckpointTest, AnyFlippedBitIsRefused) {
  const std::string note = SignCheckpoint(Sample(), Key()).value();
  for (std::size_t byte = 0; byte < note.size(); ++byte) {
    std::string flipped = note;
    flipped[byte] = static_cast<char>(flipped[byte] ^ (1 << byte % 8));
    EXPECT_FALSE(OpenCheckpoint(flipped, Key().PublicKey()).ok()) << byte;
  }
}

TEST(CheckpointTest, RefusesWhatIsWrittenOtherwise) {
  const std::string root = ToBase64(Sha256("root"));
  const std::string many = [] {
    std::string lines;
    for (std::size_t i = 0; i < kMaxCheckpointExtensions; ++i) lines += "line\n";
    return lines;
  }();
  EXPECT_TRUE(ParseCheckpoint("o\n7\n" + root + "\n" + many).ok());
  const std::vector<std::string> others = {"",
                                           "o\n",
                                           "o\n7\n",
                                           "o\n7\n" + root,
                                           "\n7\n" + root + "\n",
                                           "o\n\n" + root + "\n",
                                           "o\n07\n" + root + "\n",
                                           "o\n00\n" + root + "\n",
                                           "o\n-7\n" + root + "\n",
                                           "o\n+7\n" + root + "\n",
                                           "o\n 7\n" + root + "\n",
                                           "o\n7 \n" + root + "\n",
                                           "o\n7.0\n" + root + "\n",
                                           "o\n9223372036854775808\n" + root + "\n",
                                           "o\n18446744073709551617\n" + root + "\n",
                                           "o\n7\n\n",
                                           "o\n7\n" + root.substr(4) + "\n",
                                           "o\n7\n" + root + "=\n",
                                           "o\n7\n" + root + "AAAA\n",
                                           "o\n0\n" + root + "\n",
                                           "o\n7\n" + root + "\n\n",
                                           "o\n7\n" + root + "\nline",
                                           "o\n7\n" + root + "\nline\n\n",
                                           "o\n7\n" + root + "\n" + many + "line\n",
                                           std::string(256, 'o') + "\n7\n" + root + "\n"};
  for (const std::string& text : others) {
    const auto parsed = ParseCheckpoint(text);
    ASSERT_FALSE(parsed.ok()) << text;
    EXPECT_EQ(FieldOf(parsed.status()), "checkpoint") << text;
  }
}

TEST(CheckpointTest, SignsNothingOutOfItsForm) {
  Checkpoint short_root = Sample();
  short_root.root_hash.pop_back();
  Checkpoint two_lines = Sample();
  two_lines.origin = "a\n7";
  Checkpoint with_blank = Sample();
  with_blank.origin = "a b";
  Checkpoint too_large = Sample();
  too_large.size = UINT64_MAX;
  for (const Checkpoint& checkpoint : {short_root, two_lines, with_blank, too_large}) {
    EXPECT_EQ(SignCheckpoint(checkpoint, Key()).status().code(), StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace clearance
