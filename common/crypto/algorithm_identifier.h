// AlgorithmIdentifier (RFC 5280 §4.1.1.2), for the .cc files of this folder alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/ber.h"
#include "common/base/status.h"
#include "common/crypto/digest.h"

namespace clearance {

struct AlgorithmIdentifier {
  std::string oid{};                       // dotted
  std::optional<BerElement> parameters{};  // views into what was read
  bool HasParameters() const { return parameters && parameters->tag != ber::kNull; }
};

// A whole AlgorithmIdentifier. Error: INVALID_ARGUMENT.
StatusOr<AlgorithmIdentifier> ReadAlgorithmIdentifier(std::string_view whole);

// A whole AlgorithmIdentifier that names a digest; parameters are passed over (RFC 5754 §2: NULL or absent). Errors:
// INVALID_ARGUMENT malformed, UNIMPLEMENTED a digest we do not use.
StatusOr<DigestAlgorithm> ReadDigestAlgorithm(std::string_view whole);

// UNIMPLEMENTED: well formed, and nothing we use. `what` never holds what was read.
Status NotUsedHere(std::string_view what);

}  // namespace clearance
