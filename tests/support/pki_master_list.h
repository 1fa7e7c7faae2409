// CSCA master lists (ICAO Doc 9303-12 §9) in the forms in which they are published, and stores of many authorities.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/support/pki_certificate.h"
#include "tests/support/pki_cms.h"

namespace clearance {

enum class MasterListForm {
  // As the list of 2026-05-28 has it: signer named by key identifier, its certificate and its authority's in the
  // message, signing time, cmsAlgorithmProtection (RFC 6211), digests without parameters.
  kGerman,
  // Signer named by issuer and serial, its certificate alone in the message: the authority comes another way.
  kDutch,
};

struct MasterListChoice {
  MasterListForm form = MasterListForm::kGerman;
  Instant signed_at = PkiDay(2026, 5, 28);
  int version = 0;                          // of CscaMasterList
  std::vector<std::string> more_entries{};  // elements of the set that need be no certificates
  std::string content_type = "2.23.136.1.1.2";
  bool content_altered = false;
  bool signature_altered = false;
};
// `signer` was issued by `authority`.
std::string MasterListOf(const PkiHolder& authority, const PkiHolder& signer,
                         const std::vector<std::string>& certificates, const MasterListChoice& choice = {});

// `count` authorities of many countries, all different, in the mixture of the real lists: a quarter with written-out
// curves, a fifth RSA-PSS, RSA of 2048 and 4096 bits, some signed with SHA-1, negative serials among them. RSA keys
// come out of a small pool, each under a key identifier of its own. 1,000 take two to three seconds of a
// processor, more than half of it for the RSA keys of the first call.
std::vector<PkiHolder> ManyAuthorities(std::size_t count);

}  // namespace clearance
