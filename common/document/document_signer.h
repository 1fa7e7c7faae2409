// Who signed a chip's file, and whether that may be believed: the first four results of an inspection, for EF.SOD and
// for EF.CardSecurity alike (ICAO Doc 9303-11 §5.1, 9303-12). Inside common/document only.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/crypto/cms.h"
#include "common/crypto/x509_certificate.h"
#include "common/document/check_outcome.h"
#include "common/document/trust_store.h"

namespace clearance {

struct SignedBy {
  std::optional<X509Certificate> certificate{};
  std::optional<Instant> signing_time{};
  bool attributes_not_der = false;
};

// Check 1: the signature of `message`, whoever made it. `signed_by` is filled as far as it is known.
CheckOutcome CheckMessageSignature(const CmsMessage& message, SignedBy& signed_by);

// Of `candidates` every anchor whose key made the certificate's signature, in their order: one key stands in several
// certificates, of different times. Errors as IsSignedBy's.
StatusOr<std::vector<const TrustAnchor*>> MakersOf(const X509Certificate& certificate,
                                                   const std::vector<const TrustAnchor*>& candidates);

// Check 2: from the signer to an authority of `trust`, which may be null. `document_code` is that of DG1, "P" or "ID",
// empty where it is not known. `authorities` becomes the makers of the signer's certificate, the likelier first. Filled
// also where the signer may not be used.
CheckOutcome CheckSignerTrust(const X509Certificate& signer, const TrustStore* trust, std::string_view document_code,
                              std::vector<const TrustAnchor*>& authorities);

// Check 3: signer and one of its authorities were valid, and their keys in use, when the document was signed; without a
// signing time as of `at`. Failed only where none fits. `authority` becomes the one that fits, else the first; nullptr
// without any.
CheckOutcome CheckValidityPeriod(const SignedBy& signed_by, const std::vector<const TrustAnchor*>& authorities,
                                 Instant at, const TrustAnchor*& authority);

// Check 4: neither is on a revocation list.
CheckOutcome CheckRevocation(const X509Certificate& signer, const TrustAnchor& authority, const TrustStore& trust,
                             Instant at);

}  // namespace clearance
