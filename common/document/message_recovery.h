// ISO/IEC 9796-2 digital signature scheme 1 with partial message recovery, as chips with an RSA key answer in active
// authentication (ICAO Doc 9303-11 §6.1.2.2): what the public operation gave back holds the first part of the message
// and the hash over both parts. Pure: no key is seen here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/crypto/digest.h"

namespace clearance {

// Views into the representative, which must outlive them.
struct RecoveredMessage {
  DigestAlgorithm digest = DigestAlgorithm::kSha1;
  std::string_view first_part{};  // M1
  std::string_view hash{};        // of M1 and M2 together
};

// A signer may give s or the modulus less s, whichever is smaller; `recovered` or the modulus less it is the
// representative, told by its last four bits. Both numbers are big-endian and of one length, `recovered` the smaller
// (CHECK the length).
std::string RepresentativeOf(std::string_view recovered, std::string_view modulus);

// Header 6A, M1, hash, trailer BC (SHA-1) or a hash identifier and CC: 33 SHA-1, 34 SHA-256, 35 SHA-512, 36 SHA-384,
// 38 SHA-224. nullopt for anything else: another header (total recovery, padding), a hash that Doc 9303 does not allow,
// too short.
std::optional<RecoveredMessage> ReadRecoveredMessage(std::string_view representative);

// True when the representative is well formed and its hash is over its M1 and `second_part`.
bool RecoveredMessageIsOver(std::string_view representative, std::string_view second_part);

}  // namespace clearance
