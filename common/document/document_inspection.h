// Inspection of a document: from what a reader gave to the thirteen results (common/domain/inspection.h). Passive
// authentication by ICAO Doc 9303-11 §5.1 and 9303-12, chip authenticity, and what the reader declares. It must never
// make one flag of them, and never take what was not established for established.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/document/chip_authenticity.h"
#include "common/document/chip_files.h"
#include "common/document/trust_store.h"
#include "common/domain/inspection.h"

namespace clearance {

// Views and references must outlive the call.
struct InspectionEvidence {
  const ChipFiles& files;
  std::string printed_mrz{};  // as read from the page, lines separated by newlines; empty: not read
  AccessProtocol access = AccessProtocol::kUnknown;
  OpticalChecks optical = OpticalChecks::kNotPerformed;
  ChipEvidence chip{};
  bool chip_lost = false;  // the chip left the field before the reading ended
};

struct DocumentInspection {
  Inspection inspection{};
  // The signer and the authority, where they were found: for people, no holder stands in them.
  std::string signer{};
  std::string authority{};
  std::string authority_source{};  // the list it came from
  // DG1's machine-readable zone once EF.SOD vouches for it and is sound, and nothing speaks against its signer
  // (validity, revocation, issuing state); else empty.
  std::string authentic_mrz{};
  bool portrait_authentic = false;  // the same for DG2
};

// `trust` may be null: no trust store. `at` is the instant of the inspection. Never fails: what cannot be read becomes
// a result. Lost and stolen documents are not looked up here: kNotPerformed.
DocumentInspection InspectDocument(const InspectionEvidence& evidence, const TrustStore* trust, Instant at);

}  // namespace clearance
