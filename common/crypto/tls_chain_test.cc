// Chains of TLS certificates made here, so that each may be wrong in one way.
#include "common/crypto/tls_chain.h"

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "common/base/error_reasons.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

using X509Object = std::unique_ptr<X509, openssl::Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, openssl::Free<X509_EXTENSION_free>>;

constexpr std::int64_t kBeginSeconds = 1'767'225'600;  // 2026-01-01T00:00:00Z
constexpr std::int64_t kEndSeconds = 1'798'761'599;    // 2026-12-31T23:59:59Z
constexpr Instant kNow = FromUnixMs(kBeginSeconds * 1000 + 1000);

// A certificate and its key.
struct Holder {
  openssl::Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  X509Object certificate{X509_new()};

  std::string Pem() const {
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate.get());
    return openssl::ContentOf(bio.get());
  }
};

void SetName(X509_NAME* name, const char* text) {
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
}

// Signed by `issuer`, or by itself.
Holder Make(const char* name, bool is_authority, const Holder* issuer = nullptr) {
  Holder made;
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate), kBeginSeconds);
  ASN1_TIME_set(X509_getm_notAfter(certificate), kEndSeconds);
  SetName(X509_get_subject_name(certificate), name);
  const Holder& signer = issuer != nullptr ? *issuer : made;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509_set_pubkey(certificate, made.key.get());
  const Extension constraints(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_basic_constraints, is_authority ? "critical,CA:TRUE" : "CA:FALSE"));
  X509_add_ext(certificate, constraints.get(), -1);
  EXPECT_GT(X509_sign(certificate, signer.key.get(), EVP_sha256()), 0);
  return made;
}

class TlsChainTest : public testing::Test {
 protected:
  // OpenSSL's words for why not. Nothing may be left for the next who asks OpenSSL what went wrong.
  static std::string WhyNot(const std::string& chain, const std::string& authorities, Instant at = kNow) {
    const Status status = CheckTlsChain(chain, authorities, at);
    EXPECT_EQ(ERR_peek_error(), 0UL);
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable);
    return MessageOf(status);
  }

  const Holder root_ = Make("root", true);
  const Holder between_ = Make("between", true, &root_);
  const Holder leaf_ = Make("gate", false, &between_);
  const Holder near_ = Make("gate", false, &root_);
};

TEST_F(TlsChainTest, WhatIsNoCertificateLeadsNowhere) {
  for (const std::string& bad :
       {std::string(), std::string("text"), leaf_.Pem().substr(0, 100), std::string(2 << 20, 'x'),
        std::string("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
    EXPECT_EQ(WhyNot(bad, root_.Pem()), "no certificate can be read");
    EXPECT_EQ(WhyNot(near_.Pem(), bad), "unable to get local issuer certificate");
  }
}

TEST_F(TlsChainTest, AnotherAuthorityOfTheSameNameMadeNothingOfIt) {
  EXPECT_NE(WhyNot(near_.Pem(), Make("root", true).Pem()), "");
  EXPECT_NE(WhyNot(near_.Pem(), Make("another", true).Pem()), "");
  EXPECT_NE(WhyNot(near_.Pem() + root_.Pem(), Make("another", true).Pem()), "");  // a chain brings its own root along
}

TEST_F(TlsChainTest, EveryLinkMustBeThereAndBeAnAuthority) {
  EXPECT_EQ(WhyNot(leaf_.Pem(), root_.Pem()), "unable to get local issuer certificate");
  const Holder below_a_gate = Make("role", false, &near_);
  EXPECT_EQ(WhyNot(below_a_gate.Pem() + near_.Pem(), root_.Pem()), "invalid CA certificate");
}

TEST_F(TlsChainTest, TheMomentIsTheCallers) {
  EXPECT_EQ(WhyNot(near_.Pem(), root_.Pem(), FromUnixMs(kBeginSeconds * 1000 - 1000)), "certificate is not yet valid");
  EXPECT_EQ(WhyNot(near_.Pem(), root_.Pem(), FromUnixMs(kEndSeconds * 1000 + 1000)), "certificate has expired");
  // OpenSSL's, and so TLS's, last second is the one before the certificate's.
  EXPECT_TRUE(CheckTlsChain(near_.Pem(), root_.Pem(), FromUnixMs(kEndSeconds * 1000 - 1000)).ok());
  EXPECT_EQ(WhyNot(near_.Pem(), root_.Pem(), FromUnixMs(kEndSeconds * 1000)), "certificate has expired");
}

TEST_F(TlsChainTest, GoodOnesLeadToOneOfTheAuthorities) {
  const std::string authorities = Make("another", true).Pem() + root_.Pem();
  for (const std::string& chain :
       {near_.Pem(), near_.Pem() + root_.Pem(), leaf_.Pem() + between_.Pem(), leaf_.Pem() + between_.Pem() + "text"}) {
    EXPECT_TRUE(CheckTlsChain(chain, authorities, kNow).ok());
    EXPECT_EQ(ERR_peek_error(), 0UL);
  }
}

}  // namespace
}  // namespace clearance
