// AES-CMAC and the retail MAC against published vectors.
#include "common/crypto/mac.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"

namespace clearance {
namespace {

std::string Hex(std::string_view hex) { return *FromHex(hex); }

// NIST SP 800-38B appendix D (the 128-bit ones are RFC 4493 §4): one message, its first 0, 16, 40 and 64 bytes.
const std::string kMessage =
    Hex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");

struct CmacCase {
  std::string_view key;
  std::string_view of_0;
  std::string_view of_16;
  std::string_view of_40;
  std::string_view of_64;
};

constexpr CmacCase kCmacCases[] = {
    {"2b7e151628aed2a6abf7158809cf4f3c", "bb1d6929e95937287fa37d129b756746", "070a16b46b4d4144f79bdd9dd04a287c",
     "dfa66747de9ae63030ca32611497c827", "51f0bebf7e3b9d92fc49741779363cfe"},
    {"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", "d17ddf46adaacde531cac483de7a9367",
     "9e99a7bf31e710900662f65e617c5184", "8a1de5be2eb31aad089a82e6ee908b0e", "a1d5df0eed790f794d77589659f39a11"},
    {"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", "028962f61b7bf89efc6b551f4667d983",
     "28a7023f452e8f82bd4bf28d8c37c35c", "aaf3d8f1de5640c232f5b169b9c911e6", "e1992190549f6ed5696a2c056c315410"},
};

TEST(AesCmacTest, Sp80038bExamples) {
  for (const CmacCase& c : kCmacCases) {
    const std::string key = Hex(c.key);
    EXPECT_EQ(ToHex(AesCmac(key, "")), c.of_0);
    EXPECT_EQ(ToHex(AesCmac(key, kMessage.substr(0, 16))), c.of_16);
    EXPECT_EQ(ToHex(AesCmac(key, kMessage.substr(0, 40))), c.of_40);
    EXPECT_EQ(ToHex(AesCmac(key, kMessage)), c.of_64);
  }
}

TEST(AesCmacDeathTest, AKeyOfAnotherLengthIsABug) { EXPECT_DEATH(AesCmac("short", ""), "CHECK failed"); }

// ICAO Doc 9303-11 appendix D.4: SELECT of EF.COM and its answer under secure messaging.
TEST(RetailMacTest, SecureMessagingOfDoc9303) {
  const std::string key = Hex("f1cb1f1fb5adf208806b89dc579dc1f8");
  EXPECT_EQ(ToHex(RetailMac(key, Hex("887022120c06c2270ca4020c800000008709016375432908c044f68000000000"))),
            "bf8b92d635ff24f8");
  EXPECT_EQ(ToHex(RetailMac(key, Hex("887022120c06c2289902900080000000"))), "fa855a5d4c50a8ed");
}

// FIPS 81 / NBS 500-20: one block under one key twice is plain DES.
TEST(RetailMacTest, OneBlockUnderOneKeyTwiceIsDes) {
  EXPECT_EQ(ToHex(RetailMac(Hex("0123456789abcdef0123456789abcdef"), "Now is t")), "3fa40e8a984d4815");
}

TEST(RetailMacTest, ParityBitsOfTheKeyDoNotMatter) {
  EXPECT_EQ(RetailMac(Hex("f1cb1f1fb5adf208806b89dc579dc1f8"), "12345678abcdefgh"),
            RetailMac(Hex("f0ca1e1eb4acf309816a88dd569cc0f9"), "12345678abcdefgh"));
}

TEST(RetailMacDeathTest, AnUnpaddedMessageOrAnotherKeyIsABug) {
  const std::string key(kRetailMacKeyBytes, 'k');
  EXPECT_DEATH(RetailMac(key, ""), "CHECK failed");
  EXPECT_DEATH(RetailMac(key, "123456789"), "CHECK failed");
  EXPECT_DEATH(RetailMac("short", "12345678"), "CHECK failed");
}

}  // namespace
}  // namespace clearance
