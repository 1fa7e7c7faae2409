// Certificates as countries make them.
#include "common/crypto/x509_certificate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

StatusOr<X509Certificate> Load(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxCertificateBytes));
  return X509Certificate::FromPemOrDer(bytes);
}

bool SignedBy(const X509Certificate& certificate, const X509Certificate& issuer) {
  const auto key = issuer.Key();
  if (!key.ok()) return false;
  const auto answer = IsSignedBy(certificate, *key);
  return answer.ok() && *answer;
}

TEST(X509CertificateTest, EveryMockSignerWasSignedByItsAuthority) {
  REQUIRE_SHARED(folder, "testdata/pki/mock_csca_dsc");
  int authorities = 0, signers = 0, pairs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    SCOPED_TRACE(name);
    const bool is_ec = name.find("ecdsa") != std::string::npos;
    std::optional<X509Certificate> authority, signer;
    for (const auto& [file, into] : {std::pair("mock_csca.pem", &authority), std::pair("mock_dsc.pem", &signer)}) {
      if (!std::filesystem::exists(entry.path() / file)) continue;
      const auto certificate = Load(entry.path() / file);
      ASSERT_TRUE(certificate.ok()) << certificate.status();
      const auto key = certificate->Key();
      ASSERT_TRUE(key.ok()) << key.status();
      EXPECT_EQ(key->kind(), is_ec ? KeyKind::kEc : KeyKind::kRsa);
      EXPECT_EQ(key->explicit_curve(), is_ec);
      EXPECT_TRUE(!is_ec || name.ends_with(key->curve()) || into == &signer) << key->curve();
      EXPECT_EQ(certificate->country(), "FR");
      EXPECT_EQ(certificate->issuer_country(), "FR");
      *into = *certificate;
    }
    if (authority) {
      ++authorities;
      EXPECT_TRUE(authority->IsSelfIssued() && authority->is_authority());
      EXPECT_TRUE(SignedBy(*authority, *authority));
    }
    if (!signer) continue;
    ++signers;
    if (!authority) continue;
    ++pairs;
    EXPECT_TRUE(SignedBy(*signer, *authority));
    EXPECT_FALSE(SignedBy(*authority, *signer));
    EXPECT_EQ(signer->authority_key_identifier(), authority->subject_key_identifier());
  }
  // As many as lie there: authorities without a signer and signers without an authority are among them.
  EXPECT_EQ(authorities, 33);
  EXPECT_EQ(signers, 40);
  EXPECT_EQ(pairs, 32);
}

}  // namespace
}  // namespace clearance
