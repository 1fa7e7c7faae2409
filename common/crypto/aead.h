// AEAD: AES-256-GCM (NIST SP 800-38D) over OpenSSL, for what is stored and must be neither read nor altered. What is
// sealed is bound to its associated data: it opens under the same key and beside the same data, or not at all.
//
// Sealed form: nonce (12 bytes) ‖ ciphertext (as long as the plaintext) ‖ tag (16 bytes). The nonce is random, made
// anew for each seal; nobody can give one. One key must seal at most 2^32 times (SP 800-38D §8.3).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace clearance {

inline constexpr std::size_t kAeadKeyBytes = 32;
inline constexpr std::size_t kAeadNonceBytes = 12;
inline constexpr std::size_t kAeadTagBytes = 16;
inline constexpr std::size_t kAeadOverheadBytes = kAeadNonceBytes + kAeadTagBytes;
inline constexpr std::size_t kMaxAeadPlaintextBytes = 16 * 1024 * 1024;

// A key of kAeadKeyBytes from OpenSSL's generator. Thread-safe, as all here.
SecretBytes NewAeadKey();

// `key` has kAeadKeyBytes, `plaintext` at most kMaxAeadPlaintextBytes (CHECK both).
std::string AeadSeal(std::string_view key, std::string_view plaintext, std::string_view associated_data);

// The plaintext. DATA_LOSS (STORE_CORRUPT) when `sealed` was not made by AeadSeal with this key (kAeadKeyBytes, CHECK)
// and this associated data, or a bit of it is another; nothing of the plaintext is then given out.
StatusOr<SecretBytes> AeadOpen(std::string_view key, std::string_view sealed, std::string_view associated_data);

}  // namespace clearance
