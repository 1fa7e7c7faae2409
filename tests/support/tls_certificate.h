// Certificates of TLS for tests, made with OpenSSL as they are asked for: each may be wrong in its own way.
#pragma once

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <string>

#include "tests/support/openssl_owned.h"

namespace clearance {

// A certificate and its key.
struct TlsHolder {
  owned::Key key{EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")};
  owned::Certificate certificate{X509_new()};

  std::string Pem() const {
    return Written([&](BIO* bio) { return PEM_write_bio_X509(bio, certificate.get()); });
  }
  std::string KeyPem() const {
    return Written(
        [&](BIO* bio) { return PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
  }

 private:
  static std::string Written(const auto& write) {
    const owned::Bio bio(BIO_new(BIO_s_mem()));
    EXPECT_EQ(write(bio.get()), 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return std::string(bytes, static_cast<std::size_t>(size));
  }
};

struct TlsCertificateChoice {
  std::string common_name = "test";
  std::string names = {};  // as OpenSSL reads them: "URI:spiffe://khorgos/gate/gate-1,DNS:localhost"; empty: none
  std::string usage = {};  // the same: "clientAuth"; empty: for all
  bool is_authority = false;
  const TlsHolder* issuer = nullptr;  // itself when null
  std::time_t not_before = std::time(nullptr) - 3600;
  std::time_t not_after = std::time(nullptr) + 3600;
};

inline void AddTlsExtension(X509* certificate, int kind, const std::string& value) {
  if (value.empty()) return;
  const std::unique_ptr<X509_EXTENSION, owned::Free<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str()));
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension.get(), -1);
}

inline TlsHolder MakeTlsHolder(const TlsCertificateChoice& choice) {
  TlsHolder made;
  X509* certificate = made.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  ASN1_TIME_set(X509_getm_notBefore(certificate), choice.not_before);
  ASN1_TIME_set(X509_getm_notAfter(certificate), choice.not_after);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8, owned::Octets(choice.common_name),
                             -1, -1, 0);
  const TlsHolder& signer = choice.issuer != nullptr ? *choice.issuer : made;
  X509_set_issuer_name(certificate, X509_get_subject_name(signer.certificate.get()));
  X509_set_pubkey(certificate, made.key.get());
  AddTlsExtension(certificate, NID_basic_constraints, choice.is_authority ? "critical,CA:TRUE" : "CA:FALSE");
  AddTlsExtension(certificate, NID_subject_alt_name, choice.names);
  AddTlsExtension(certificate, NID_ext_key_usage, choice.usage);
  EXPECT_GT(X509_sign(certificate, signer.key.get(), EVP_sha256()), 0);
  return made;
}

}  // namespace clearance
