// SHA-256 and HMAC-SHA-256 over OpenSSL. Digests are raw bytes in a std::string. No secret is kept here.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace clearance {

inline constexpr std::size_t kSha256Bytes = 32;

// FIPS 180-4. 32 bytes. Thread-safe.
std::string Sha256(std::string_view bytes);

// SHA-256 of `first` followed by `rest`, without joining them.
std::string Sha256(std::string_view first, std::string_view rest);

// RFC 2104 with SHA-256; a key of any length. 32 bytes. Thread-safe.
std::string HmacSha256(std::string_view key, std::string_view bytes);

}  // namespace clearance
