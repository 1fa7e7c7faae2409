// How a signature was made, and the digests it was made with.
#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/crypto/public_key.h"
#include "tests/support/der.h"
#include "tests/support/oids.h"

namespace clearance {
namespace {

using der::Algorithm;
using der::Integer;
using der::Sequence;
using der::Tagged;
using enum DigestAlgorithm;
using enum SignatureKind;

constexpr std::string_view kPss = "1.2.840.113549.1.1.10";

const std::string kNull = der::Null();

TEST(DigestTest, Fips180ExampleOfEach) {
  const auto hex = [](DigestAlgorithm algorithm) { return ToHex(Digest(algorithm, "abc")); };
  EXPECT_EQ(hex(kSha1), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(hex(kSha224), "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7");
  EXPECT_EQ(hex(kSha256), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(kSha384).substr(0, 32), "cb00753f45a35e8bb5a03d699ac65007");
  EXPECT_EQ(hex(kSha512).substr(0, 32), "ddaf35a193617abacc417349ae204131");
  for (const DigestAlgorithm algorithm : kAllDigestAlgorithms) {
    EXPECT_EQ(Digest(algorithm, "").size(), DigestBytes(algorithm));
    EXPECT_EQ(DigestAlgorithmOfOid(OidOf(algorithm)), algorithm);
    EXPECT_EQ(IsWeak(algorithm), algorithm == kSha1);
  }
  EXPECT_EQ(DigestAlgorithmOfOid("1.2.840.113549.2.5"), std::nullopt);  // MD5
  EXPECT_EQ(DigestAlgorithmName(kSha384), "SHA-384");
}

TEST(SignatureSchemeTest, ByItsObjectIdentifier) {
  const auto expect = [](std::string_view oid, SignatureKind kind, DigestAlgorithm digest) {
    for (const std::string& parameters : {std::string(), kNull}) {
      const auto scheme = ReadSignatureScheme(Algorithm(oid, parameters), kSha224);
      ASSERT_TRUE(scheme.ok()) << oid << scheme.status();
      EXPECT_EQ(*scheme, (SignatureScheme{kind, digest, digest, 0})) << oid;
    }
  };
  expect("1.2.840.113549.1.1.5", kRsaPkcs1, kSha1);
  expect("1.2.840.113549.1.1.14", kRsaPkcs1, kSha224);
  expect("1.2.840.113549.1.1.11", kRsaPkcs1, kSha256);
  expect("1.2.840.113549.1.1.12", kRsaPkcs1, kSha384);
  expect("1.2.840.113549.1.1.13", kRsaPkcs1, kSha512);
  expect("1.2.840.10045.4.1", kEcdsa, kSha1);
  expect("1.2.840.10045.4.3.1", kEcdsa, kSha224);
  expect("1.2.840.10045.4.3.2", kEcdsa, kSha256);
  expect("1.2.840.10045.4.3.3", kEcdsa, kSha384);
  expect("1.2.840.10045.4.3.4", kEcdsa, kSha512);
  expect("1.2.840.113549.1.1.1", kRsaPkcs1, kSha224);  // the one stated beside it
  expect("1.2.840.10045.2.1", kEcdsa, kSha224);
  const auto specified = ReadSignatureScheme(Algorithm("1.2.840.10045.4.3", Algorithm(OidOf(kSha384))));
  EXPECT_EQ(specified.value(), (SignatureScheme{kEcdsa, kSha384, kSha384, 0}));
}

TEST(SignatureSchemeTest, PssHasTheDefaultsOfRfc4055) {
  const SignatureScheme defaults{kRsaPss, kSha1, kSha1, 20};
  for (const std::string& parameters : {std::string(), kNull, Sequence("")})
    EXPECT_EQ(ReadSignatureScheme(Algorithm(kPss, parameters)).value(), defaults);
  const auto pss = [](const std::string& content) { return ReadSignatureScheme(Algorithm(kPss, Sequence(content))); };
  const std::string digest = Tagged(0, Algorithm(OidOf(kSha256), kNull));
  const std::string mask = Tagged(1, Algorithm("1.2.840.113549.1.1.8", Algorithm(OidOf(kSha512))));
  const std::string salt = Tagged(2, Integer("\x30"));
  const std::string trailer = Tagged(3, Integer("\x01"));
  EXPECT_EQ(pss(digest + mask + salt + trailer).value(), (SignatureScheme{kRsaPss, kSha256, kSha512, 48}));
  EXPECT_EQ(pss(digest).value(), (SignatureScheme{kRsaPss, kSha256, kSha1, 20}));
  EXPECT_EQ(pss(mask).value(), (SignatureScheme{kRsaPss, kSha1, kSha512, 20}));
  for (const std::string& bad : {Tagged(3, Integer("\x02")), Tagged(2, Integer("\xFF")), Tagged(2, Integer("\x7F\xFF")),
                                 salt + digest, digest + "x", Tagged(2, ""), Tagged(0, "")})
    EXPECT_EQ(pss(bad).status().code(), StatusCode::kInvalidArgument) << ToHex(bad);
  EXPECT_EQ(pss(Tagged(0, Algorithm("1.2.840.113549.2.5"))).status().code(), StatusCode::kUnimplemented);
  EXPECT_EQ(pss(Tagged(1, Algorithm("1.2.3"))).status().code(), StatusCode::kUnimplemented);
  EXPECT_EQ(ReadSignatureScheme(Algorithm(kPss, Integer("\x01"))).status().code(), StatusCode::kInvalidArgument);
}

TEST(SignatureSchemeTest, OthersAreUnknownOrMalformed) {
  for (const std::string_view oid : {"1.2.840.113549.1.1.4", "1.3.101.112", "1.2.840.10040.4.3", "1.2.840.10045.4.2"})
    EXPECT_EQ(ReadSignatureScheme(Algorithm(oid)).status().code(), StatusCode::kUnimplemented) << oid;
  for (const std::string_view oid : {"1.2.840.113549.1.1.1", "1.2.840.10045.2.1", "1.2.840.10045.4.3"})
    EXPECT_EQ(ReadSignatureScheme(Algorithm(oid)).status().code(), StatusCode::kInvalidArgument) << oid;
  for (const std::string& bad : {std::string(), std::string("\x30"), Sequence(""), kNull,
                                 Algorithm("1.2.840.113549.1.1.5", kNull + kNull), Algorithm("1.2.3") + "x"})
    EXPECT_EQ(ReadSignatureScheme(bad).status().code(), StatusCode::kInvalidArgument) << ToHex(bad);
}

}  // namespace
}  // namespace clearance
