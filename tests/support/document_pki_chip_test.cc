// Chips of the development PKI: their answers computed once more by the `openssl` program and by Doc 9303's own worked
// examples, and the five stories of a document.
#include <filesystem>

#include "tests/support/der_writer.h"
#include "tests/support/openssl_fixture.h"
#include "tests/support/pki_openssl.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr char kChallenge[] = "12345678";

class ChipTest : public OpensslTest {
 protected:
  std::string PublicKey(const PkiKey& key) {
    Openssl({"pkey", "-pubin", "-inform", "DER", "-in", Put("key.der", key.Info()), "-out", Path("key.pem")});
    EXPECT_EQ(exit_, 0);
    return Path("key.pem");
  }
};

std::string Bytes(std::string_view hex) { return *FromHex(hex); }

// ICAO Doc 9303-11 appendix D.4, the worked example of secure messaging with 3DES: the answers to SELECT and to READ
// BINARY of the first four bytes of EF.COM.
TEST(ChipSecureMessagingTest, AnswersAsTheWorkedExampleOfDoc9303) {
  const ChipSessionKeys keys = {ChipCipher::kTripleDes, Bytes("979EC13B1CBFE9DCD01AB0FED307EAE5"),
                                Bytes("F1CB1F1FB5ADF208806B89DC579DC1F8")};
  EXPECT_EQ(ToHex(ProtectedResponse(keys, 0x887022120C06C228)), "990290008e08fa855a5d4c50a8ed9000");
  EXPECT_EQ(ToHex(ProtectedResponse(keys, 0x887022120C06C22A, Bytes("60145F01"))),
            "8709019ff0ec34f9922651990290008e08ad55cc17140b2ded9000");
}

// Doc 9303-11 appendix D.2: keys from K_seed. (The example sets the parity of DES, which no cipher looks at.)
TEST(ChipSecureMessagingTest, DerivesTheKeysOfTheWorkedExample) {
  const ChipSessionKeys keys = SessionKeysOf(ChipCipher::kTripleDes, Bytes("239AB9CB282DAF66231DC5A4DF6BFBAE"));
  const auto without_parity = [](std::string key) {
    for (char& octet : key) octet = static_cast<char>(octet & 0xFE);
    return ToHex(key);
  };
  EXPECT_EQ(without_parity(keys.encryption), without_parity(Bytes("AB94FDECF2674FDFB9B391F85D7F76F2")));
  EXPECT_EQ(without_parity(keys.mac), without_parity(Bytes("7962D9ECE03D1ACD4C76089DCE131543")));
}

TEST_F(ChipTest, AnswersUnderAesWithTheMacThatOpensslComputes) {
  const PkiKey chip = PkiKey::Ec("brainpoolP256r1");
  for (const auto& [cipher, name] :
       {std::pair{ChipCipher::kAes128, "AES-128-CBC"}, std::pair{ChipCipher::kAes192, "AES-192-CBC"},
        std::pair{ChipCipher::kAes256, "AES-256-CBC"}}) {
    const PkiKey terminal = PkiKey::Ec("brainpoolP256r1");
    const ChipAuthenticationEvidence evidence = AnswerChipAuthentication(chip, terminal, {.cipher = cipher});
    // The reader's side of the agreement.
    const ChipSessionKeys keys = SessionKeysOf(cipher, terminal.SharedSecret(chip.Point()));
    const std::string input = std::string(15, '\0') + "\x02" + Bytes("99029000") + "\x80" + std::string(11, '\0');
    const std::string mac =
        Openssl({"mac", "-cipher", name, "-macopt", "hexkey:" + ToHex(keys.mac), "-in", Put("input", input), "CMAC"});
    std::string expected = mac.substr(0, 16);
    for (char& c : expected) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    EXPECT_EQ(ToHex(evidence.response), "990290008e08" + expected + "9000");
    EXPECT_EQ(evidence.protocol, ChipAuthenticationProtocolOf(cipher));
  }
}

