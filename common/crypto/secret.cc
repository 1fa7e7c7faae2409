#include "common/crypto/secret.h"

#include <openssl/crypto.h>

#include <utility>

namespace clearance {

void Wipe(std::string& secret) {
  // The part beyond size() may hold what the string held before.
  secret.resize(secret.capacity());
  OPENSSL_cleanse(secret.data(), secret.size());
  secret.clear();
}

bool ConstantTimeEqual(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// A short string is moved by copying its bytes, so that what is moved from must be wiped as well.
SecretBytes::SecretBytes(std::string&& bytes) : bytes_(std::move(bytes)) { Wipe(bytes); }

SecretBytes::SecretBytes(SecretBytes&& other) noexcept : SecretBytes(std::move(other.bytes_)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  if (this == &other) return *this;
  Wipe(bytes_);
  bytes_ = std::move(other.bytes_);
  Wipe(other.bytes_);
  return *this;
}

SecretBytes::~SecretBytes() { Wipe(bytes_); }

}  // namespace clearance
