// Object identifiers, dotted, that more than one file of this folder knows: for its .cc files alone.
#pragma once

#include <string_view>

namespace clearance::oid {

inline constexpr std::string_view kRsaEncryption = "1.2.840.113549.1.1.1";  // RFC 8017 appendix C
inline constexpr std::string_view kRsaPss = "1.2.840.113549.1.1.10";        // of keys and of signatures
inline constexpr std::string_view kEcPublicKey = "1.2.840.10045.2.1";       // RFC 5480 §2.1.1
inline constexpr std::string_view kAuthorityKeyIdentifier = "2.5.29.35";    // RFC 5280 §4.2.1.1

}  // namespace clearance::oid
