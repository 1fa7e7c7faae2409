// What we need of secure messaging between chip and reader (ICAO Doc 9303-11 §9.7, §9.8): the key that an answer is
// authenticated with, the code over an answer, and an answer's parts. Nothing is decrypted here: the code is proof
// enough that the chip holds its private key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace clearance {

enum class SessionCipher { kTripleDes, kAes128, kAes192, kAes256 };

inline constexpr std::size_t kProtectionCodeBytes = 8;
// An answer of extended length with its data objects around it.
inline constexpr std::size_t kMaxProtectedAnswerBytes = 65'536 + 32;

// The session's key for codes, from the shared secret by the derivation of §9.7.1 with counter 2. Parity bits of a
// triple DES key are left as they come.
SecretBytes DeriveMacKey(SessionCipher cipher, std::string_view shared_secret);

// §9.8.6.3, §9.8.7.3: the code over the counter and `authenticated`, padded together. kProtectionCodeBytes.
std::string ProtectionCode(SessionCipher cipher, const SecretBytes& mac_key, std::uint64_t send_sequence_counter,
                           std::string_view authenticated);

// Views into the answer, which must outlive them.
struct ProtectedAnswer {
  std::string_view authenticated{};  // data objects 87 or 85, where there is one, and 99
  std::string_view code{};           // of data object 8E
  bool status_agrees = false;        // the authenticated status is the one that the answer ends with
};

// A response APDU as §9.8.4 has it. Error: INVALID_ARGUMENT for other data objects, or in another order, and for
// kMaxProtectedAnswerBytes exceeded.
StatusOr<ProtectedAnswer> ReadProtectedAnswer(std::string_view response);

}  // namespace clearance
