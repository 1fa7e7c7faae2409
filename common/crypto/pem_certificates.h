// The certificates of a PEM text as OpenSSL's objects, for the .cc files of this folder alone.
#pragma once

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string_view>
#include <utility>
#include <vector>

#include "common/crypto/openssl_objects.h"

namespace clearance::openssl {

using Certificate = std::unique_ptr<X509, Free<X509_free>>;

// Those that TLS takes of a file: one after the other, whatever stands between them, and none behind one that cannot be
// read.
struct PemCertificates {
  std::vector<Certificate> read;
  bool all = true;  // false: there is one more, which cannot be read
};

inline PemCertificates CertificatesIn(std::string_view pem) {
  PemCertificates certificates;
  const Bio bio = ReaderOf(pem);
  while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, NoPassPhrase, nullptr)})
    certificates.read.push_back(std::move(next));
  certificates.all = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  return certificates;
}

}  // namespace clearance::openssl
