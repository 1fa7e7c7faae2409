// Chains of TLS certificates made here, so that each may be wrong in one way.
#include "common/crypto/tls_chain.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include "common/base/error_reasons.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

constexpr std::int64_t kBeginSeconds = 1'767'225'600;  // 2026-01-01T00:00:00Z
constexpr std::int64_t kEndSeconds = 1'798'761'599;    // 2026-12-31T23:59:59Z
constexpr Instant kNow = FromUnixMs(kBeginSeconds * 1000 + 1000);

// Signed by `issuer`, or by itself.
TlsHolder Make(const char* name, bool is_authority, const TlsHolder* issuer = nullptr) {
  return MakeTlsHolder({.common_name = name,
                        .is_authority = is_authority,
                        .issuer = issuer,
                        .not_before = kBeginSeconds,
                        .not_after = kEndSeconds});
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

  const TlsHolder root_ = Make("root", true);
  const TlsHolder between_ = Make("between", true, &root_);
  const TlsHolder leaf_ = Make("gate", false, &between_);
  const TlsHolder near_ = Make("gate", false, &root_);
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
  const TlsHolder below_a_gate = Make("role", false, &near_);
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
