// Message authentication codes of chips: AES-CMAC, and the retail MAC of those that speak triple DES. What we
// authenticate ourselves uses HMAC-SHA-256 alone: see hash.h.
//
// Comparing a code is the caller's: with ConstantTimeEqual (secret.h), never with ==.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace clearance {

inline constexpr std::size_t kAesCmacBytes = 16;
inline constexpr std::size_t kRetailMacKeyBytes = 16;
inline constexpr std::size_t kDesBlockBytes = 8;

// RFC 4493, NIST SP 800-38B. The key has 16, 24 or 32 bytes (CHECK). The whole code, kAesCmacBytes. Thread-safe.
std::string AesCmac(std::string_view key, std::string_view message);

// ISO/IEC 9797-1 MAC algorithm 3 with DES, no truncation: the key has kRetailMacKeyBytes, whose parity bits are not
// looked at; `padded` is one whole block or more (CHECK both), and however it was padded is the caller's matter.
// Eight bytes. Thread-safe.
std::string RetailMac(std::string_view key, std::string_view padded);

}  // namespace clearance
