// Secure messaging against the worked examples of ICAO Doc 9303-11 appendix D.
#include "common/document/secure_messaging.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/crypto/digest.h"
#include "common/crypto/mac.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::string Hex(std::string_view hex) { return *FromHex(hex); }

std::string WithoutParity(std::string key) {
  for (char& byte : key) byte = static_cast<char>(byte & 0xFE);
  return key;
}

// D.2: keys from the seed of the machine-readable zone; D.3: the terminal's cryptogram and its code.
TEST(SecureMessagingTest, TripleDesKeyOfDoc9303) {
  REQUIRE_SHARED(path, "testdata/emrtd/bac_icao_worked_example.json");
  std::ifstream stream(path);
  const auto example = nlohmann::json::parse(stream);
  const auto value = [&](const char* name) { return Hex(example.at(name).get<std::string>()); };
  const SecretBytes key = DeriveMacKey(SessionCipher::kTripleDes, value("k_seed"));
  EXPECT_EQ(WithoutParity(std::string(key.view())), WithoutParity(value("k_mac")));
  EXPECT_EQ(RetailMac(key.view(), value("e_ifd") + Hex("8000000000000000")), value("m_ifd"));
}

// D.4: the session's key, and the answers to SELECT, READ BINARY of 4 bytes and of the rest.
TEST(SecureMessagingTest, AnswersOfDoc9303) {
  SecretBytes key(Hex("f1cb1f1fb5adf208806b89dc579dc1f8"));
  const std::vector<std::pair<std::uint64_t, std::string_view>> answers = {
      {0x887022120c06c228, "990290008e08fa855a5d4c50a8ed9000"},
      {0x887022120c06c22a, "8709019ff0ec34f9922651990290008e08ad55cc17140b2ded9000"}};
  for (const auto& [counter, hex] : answers) {
    const std::string response = Hex(hex);
    const auto answer = ReadProtectedAnswer(response);
    ASSERT_TRUE(answer.ok()) << answer.status();
    EXPECT_TRUE(answer->status_agrees);
    EXPECT_EQ(ProtectionCode(SessionCipher::kTripleDes, key, counter, answer->authenticated), answer->code);
    EXPECT_NE(ProtectionCode(SessionCipher::kTripleDes, key, counter + 1, answer->authenticated), answer->code);
  }
}

// Doc 9303-11 appendices G.1 and I (PACE over ECDH with generic and with chip authentication mapping): the code's key
// from the shared secret.
TEST(SecureMessagingTest, Aes128KeysOfDoc9303) {
  const auto key_of = [](std::string_view secret) {
    return ToHex(DeriveMacKey(SessionCipher::kAes128, Hex(secret)).view());
  };
  EXPECT_EQ(key_of("28768d20701247dae81804c9e780ede582a9996db4a315020b2733197db84925"),
            "fe251c7858b356b24514b3bd5f4297d1");
  EXPECT_EQ(key_of("67950559d0c06b4d4b86972d14460837461087f8419fdbc36aaf6ceaac462832"),
            "4b1c06491ed5140ca2b537d344c6c0b1");
}

TEST(SecureMessagingTest, LongerKeysComeFromSha256) {
  const std::string digest = Digest(DigestAlgorithm::kSha256, Hex("aabb00000002"));
  EXPECT_EQ(DeriveMacKey(SessionCipher::kAes256, Hex("aabb")).view(), digest);
  EXPECT_EQ(DeriveMacKey(SessionCipher::kAes192, Hex("aabb")).view(), digest.substr(0, 24));
}

TEST(SecureMessagingTest, AesPadsAWholeBlockAndCountsInSixteenBytes) {
  const SecretBytes key(std::string(16, 'k'));
  EXPECT_EQ(ProtectionCode(SessionCipher::kAes128, key, 0x0102, Hex("99029000")),
            AesCmac(key.view(), Hex("00000000000000000000000000000102"
                                    "99029000800000000000000000000000"))
                .substr(0, 8));
  EXPECT_EQ(ProtectionCode(SessionCipher::kAes128, key, 2, std::string(16, 'd')),
            AesCmac(key.view(), Hex("00000000000000000000000000000002") + std::string(16, 'd') +
                                    Hex("80000000000000000000000000000000"))
                .substr(0, 8));
}

TEST(ProtectedAnswerTest, PartsAndStatus) {
  const std::string response = Hex("8503aabbcc990262828e0801020304050607086a82");
  const auto answer = ReadProtectedAnswer(response);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(ToHex(answer->authenticated), "8503aabbcc99026282");
  EXPECT_EQ(ToHex(answer->code), "0102030405060708");
  EXPECT_FALSE(answer->status_agrees);
}

TEST(ProtectedAnswerTest, WhatIsNoProtectedAnswer) {
  for (const std::string_view hex : {
           "", "90", "9000",
           "990290009000",              // no code
           "8e0801020304050607089000",  // no status
           "8e08010203040506070899029000"
           "9000",  // the other way round
           "990290008e070102030405060790"
           "00",  // a short code
           "990290008e0901020304050607080990"
           "00",                              // a long one
           "9901908e0801020304050607089000",  // a status of one byte
           "990390000"
           "08e0801020304050607089000",               // of three
           "990290008e0801020304050607088701019000",  // something behind the code
           "8701019903"
           "90008e0801020304050607089000",  // a length that runs on
           "87010185010199029000"
           "8e0801020304050607089000",  // two cryptograms
           "8101019902"
           "90008e0801020304050607089000",  // a plain value
           "990290008e0801020304050607",    // truncated
       })
    EXPECT_FALSE(ReadProtectedAnswer(Hex(hex)).ok()) << hex;
  const std::string end = Hex("990290008e0801020304050607089000");
  EXPECT_TRUE(ReadProtectedAnswer(BerElementOf(0x87, std::string(65'537, '\1')) + end).ok());
  EXPECT_FALSE(ReadProtectedAnswer(BerElementOf(0x87, std::string(kMaxProtectedAnswerBytes, '\1')) + end).ok());
}

}  // namespace
}  // namespace clearance