TEST_F(ChipTest, RsaAnswersRecoverAsIso9796Says) {
  const PkiKey chip = PkiKey::Rsa(2048);
  const std::string key = PublicKey(chip);
  struct Row {
    ActiveAuthenticationChoice choice;
    std::string trailer;
  };
  for (const Row& row :
       {Row{{.digest = DigestAlgorithm::kSha1}, "bc"},
        Row{{.digest = DigestAlgorithm::kSha1, .long_trailer = true}, "33cc"},
        Row{{.digest = DigestAlgorithm::kSha224}, "38cc"}, Row{{.digest = DigestAlgorithm::kSha256}, "34cc"},
        Row{{.digest = DigestAlgorithm::kSha384}, "36cc"}, Row{{.digest = DigestAlgorithm::kSha512}, "35cc"}}) {
    SCOPED_TRACE(row.trailer);
    std::string answer = AnswerActiveAuthentication(chip, kChallenge, row.choice).answer;
    Openssl({"pkeyutl", "-verifyrecover", "-pubin", "-inkey", key, "-pkeyopt", "rsa_padding_mode:none", "-in",
             Put("answer", answer), "-out", Path("block")});
    ASSERT_EQ(exit_, 0);
    const std::string block = *ReadFile(Path("block"), 4096);
    const std::size_t digest_bytes = PkiDigest(row.choice.digest, "").size();
    const std::size_t trailer_bytes = row.trailer.size() / 2;
    ASSERT_EQ(block.size(), 256u);
    EXPECT_EQ(block[0], '\x6A');
    EXPECT_EQ(ToHex(block.substr(256 - trailer_bytes)), row.trailer);
    const std::string message = block.substr(1, 255 - trailer_bytes - digest_bytes);
    EXPECT_EQ(PkiDigest(row.choice.digest, message + kChallenge),
              block.substr(256 - trailer_bytes - digest_bytes, digest_bytes));
    ActiveAuthenticationChoice negated = row.choice;
    negated.negated = true;
    EXPECT_EQ(chip.RsaNegated(AnswerActiveAuthentication(chip, kChallenge, negated).answer), answer);
  }
}

TEST_F(ChipTest, EcAnswersAreSignaturesOfTheChallenge) {
  for (const char* curve : {"secp256r1", "brainpoolP384r1", "secp521r1"}) {
    const PkiKey chip = PkiKey::Ec(curve);
    const std::string answer = AnswerActiveAuthentication(chip, kChallenge).answer;
    const std::string_view view = answer;
    const std::size_t half = answer.size() / 2;
    EXPECT_EQ(half, static_cast<std::size_t>(chip.bits() + 7) / 8);
    const std::string signature =
        der::Sequence({der::Unsigned(view.substr(0, half)), der::Unsigned(view.substr(half))});
    EXPECT_THAT(Openssl({"dgst", "-sha256", "-verify", PublicKey(chip), "-signature", Put("signature", signature),
                         Put("challenge", kChallenge)}),
                HasSubstr("Verified OK"));
  }
}

TEST(ChipMappingTest, PaceCamScalarTimesChipKeyIsTheMappingKey) {
  const PkiKey chip = PkiKey::Ec("secp384r1");
  const PaceCamEvidence evidence = AnswerPaceCam(chip, ChipCipher::kAes256);
  EXPECT_EQ(evidence.protocol, "0.4.0.127.0.7.2.2.4.6.4");
  const pki::Group group = pki::GroupOf("secp384r1");
  const pki::GroupPoint product(EC_POINT_new(group.get()));
  ASSERT_EQ(EC_POINT_mul(group.get(), product.get(), nullptr, pki::PointOf(group.get(), chip.Point()).get(),
                         pki::NumberOf(evidence.chip_authentication_data).get(), nullptr),
            1);
  EXPECT_EQ(ToHex(pki::BytesOf(group.get(), product.get())), ToHex(evidence.chip_mapping_key));
}

class StoryTest : public ChipTest {
 protected:
  PkiChip Of(DocumentStory story) {
    const PkiChip chip = ChipOfStory(story, state_, "P<UTO\nL898902C3", "\xFF\xD8 one", "\xFF\xD8 other");
    EXPECT_TRUE(WriteChip(Path("chip"), chip.files).ok());
    EXPECT_TRUE(WriteTrust(Path("trust"), {state_.authority}, {state_.revocation_list}).ok());
    return chip;
  }
  // What openssl says of EF.SOD's signature and signer under the trust folder.
  std::string Verify(const PkiChip& chip) {
    std::string store = Openssl({"x509", "-inform", "DER", "-in", Path("trust/AUTHORITY-1.cer")});
    EXPECT_EQ(exit_, 0);
    store += Openssl({"crl", "-inform", "DER", "-in", Path("trust/REVOKED-1.crl")});
    EXPECT_EQ(exit_, 0);
    const std::string ca = Put("ca.pem", store);
    // The file's own tag and length go before its message.
    const std::string sod = chip.files.ef_sod;
    const auto first_length_octet = static_cast<unsigned char>(sod[1]);
    const std::size_t header = first_length_octet < 0x80 ? 2 : 2 + (first_length_octet & 0x7FU);
    const std::string message = Put("sod", sod.substr(header));
    const std::string at = std::to_string(ToUnixMs(PkiDay(2026, 11, 1)) / 1000);
    return Openssl({"cms", "-verify", "-binary", "-inform", "DER", "-in", message, "-CAfile", ca, "-crl_check",
                    "-attime", at, "-purpose", "any", "-out", Path("object")});
  }
  bool Vouches(const std::string& data_group) {
    return ReadFile(Path("object"), 1 << 16).value_or("").find(PkiDigest(DigestAlgorithm::kSha256, data_group)) !=
           std::string::npos;
  }
  bool AnswersFor(const PkiChip& chip) {
    const std::string answer = chip.AnswerActive(kChallenge).answer;
    const std::string_view view = answer;
    const std::string signature = der::Sequence({der::Unsigned(view.substr(0, 32)), der::Unsigned(view.substr(32))});
    // DG15 is tag, length and the key.
    const std::string dg15 = *ReadFile(Path("chip/DG15.bin"), 4096);
    Openssl({"pkey", "-pubin", "-inform", "DER", "-in", Put("key.der", dg15.substr(2)), "-out", Path("key.pem")});
    return Openssl({"dgst", "-sha256", "-verify", Path("key.pem"), "-signature", Put("signature", signature),
                    Put("challenge", kChallenge)})
               .find("Verified OK") != std::string::npos;
  }

