#include "common/crypto/aead.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

std::string Hex(std::string_view hex) {
  const auto bytes = FromHex(hex);
  EXPECT_TRUE(bytes.ok()) << hex;
  return bytes.ok() ? *bytes : "";
}

// AES-256 cases of D. McGrew, J. Viega, "The Galois/Counter Mode of Operation (GCM)", the submission to NIST that
// became SP 800-38D, appendix B.
struct KnownAnswer {
  int test_case;
  std::string key;
  std::string nonce;
  std::string associated_data;
  std::string plaintext;
  std::string ciphertext;
  std::string tag;
};

std::vector<KnownAnswer> KnownAnswers() {
  const std::string zero_key(64, '0');
  const std::string zero_nonce(24, '0');
  const std::string key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
  const std::string nonce = "cafebabefacedbaddecaf888";
  const std::string plaintext =
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
      "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";
  const std::string ciphertext =
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
      "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad";
  return {
      {13, zero_key, zero_nonce, "", "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
      {14, zero_key, zero_nonce, "", std::string(32, '0'), "cea7403d4d606b6e074ec5d3baf39d18",
       "d0d1c8a799996bf0265b98b5d48ab919"},
      {15, key, nonce, "", plaintext, ciphertext, "b094dac5d93471bdec1a502270e3cc6c"},
      {16, key, nonce, "feedfacedeadbeeffeedfacedeadbeefabaddad2", plaintext.substr(0, 120), ciphertext.substr(0, 120),
       "76fc6ece0f4e1768cddf8853bb2d551b"},
  };
}

void ExpectRefused(const StatusOr<SecretBytes>& opened) {
  EXPECT_EQ(opened.status().code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(opened.status()), error_reason::kStoreCorrupt);
}

TEST(AeadTest, OpensThePublishedCases) {
  for (const KnownAnswer& known : KnownAnswers()) {
    const auto opened =
        AeadOpen(Hex(known.key), Hex(known.nonce) + Hex(known.ciphertext) + Hex(known.tag), Hex(known.associated_data));
    ASSERT_TRUE(opened.ok()) << known.test_case << ": " << opened.status();
    EXPECT_EQ(ToHex(opened->view()), known.plaintext) << known.test_case;
  }
}

TEST(AeadTest, OpensWhatItSealed) {
  const SecretBytes key = NewAeadKey();
  ASSERT_EQ(key.view().size(), kAeadKeyBytes);
  for (const std::size_t size : {0u, 1u, 15u, 16u, 17u, 1000u, 100'000u}) {
    const std::string plaintext(size, 'p');
    const std::string sealed = AeadSeal(key.view(), plaintext, "bound to");
    EXPECT_EQ(sealed.size(), size + kAeadOverheadBytes);
    EXPECT_EQ(sealed.find("pppppppp"), std::string::npos);
    const auto opened = AeadOpen(key.view(), sealed, "bound to");
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->view(), plaintext);
  }
  const auto nothing = AeadOpen(key.view(), AeadSeal(key.view(), {}, {}), {});
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_EQ(nothing->view(), "");
}

TEST(AeadTest, EveryKeyAndEveryNonceIsNew) {
  std::set<std::string> keys;
  std::set<std::string> nonces;
  const SecretBytes key = NewAeadKey();
  for (int i = 0; i < 1000; ++i) {
    keys.insert(std::string(NewAeadKey().view()));
    nonces.insert(AeadSeal(key.view(), "the same", "").substr(0, kAeadNonceBytes));
  }
  EXPECT_EQ(keys.size(), 1000u);
  EXPECT_EQ(nonces.size(), 1000u);
}

TEST(AeadTest, EveryFlippedBitIsRefused) {
  const SecretBytes key = NewAeadKey();
  const std::string data = "bound to this";
  const std::string sealed = AeadSeal(key.view(), "forty-two bytes of somebody's own business", data);
  ASSERT_TRUE(AeadOpen(key.view(), sealed, data).ok());
  const auto flipped = [](std::string bytes, std::size_t bit) {
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    return bytes;
  };
  for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit)
    ExpectRefused(AeadOpen(key.view(), flipped(sealed, bit), data));
  for (std::size_t bit = 0; bit < data.size() * 8; ++bit)
    ExpectRefused(AeadOpen(key.view(), sealed, flipped(data, bit)));
  for (std::size_t bit = 0; bit < kAeadKeyBytes * 8; ++bit)
    ExpectRefused(AeadOpen(flipped(std::string(key.view()), bit), sealed, data));
}

TEST(AeadTest, WhatIsCutLengthenedOrBoundOtherwiseIsRefused) {
  const SecretBytes key = NewAeadKey();
  const std::string sealed = AeadSeal(key.view(), "plaintext", "data");
  for (std::size_t size = 0; size < sealed.size(); ++size) {
    ExpectRefused(AeadOpen(key.view(), sealed.substr(0, size), "data"));
    ExpectRefused(AeadOpen(key.view(), sealed.substr(sealed.size() - size), "data"));
  }
  ExpectRefused(AeadOpen(key.view(), sealed + '\0', "data"));
  ExpectRefused(AeadOpen(key.view(), sealed, ""));
  ExpectRefused(AeadOpen(key.view(), sealed, "dat"));
  ExpectRefused(AeadOpen(NewAeadKey().view(), sealed, "data"));
  ExpectRefused(AeadOpen(key.view(), std::string(kMaxAeadPlaintextBytes + kAeadOverheadBytes + 1, 'x'), "data"));
}

}  // namespace
}  // namespace clearance
