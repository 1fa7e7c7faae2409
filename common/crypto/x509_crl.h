// Certificate revocation lists (RFC 5280 §5). Issuer and serial numbers are compared as the bytes they are written in.
// Whether a list may be believed is not judged here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/public_key.h"

namespace clearance {

inline constexpr std::size_t kMaxCrlBytes = std::size_t{16} << 20;

struct RevokedCertificate {
  std::string_view serial{};  // INTEGER content as written
  Instant revoked_at{};
  int reason = 0;  // CRLReason (RFC 5280 §5.3.1); 0 where not stated
};

// A value; copies share the bytes. Thread-safe.
class X509Crl {
 public:
  // Error: INVALID_ARGUMENT saying what is malformed, UNIMPLEMENTED a critical extension that would change the meaning
  // (delta and partial lists).
  static StatusOr<X509Crl> FromDer(std::string der);
  static StatusOr<X509Crl> FromPemOrDer(std::string_view bytes);

  std::string_view der() const { return *der_; }
  std::string_view issuer() const { return issuer_; }  // whole Name
  Instant this_update() const { return this_update_; }
  std::optional<Instant> next_update() const { return next_update_; }
  std::optional<std::string_view> authority_key_identifier() const { return authority_key_identifier_; }
  std::size_t size() const { return revoked_.size(); }
  // nullptr when the serial is not on the list. Logarithmic.
  const RevokedCertificate* Find(std::string_view serial) const;

  // Errors as IsSignedBy of a certificate.
  StatusOr<bool> IsSignedBy(const PublicKey& issuer_key) const;

 private:
  X509Crl() = default;
  std::shared_ptr<const std::string> der_;
  std::string_view to_be_signed_, signature_algorithm_, signature_, issuer_;
  Instant this_update_{};
  std::optional<Instant> next_update_;
  std::optional<std::string_view> authority_key_identifier_;
  std::vector<RevokedCertificate> revoked_;  // by serial
};

}  // namespace clearance
