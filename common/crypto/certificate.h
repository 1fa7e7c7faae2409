// X.509 certificates as far as the mutual TLS of our own processes asks: who it names, how long, for which key.
// Trust is not judged here: the TLS library has checked the chain before a role is read from a certificate.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"

struct x509_st;

namespace clearance {

// A value; thread-safe once made.
class Certificate {
 public:
  // The first certificate of a PEM text. Error: INVALID_ARGUMENT.
  static StatusOr<Certificate> FromPem(std::string_view pem);
  // A PEM file. Error: FAILED_PRECONDITION with CERTIFICATE_UNUSABLE naming the path.
  static StatusOr<Certificate> FromFile(const std::string& path);

  // Every certificate of a PEM text, in order, at least one; what stands between them is passed over. Error:
  // INVALID_ARGUMENT also where one of them cannot be read, and which: TLS would take those before it and no other.
  static StatusOr<std::vector<Certificate>> AllFromPem(std::string_view pem);
  // Errors as of FromFile.
  static StatusOr<std::vector<Certificate>> AllFromFile(const std::string& path);

  // The subjectAltName entries of type URI (RFC 5280 §4.2.1.6), in order, e.g. "spiffe://khorgos/gate/g1".
  const std::vector<std::string>& uris() const { return uris_; }

  // RFC 5280 §4.1.2.5: valid from not_before() to not_after(), both included.
  Instant not_before() const { return not_before_; }
  Instant not_after() const { return not_after_; }
  bool ValidAt(Instant now) const { return not_before_ <= now && now <= not_after_; }

  // RFC 5280 §4.2.1.3 and §4.2.1.12, as TLS asks: false where a key usage leaves out what a server, or a client, needs.
  bool may_serve() const { return may_serve_; }
  bool may_call() const { return may_call_; }

  // The SubjectPublicKeyInfo in DER.
  const std::string& subject_key() const { return subject_key_; }

  // OK when `key_pem` is the private key to this certificate, and needs no pass phrase. FAILED_PRECONDITION
  // (CERTIFICATE_UNUSABLE) otherwise, which names the two files.
  Status CheckPrivateKey(std::string_view key_pem, const std::string& key_path, const std::string& own_path) const;

 private:
  Certificate() = default;
  static StatusOr<Certificate> Of(x509_st* parsed);

  std::vector<std::string> uris_;
  Instant not_before_;
  Instant not_after_;
  bool may_serve_ = false;
  bool may_call_ = false;
  std::string subject_key_;
};

}  // namespace clearance