  const PkiState state_ = MakeState("UT");
};

TEST_F(StoryTest, Good) {
  const PkiChip chip = Of(DocumentStory::kGood);
  EXPECT_THAT(Verify(chip), HasSubstr("successful"));
  for (const auto& [number, file] : chip.files.data_groups) {
    EXPECT_TRUE(Vouches(file)) << number;
    EXPECT_EQ(*ReadFile(Path("chip/DG" + std::to_string(number) + ".bin"), 1 << 16), file);
  }
  EXPECT_TRUE(AnswersFor(chip));
  EXPECT_FALSE(std::filesystem::exists(Path("chip/EF_CardSecurity.bin")));
}

TEST_F(StoryTest, PaceCamComesWithCardSecurityOverTheSameKey) {
  const PkiChip chip = ChipOf("P<UTO", "\xFF\xD8", state_.signer, {.pace_cam = true});
  const std::string point = chip.chip_authentication.Point();
  EXPECT_NE(chip.files.card_security.find(point), std::string::npos);
  EXPECT_NE(chip.files.data_groups.at(14).find(point), std::string::npos);
  EXPECT_EQ(chip.AnswerMapping().chip_mapping_key.size(), point.size());
  ASSERT_TRUE(WriteChip(Path("chip"), chip.files).ok());
  EXPECT_EQ(ReadFile(Path("chip/EF_CardSecurity.bin"), 1 << 16).value_or(""), chip.files.card_security);
}

TEST_F(StoryTest, AlteredPortrait) {
  const PkiChip chip = Of(DocumentStory::kAlteredPortrait);
  EXPECT_THAT(Verify(chip), HasSubstr("successful"));
  EXPECT_TRUE(Vouches(chip.files.data_groups.at(1)));
  EXPECT_FALSE(Vouches(chip.files.data_groups.at(2)));
}

TEST_F(StoryTest, UnknownAuthority) {
  EXPECT_THAT(Verify(Of(DocumentStory::kUnknownAuthority)), HasSubstr("Verify error"));
}

TEST_F(StoryTest, RevokedSigner) {
  EXPECT_THAT(Verify(Of(DocumentStory::kRevokedSigner)), HasSubstr("certificate revoked"));
}

TEST_F(StoryTest, ClonedChip) {
  const PkiChip chip = Of(DocumentStory::kClonedChip);
  EXPECT_THAT(Verify(chip), HasSubstr("successful"));
  for (const auto& [number, file] : chip.files.data_groups) EXPECT_TRUE(Vouches(file)) << number;
  EXPECT_FALSE(AnswersFor(chip));
}

TEST_F(StoryTest, HoldersGoToFilesThatOpensslReads) {
  ASSERT_TRUE(WriteHolder(Path("keys"), "signer", state_.signer).ok());
  Openssl({"x509", "-inform", "DER", "-in", Path("keys/signer.cer"), "-noout", "-pubkey", "-out", Path("key.pem")});
  EXPECT_EQ(exit_, 0);
  EXPECT_EQ(Openssl({"pkey", "-in", Path("keys/signer.key"), "-pubout"}), *ReadFile(Path("key.pem"), 4096));
  EXPECT_FALSE(WriteTrust("/proc/no/such", {state_.authority}, {}).ok());
}

}  // namespace
}  // namespace clearance
