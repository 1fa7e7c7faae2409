// Visible digital seals for non-constrained environments (ICAO VDS-NC): JSON in a bar code, signed over its canonical
// form (RFC 8785) with ES256, ES384 or ES512 by a signer certified by a country's authority. EXPIRED is not INVALID.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/document/trust_store.h"

namespace clearance {

inline constexpr std::size_t kMaxVdsNcBytes = 16 * 1024;

// Told in this order: the first that holds.
enum class VdsNcResult {
  kMalformed,          // not a VDS-NC
  kUnsupported,        // an algorithm, or a type of seal, that we do not use
  kSignatureWrong,     // data and signature do not belong together, or the algorithm and its key do not
  kSignerUnknown,      // no trusted authority made the signer's certificate
  kSignerNotForSeals,  // its certificate is for something else, or for another state than the seal names
  kSignerRevoked,
  kNotYetValid,  // sound, and its signer's certificate begins later
  kExpired,      // sound, and over: its signer's certificate, or the authority's. No seal says an end of its own
  kValid,
};
std::string_view VdsNcResultName(VdsNcResult result);  // "SIGNATURE_WRONG"

// What the answer to revocation rests on.
enum class VdsNcRevocation {
  kNotLookedAt,  // the seal was refused before: kSignerNotForSeals and what is told before it
  kChecked,      // a list that is in force; or any list, for a signer that stands on it
  kListEnded,    // the newest list's next one was due: who was revoked since is not known
  kNoList,       // none of the authority's state
};
std::string_view VdsNcRevocationName(VdsNcRevocation revocation);  // "LIST_ENDED"

struct VdsNcVerdict {
  VdsNcResult result = VdsNcResult::kMalformed;
  std::string problem{};        // for people, what exactly; never personal data
  std::string type{};           // "icao.vacc"; empty when malformed
  std::string issuing_state{};  // "AUS"
  int version = 0;
  std::string signer{};  // subject of the signer's certificate
  VdsNcRevocation revocation = VdsNcRevocation::kNotLookedAt;
};

// `trust` may be null: then kSignerUnknown at best. Revocation is looked at where a list is at hand, whatever its date:
// a seal bears no time of signing that could be before it; a kValid without one in force is for the caller to weigh
// (VdsNcVerdict::revocation). Members that we do not know are passed over, and those of
// "data" are under the signature all the same. Thread-safe.
VdsNcVerdict VerifyVdsNc(std::string_view json, const TrustStore* trust, Instant at);

}  // namespace clearance
