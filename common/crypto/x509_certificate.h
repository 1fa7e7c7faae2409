// X.509 certificates (RFC 5280) of those who sign documents, as ICAO Doc 9303-12 profiles them. Names and serial
// numbers are kept and compared as the bytes they are written in: real ones are negative, too long, oddly encoded, and
// still authentic. Nothing is trusted here; see common/document/trust_store.h. For the certificates of our own
// processes see certificate.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/public_key.h"

namespace clearance {

inline constexpr std::size_t kMaxCertificateBytes = 64 * 1024;

// A value; copies share the bytes, and every view lives as long as any copy. Thread-safe.
class X509Certificate {
 public:
  // Error: INVALID_ARGUMENT saying what is malformed. An unknown extension, an odd name or a curve nobody knows is not.
  static StatusOr<X509Certificate> FromDer(std::string der);
  // The first certificate of a PEM text, or DER: whichever `bytes` is.
  static StatusOr<X509Certificate> FromPemOrDer(std::string_view bytes);

  std::string_view der() const { return *der_; }
  std::string_view to_be_signed() const { return fields_.to_be_signed; }
  std::string_view signature_algorithm() const { return fields_.signature_algorithm; }  // whole AlgorithmIdentifier
  std::string_view signature() const { return fields_.signature; }
  std::string_view serial() const { return fields_.serial; }    // INTEGER content as written
  std::string_view issuer() const { return fields_.issuer; }    // whole Name
  std::string_view subject() const { return fields_.subject; }  // whole Name
  std::string_view subject_public_key_info() const { return fields_.subject_public_key_info; }
  Instant not_before() const { return fields_.not_before; }
  Instant not_after() const { return fields_.not_after; }
  bool ValidAt(Instant at) const { return not_before() <= at && at <= not_after(); }

  // Extensions; nullopt or empty where there is none.
  std::optional<std::string_view> subject_key_identifier() const { return fields_.subject_key_identifier; }
  std::optional<std::string_view> authority_key_identifier() const { return fields_.authority_key_identifier; }
  // RFC 3280 §4.2.1.4: when the private key may sign; either end may be open.
  std::optional<Instant> key_used_from() const { return fields_.key_used_from; }
  std::optional<Instant> key_used_until() const { return fields_.key_used_until; }
  bool is_authority() const { return fields_.is_authority; }  // basicConstraints: cA
  // keyUsage; without the extension all are true.
  bool may_sign_certificates() const { return fields_.may_sign_certificates; }
  bool may_sign_lists() const { return fields_.may_sign_lists; }                                     // cRLSign
  bool may_sign_data() const { return fields_.may_sign_data; }                                       // digitalSignature
  const std::vector<std::string>& extended_key_usage() const { return fields_.extended_key_usage; }  // dotted
  // Doc 9303-12 DocumentTypeList (2.23.136.1.1.6.2), e.g. "P".
  const std::vector<std::string>& document_types() const { return fields_.document_types; }
  // Object identifiers of critical extensions that are none of the above.
  const std::vector<std::string>& unknown_critical() const { return fields_.unknown_critical; }

  // countryName of the subject and of the issuer, upper case, "KZ"; empty where there is none.
  const std::string& country() const { return fields_.country; }
  const std::string& issuer_country() const { return fields_.issuer_country; }
  // The subject for people to read, "C=KZ, O=..., CN=...": no holder of a document stands in it.
  std::string SubjectText() const;

  bool IsSelfIssued() const { return issuer() == subject(); }

  // Read when asked. Errors as PublicKey::FromInfo.
  StatusOr<PublicKey> Key() const { return PublicKey::FromInfo(subject_public_key_info()); }

 private:
  struct Fields {
    std::string_view to_be_signed, signature_algorithm, signature, serial, issuer, subject, subject_public_key_info;
    Instant not_before{}, not_after{};
    std::optional<std::string_view> subject_key_identifier{}, authority_key_identifier{};
    std::optional<Instant> key_used_from{}, key_used_until{};
    bool is_authority = false, may_sign_certificates = true, may_sign_lists = true, may_sign_data = true;
    std::vector<std::string> extended_key_usage{}, document_types{}, unknown_critical{};
    std::string country{}, issuer_country{};
  };
  friend class X509CertificateReader;
  X509Certificate() = default;
  std::shared_ptr<const std::string> der_;
  Fields fields_;
};

// Whether `issuer_key` made the certificate's signature. Errors: UNIMPLEMENTED a signature algorithm we do not use,
// INVALID_ARGUMENT its parameters are malformed.
StatusOr<bool> IsSignedBy(const X509Certificate& certificate, const PublicKey& issuer_key);

}  // namespace clearance
