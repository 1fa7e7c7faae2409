// Ed25519 against RFC 8032 §7.1, and every kind of wrong key, message and signature.
#include "common/crypto/signature.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <filesystem>
#include <thread>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/openssl_objects.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

// PKCS#8 (RFC 8410) around a 32-byte seed, in PEM.
std::string PemOfSeed(std::string_view seed_hex) {
  const std::string der = *FromHex("302e020100300506032b657004220420") + *FromHex(seed_hex);
  std::string base64(4 * ((der.size() + 2) / 3) + 1, '\0');
  base64.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()),
                                                         reinterpret_cast<const unsigned char*>(der.data()),
                                                         static_cast<int>(der.size()))));
  return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
}

struct Vector {
  const char* seed;
  const char* public_key;
  const char* message;
  const char* signature;
};

constexpr Vector kVectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"},
};

TEST(SignatureTest, Rfc8032Vectors) {
  for (const Vector& vector : kVectors) {
    const auto key = SigningKey::FromPem(PemOfSeed(vector.seed));
    ASSERT_TRUE(key.ok()) << key.status();
    const std::string message = *FromHex(vector.message);
    EXPECT_EQ(ToHex(key->Sign(message)), vector.signature);
    EXPECT_EQ(ToHex(key->PublicKey().ToRaw()), vector.public_key);
    const auto verifying = VerifyingKey::FromRaw(*FromHex(vector.public_key));
    ASSERT_TRUE(verifying.ok());
    EXPECT_TRUE(verifying->Verify(message, *FromHex(vector.signature)));
  }
}

TEST(SignatureTest, AnyChangedBitIsFound) {
  const SigningKey key = SigningKey::Generate();
  const VerifyingKey verifying = key.PublicKey();
  const std::string message = "booking";
  const std::string signature = key.Sign(message);
  ASSERT_TRUE(verifying.Verify(message, signature));
  for (std::size_t bit = 0; bit < signature.size() * 8; ++bit) {
    std::string broken = signature;
    broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(verifying.Verify(message, broken)) << bit;
  }
  for (std::size_t bit = 0; bit < message.size() * 8; ++bit) {
    std::string broken = message;
    broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(verifying.Verify(broken, signature)) << bit;
  }
  EXPECT_FALSE(verifying.Verify(message, signature.substr(1)));
  EXPECT_FALSE(verifying.Verify(message, signature + "x"));
  EXPECT_FALSE(verifying.Verify(message, ""));
  EXPECT_FALSE(SigningKey::Generate().PublicKey().Verify(message, signature));
}

TEST(SignatureTest, KeysSurviveTheirPem) {
  const SigningKey key = SigningKey::Generate();
  const SecretBytes pem = key.ToPem();
  const auto again = SigningKey::FromPem(pem.view());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->Sign("m"), key.Sign("m"));
  const auto verifying = VerifyingKey::FromPem(key.PublicKey().ToPem());
  ASSERT_TRUE(verifying.ok()) << verifying.status();
  EXPECT_EQ(verifying->ToRaw(), key.PublicKey().ToRaw());
}

TEST(SignatureTest, RefusesWhatIsNoEd25519Key) {
  const openssl::Key ec(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  ASSERT_EQ(PEM_write_bio_PrivateKey(bio.get(), ec.get(), nullptr, nullptr, 0, nullptr, nullptr), 1);
  const openssl::Bio public_bio(BIO_new(BIO_s_mem()));
  ASSERT_EQ(PEM_write_bio_PUBKEY(public_bio.get(), ec.get()), 1);
  EXPECT_EQ(MessageOf(SigningKey::FromPem(openssl::ContentOf(bio.get())).status()),
            "signing_key: is not an Ed25519 key");
  EXPECT_EQ(MessageOf(VerifyingKey::FromPem(openssl::ContentOf(public_bio.get())).status()),
            "public_key: is not an Ed25519 key");

  const SigningKey key = SigningKey::Generate();
  EXPECT_FALSE(SigningKey::FromPem(key.PublicKey().ToPem()).ok());
  EXPECT_FALSE(VerifyingKey::FromPem(key.ToPem().view()).ok());
  EXPECT_FALSE(SigningKey::FromPem("").ok());
  EXPECT_FALSE(SigningKey::FromPem(std::string_view()).ok());
  EXPECT_FALSE(SigningKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n").ok());
  EXPECT_FALSE(VerifyingKey::FromRaw(std::string(31, 'x')).ok());
  EXPECT_FALSE(VerifyingKey::FromRaw("").ok());
}

TEST(SignatureTest, AnEncryptedKeyIsRefusedWithoutAskingForAPassPhrase) {
  const openssl::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  std::string phrase = "phrase";
  ASSERT_EQ(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), EVP_aes_256_cbc(), phrase.data(),
                                          static_cast<int>(phrase.size()), nullptr, nullptr),
            1);
  const Status status = SigningKey::FromPem(openssl::ContentOf(bio.get())).status();
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
}

TEST(SignatureTest, AnUnusableFileIsNamed) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("key.pem");
  const SigningKey key = SigningKey::Generate();
  const SecretBytes pem = key.ToPem();
  ASSERT_TRUE(WriteFile(path, pem.view()).ok());
  EXPECT_TRUE(SigningKey::FromFile(path).ok());
  for (const Status& status : {SigningKey::FromFile(folder.Path("absent")).status(),
                               VerifyingKey::FromFile(path).status(), SigningKey::FromFile(folder.path()).status()}) {
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable);
    EXPECT_NE(MessageOf(status).find(folder.path()), std::string::npos) << status;
  }
}

TEST(SignatureTest, OneKeyServesManyThreads) {
  const SigningKey key = SigningKey::Generate();
  const VerifyingKey verifying = key.PublicKey();
  std::vector<std::thread> threads;
  std::vector<int> valid(4, 0);
  for (std::size_t t = 0; t < valid.size(); ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const std::string message = std::to_string(t) + "/" + std::to_string(i);
        if (verifying.Verify(message, key.Sign(message))) ++valid[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const int count : valid) EXPECT_EQ(count, 50);
}

}  // namespace
}  // namespace clearance
