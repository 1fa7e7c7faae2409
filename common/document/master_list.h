// CSCA master lists (ICAO Doc 9303-12 §9): CMS-signed sets of country signing authorities, as Germany, the Netherlands
// and ICAO publish them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/x509_certificate.h"

namespace clearance {

inline constexpr std::size_t kMaxMasterListBytes = std::size_t{32} << 20;
inline constexpr std::size_t kMaxMasterListEntries = 4096;

struct MasterList {
  std::string signer{};                // subject of the list signer, for people
  std::string signer_country{};        // upper case, "DE"
  std::optional<Instant> signed_at{};  // signing time, where the list says
  std::vector<X509Certificate> authorities{};
  std::size_t unreadable = 0;  // entries that are no certificate we can read; left out
};

// Reads and verifies a list: the signature is its signer's, the signer may sign master lists (extended key usage
// 2.23.136.1.1.3, or an authority itself), and its certificate is signed by `root`, a self-signed authority given by
// whoever runs the store. Errors: INVALID_ARGUMENT malformed; FAILED_PRECONDITION (TRUST_NOT_ESTABLISHED) saying
// which of these does not hold.
StatusOr<MasterList> ReadMasterList(std::string bytes, const X509Certificate& root, Instant at);

}  // namespace clearance
