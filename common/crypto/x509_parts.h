// What certificates and revocation lists have in common, for the .cc files of this folder alone: the signed envelope,
// extensions, times, names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ber.h"
#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// SEQUENCE { to be signed, AlgorithmIdentifier, BIT STRING } (RFC 5280 §4.1.1). Views into the input.
struct SignedEnvelope {
  BerElement to_be_signed{};
  std::string_view signature_algorithm{};  // whole
  std::string_view signature{};
};
StatusOr<SignedEnvelope> ReadSignedEnvelope(std::string_view der);

inline constexpr std::size_t kMaxExtensions = 64;

struct X509Extension {
  std::string oid{};  // dotted
  bool critical = false;
  std::string_view value{};  // what stands in the OCTET STRING
};
// From a whole Extensions sequence. Errors: malformed, more than kMaxExtensions, or one twice: RFC 5280 §4.2, §5.2; two
// of a kind would be read differently by different readers.
StatusOr<std::vector<X509Extension>> ReadExtensions(std::string_view sequence);

// UTCTime or GeneralizedTime, whichever stands next.
StatusOr<Instant> ReadX509Time(BerReader& reader);

// keyIdentifier of an AuthorityKeyIdentifier (RFC 5280 §4.2.1.1); nullopt when it has none or cannot be read.
std::optional<std::string_view> AuthorityKeyIdentifierOf(std::string_view value);

// The first countryName of a whole Name, upper case; empty where there is none or it is no two or three letters.
std::string CountryOfName(std::string_view name);

// A whole Name for people, in its own order: "C=KZ, O=..., CN=...". Control characters and what is no UTF-8 become
// '?'; cut at a bound with "...".
std::string TextOfName(std::string_view name);

}  // namespace clearance
