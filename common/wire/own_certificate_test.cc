// Certificates made here, so that each may be somebody else's in its own way.
#include "common/wire/own_certificate.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};

void AddExtension(X509* certificate, int kind, const std::string& value) {
  if (value.empty()) return;
  const std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension.get(), -1);
}

// `names` and `usage` as OpenSSL reads them: "URI:spiffe://khorgos/gate/gate-1,DNS:localhost", "clientAuth".
Certificate CertificateOf(const std::string& names, const std::string& usage) {
  const std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>> key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const std::unique_ptr<X509, Free<X509_free>> certificate(X509_new());
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  AddExtension(certificate.get(), NID_subject_alt_name, names);
  AddExtension(certificate.get(), NID_ext_key_usage, usage);
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const std::unique_ptr<BIO, Free<BIO_free_all>> bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate.get());
  char* text = nullptr;
  const auto size = static_cast<std::size_t>(BIO_get_mem_data(bio.get(), &text));
  return Certificate::FromPem(std::string_view(text, size)).value();
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
