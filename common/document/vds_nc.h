// Visible digital seals for non-constrained environments (ICAO VDS-NC): JSON in a bar code, signed over its canonical
// form (RFC 8785) with ES256, ES384 or ES512 by a signer certified by a country's authority. EXPIRED is not INVALID.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/document/trust_store.h"
#include "common/domain/date.h"

namespace clearance {

inline constexpr std::size_t kMaxVdsNcBytes = 16 * 1024;

enum class VdsNcResult {
  kValid,
  kExpired,         // sound, and over: the seal's own validity or its signer's
  kSignatureWrong,  // data and signature do not belong together
  kSignerUnknown,   // no trusted authority made the signer's certificate
  kSignerRevoked,
  kSignerNotForSeals,  // its certificate is for something else, or for another state than the seal names
  kUnsupported,        // an algorithm we do not use
  kMalformed,          // not a VDS-NC
};
std::string_view VdsNcResultName(VdsNcResult result);  // "SIGNATURE_WRONG"

struct VdsNcVerdict {
  VdsNcResult result = VdsNcResult::kMalformed;
  std::string problem{};        // for people, what exactly; never personal data
  std::string type{};           // "icao.vacc"; empty when malformed
  std::string issuing_state{};  // "AUS"
  int version = 0;
  std::string signer{};  // subject of the signer's certificate
};

// `trust` may be null: then kSignerUnknown at best. Revocation is looked at where a list is at hand.
VdsNcVerdict VerifyVdsNc(std::string_view json, const TrustStore* trust, Instant at);

}  // namespace clearance
