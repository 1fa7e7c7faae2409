#include "common/crypto/certificate.h"

#include <openssl/x509v3.h>

#include <ctime>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/credential_file.h"
#include "common/crypto/openssl_objects.h"
#include "common/crypto/pem_certificates.h"

namespace clearance {
namespace {

using GeneralNames = std::unique_ptr<GENERAL_NAMES, openssl::Free<GENERAL_NAMES_free>>;

StatusOr<Instant> InstantOf(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return InvalidField("certificate", "has no valid period");
  const std::chrono::year_month_day date(std::chrono::year(parts.tm_year + 1900),
                                         std::chrono::month(static_cast<unsigned>(parts.tm_mon + 1)),
                                         std::chrono::day(static_cast<unsigned>(parts.tm_mday)));
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(parts.tm_hour) + std::chrono::minutes(parts.tm_min) +
         std::chrono::seconds(parts.tm_sec);
}

StatusOr<std::vector<std::string>> UrisOf(const X509* certificate) {
  int critical = -1;
  const GeneralNames names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, nullptr)));
  std::vector<std::string> uris;
  if (names == nullptr) {
    // -1: there is no such extension. Anything else: it is there twice or cannot be read.
    if (critical != -1) return InvalidField("certificate", "has an unreadable subjectAltName");
    return uris;
  }
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* text = name->d.uniformResourceIdentifier;
    const std::string uri(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                          static_cast<std::size_t>(ASN1_STRING_length(text)));
    // A name that another reader would cut at a NUL or show as another one must not become a role.
    for (const char c : uri) {
      if (c <= 0x20 || c >= 0x7F) return InvalidField("certificate", "has a URI with a character no URI may have");
    }
    uris.push_back(uri);
  }
  return uris;
}

std::string DerOf(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  if (size <= 0) return "";
  std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return bytes;
}

Status NotInPemForm() { return InvalidField("certificate", "is not a certificate in PEM form"); }

// The same problem of one among several; `index` from 0 on.
Status AmongSeveral(std::size_t index, const Status& problem) {
  return InvalidField("certificate " + std::to_string(index + 1),
                      MessageOf(problem).substr(FieldOf(problem).size() + 2));
}

}  // namespace

StatusOr<Certificate> Certificate::Of(X509* parsed) {
  Certificate certificate;
  ASSIGN_OR_RETURN(certificate.uris_, UrisOf(parsed));
  ASSIGN_OR_RETURN(certificate.not_before_, InstantOf(X509_get0_notBefore(parsed)));
  ASSIGN_OR_RETURN(certificate.not_after_, InstantOf(X509_get0_notAfter(parsed)));
  certificate.may_serve_ = X509_check_purpose(parsed, X509_PURPOSE_SSL_SERVER, 0) == 1;
  certificate.may_call_ = X509_check_purpose(parsed, X509_PURPOSE_SSL_CLIENT, 0) == 1;
  EVP_PKEY* key = X509_get0_pubkey(parsed);
  if (key != nullptr) certificate.subject_key_ = DerOf(key);
  ERR_clear_error();
  if (certificate.subject_key_.empty()) return InvalidField("certificate", "has a key of an unknown kind");
  return certificate;
}

StatusOr<Certificate> Certificate::FromPem(std::string_view pem) {
  const openssl::PemCertificates certificates = openssl::CertificatesIn(pem);
  if (certificates.read.empty()) return NotInPemForm();
  return Of(certificates.read.front().get());
}

StatusOr<std::vector<Certificate>> Certificate::AllFromPem(std::string_view pem) {
  const openssl::PemCertificates certificates = openssl::CertificatesIn(pem);
  if (certificates.read.empty()) return NotInPemForm();
  std::vector<Certificate> all;
  for (const openssl::Certificate& parsed : certificates.read) {
    StatusOr<Certificate> certificate = Of(parsed.get());
    if (!certificate.ok()) return AmongSeveral(all.size(), certificate.status());
    all.push_back(*std::move(certificate));
  }
  if (!certificates.all) return AmongSeveral(all.size(), NotInPemForm());
  return all;
}

StatusOr<Certificate> Certificate::FromFile(const std::string& path) {
  return ReadCredentialFile<Certificate>(path, &Certificate::FromPem);
}

StatusOr<std::vector<Certificate>> Certificate::AllFromFile(const std::string& path) {
  return ReadCredentialFile<std::vector<Certificate>>(path, &Certificate::AllFromPem);
}

Status Certificate::CheckPrivateKey(std::string_view key_pem, const std::string& key_path,
                                    const std::string& own_path) const {
  const openssl::Bio bio = openssl::ReaderOf(key_pem);
  const openssl::Key key(PEM_read_bio_PrivateKey(bio.get(), nullptr, openssl::NoPassPhrase, nullptr));
  ERR_clear_error();
  if (key != nullptr && DerOf(key.get()) == subject_key_) return OkStatus();
  const std::string why =
      key == nullptr ? "is not a key in PEM form without a pass phrase" : "is not the key of " + own_path;
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, key_path + ": " + why);
}

}  // namespace clearance
