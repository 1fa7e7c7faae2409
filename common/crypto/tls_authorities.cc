#include "common/crypto/tls_authorities.h"

#include <openssl/x509v3.h>

#include <tuple>
#include <utility>

#include "common/crypto/credential_file.h"
#include "common/crypto/pem_certificates.h"
#include "common/crypto/secret.h"

namespace clearance {
namespace {

bool Made(X509* authority, X509* certificate) {
  return X509_check_issued(authority, certificate) == X509_V_OK &&
         X509_verify(certificate, X509_get0_pubkey(authority)) == 1;
}

// Of each authority whether it made the own certificate, or, where none did, the next of its chain: whose time TLS
// looks at is no matter here, for one that has ended is to be told of.
std::vector<bool> MakersOf(std::string_view own_pem, std::string_view authorities_pem) {
  const auto authorities = openssl::CertificatesIn(authorities_pem).read;
  std::vector<bool> makers(authorities.size(), false);
  bool found = false;
  for (const openssl::Certificate& link : openssl::CertificatesIn(own_pem).read) {
    for (std::size_t i = 0; i < authorities.size(); ++i) {
      makers[i] = Made(authorities[i].get(), link.get());
      found = found || makers[i];
    }
    if (found) break;
  }
  ERR_clear_error();
  return makers;
}

}  // namespace

StatusOr<TlsAuthorities> TlsAuthorities::FromPem(std::string_view pem, std::string_view own_pem, Instant now) {
  ASSIGN_OR_RETURN(std::vector<Certificate> all, Certificate::AllFromPem(pem));
  const std::vector<bool> makers = MakersOf(own_pem, pem);
  const auto rank = [&](std::size_t i) {
    return std::tuple(static_cast<bool>(makers[i]), all[i].not_before() <= now, all[i].not_after());
  };
  std::size_t counting = 0;
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (rank(i) > rank(counting)) counting = i;
  }
  return TlsAuthorities(std::move(all), counting);
}

StatusOr<TlsAuthorities> TlsAuthorities::FromFile(const std::string& path, const std::string& own_path, Instant now) {
  // A file of a certificate may hold its key too.
  const auto as_it_is = [](std::string_view pem) -> StatusOr<SecretBytes> { return SecretBytes(std::string(pem)); };
  ASSIGN_OR_RETURN(const SecretBytes own, ReadCredentialFile<SecretBytes>(own_path, as_it_is));
  return ReadCredentialFile<TlsAuthorities>(path, [&](std::string_view pem) { return FromPem(pem, own.view(), now); });
}

}  // namespace clearance
