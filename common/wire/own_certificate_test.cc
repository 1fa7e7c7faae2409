// Certificates made here, so that each may be somebody else's in its own way.
#include "common/wire/own_certificate.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

Certificate CertificateOf(const std::string& names, const std::string& usage) {
  return Certificate::FromPem(MakeTlsHolder({.names = names, .usage = usage}).Pem()).value();
}

std::string OfGate1(const std::string& names, const std::string& usage = "clientAuth") {
  const Status status = CheckGateCertificate(CertificateOf(names, usage), "own.pem", "gate-1");
  EXPECT_TRUE(status.ok() || ReasonOf(status) == error_reason::kCertificateUnusable) << status;
  return MessageOf(status);
}

std::string OfCentre(const std::string& names, const std::string& usage = "serverAuth") {
  const Status status = CheckCentreCertificate(CertificateOf(names, usage), "own.pem");
  EXPECT_TRUE(status.ok() || ReasonOf(status) == error_reason::kCertificateUnusable) << status;
  return MessageOf(status);
}

TEST(OwnCertificate, AGatesNamesThatGateAndMayCall) {
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/gate/gate-1"), "");
  EXPECT_EQ(OfGate1("DNS:localhost,URI:spiffe://another-site/gate/gate-1", "serverAuth,clientAuth"), "");
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/gate/gate-1", ""), "") << "without the extension every use is meant";
}

TEST(OwnCertificate, AnothersIsNamed) {
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/gate/gate-2"),
            "own.pem: is the certificate of gate gate-2, not of gate gate-1");
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/officer/gate-1"),
            "own.pem: is the certificate of officer gate-1, not of gate gate-1");
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/centre"),
            "own.pem: is not of gate gate-1: its URI is none of the form spiffe://<site>/gate/<id>");
  EXPECT_EQ(OfGate1("DNS:gate-1"),
            "own.pem: must name gate gate-1 and nobody else (one URI, spiffe://<site>/gate/<id>), has 0 URIs");
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/gate/gate-1,URI:spiffe://khorgos/gate/gate-2"),
            "own.pem: must name gate gate-1 and nobody else (one URI, spiffe://<site>/gate/<id>), has 2 URIs");
  EXPECT_EQ(OfGate1("URI:spiffe://khorgos/gate/gate-1", "serverAuth"),
            "own.pem: may not be a client's: clientAuth is not in its extended key usage");
}

TEST(OwnCertificate, ACentresNamesNoCallerAndMayServe) {
  for (const char* names : {"", "DNS:centre.example", "DNS:localhost,IP:127.0.0.1,URI:spiffe://khorgos/centre"}) {
    EXPECT_EQ(OfCentre(names), "") << names;
    EXPECT_EQ(OfCentre(names, ""), "") << names;
    EXPECT_EQ(OfCentre(names, "clientAuth"),
              "own.pem: may not be a server's: serverAuth is not in its extended key usage");
  }
  EXPECT_EQ(OfCentre("DNS:localhost,URI:spiffe://khorgos/centre,URI:spiffe://khorgos/gate/gate-1"),
            "own.pem: is the certificate of gate gate-1, who calls a centre, not a centre's");
  EXPECT_EQ(OfCentre("URI:spiffe://khorgos/auditor/a-1", "clientAuth"),
            "own.pem: is the certificate of auditor a-1, who calls a centre, not a centre's");
}

}  // namespace
}  // namespace clearance
