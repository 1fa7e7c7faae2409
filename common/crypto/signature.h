// Ed25519 signatures (RFC 8032) over OpenSSL. Keys are parsed once and then shared by all threads.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/secret.h"

struct evp_pkey_st;

namespace clearance {

inline constexpr std::size_t kSignatureBytes = 64;
inline constexpr std::size_t kPublicKeyBytes = 32;

// A public key. Copies share the parsed key. Thread-safe.
class VerifyingKey {
 public:
  // SubjectPublicKeyInfo in PEM. Error: INVALID_ARGUMENT when it is none or of another kind than Ed25519.
  static StatusOr<VerifyingKey> FromPem(std::string_view pem);
  // The 32 bytes of RFC 8032 §5.1.5. Error: INVALID_ARGUMENT on another length.
  static StatusOr<VerifyingKey> FromRaw(std::string_view raw);
  // A PEM file. Error: FAILED_PRECONDITION with CERTIFICATE_UNUSABLE naming the path.
  static StatusOr<VerifyingKey> FromFile(const std::string& path);

  // True when `signature` (kSignatureBytes) is this key's over `message`; false for anything else.
  bool Verify(std::string_view message, std::string_view signature) const;

  std::string ToRaw() const;
  std::string ToPem() const;

 private:
  friend class SigningKey;
  explicit VerifyingKey(std::shared_ptr<evp_pkey_st> key) : key_(std::move(key)) {}
  std::shared_ptr<evp_pkey_st> key_;
};

// A private key. Copies share the parsed key, which OpenSSL wipes with the last of them. Thread-safe.
class SigningKey {
 public:
  // A new key from OpenSSL's own random generator.
  static SigningKey Generate();
  // PKCS#8 in PEM without a pass phrase. Error: INVALID_ARGUMENT when it is none or of another kind than Ed25519.
  static StatusOr<SigningKey> FromPem(std::string_view pem);
  // A PEM file. Error: FAILED_PRECONDITION with CERTIFICATE_UNUSABLE naming the path.
  static StatusOr<SigningKey> FromFile(const std::string& path);

  // kSignatureBytes; the same for the same message.
  std::string Sign(std::string_view message) const;

  VerifyingKey PublicKey() const { return public_key_; }
  SecretBytes ToPem() const;

 private:
  explicit SigningKey(std::shared_ptr<evp_pkey_st> key);
  std::shared_ptr<evp_pkey_st> key_;
  VerifyingKey public_key_;  // a key of its own without the private half
};

}  // namespace clearance
