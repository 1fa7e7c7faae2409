// Inspection of a document: the thirteen separate results of the domain page (§5), after BSI TR-03135 and ICAO Doc
// 9303-11. It must never be one flag, and "not performed" must never be read as "successful". What the results together
// mean for a crossing is a table of the rule book (common/rules/inspection_rules.h).
//
// No personal data: results, reasons and times only.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/instant.h"

namespace clearance {

enum class InspectionCheck {
  // whether the data is authentic
  kSodSignature,     // the signature over EF.SOD
  kSignerTrust,      // from the document signer to a trusted country signing authority
  kValidityPeriod,   // signer and authority, when the document was signed
  kRevocation,       // of the signer and of the authority
  kFileList,         // EF.COM against EF.SOD
  kDataGroupHashes,  // every data group read against EF.SOD
  kMrzAgainstChip,   // printed machine-readable zone against DG1
  kIssuingState,     // document, signer and authority of one state
  kDefects,          // whatever departs from the standard without breaking one of the above
  // whether the chip is
  kAccessProtocol,    // PACE, BAC or none, as the reader tells
  kChipAuthenticity,  // PACE-CAM, chip or active authentication, verified by ourselves
  // whether the booklet is
  kOpticalChecks,  // as the reader declares
  kLostOrStolen,   // list of lost and stolen documents
};

inline constexpr std::array kAllInspectionChecks = {
    InspectionCheck::kSodSignature,   InspectionCheck::kSignerTrust,      InspectionCheck::kValidityPeriod,
    InspectionCheck::kRevocation,     InspectionCheck::kFileList,         InspectionCheck::kDataGroupHashes,
    InspectionCheck::kMrzAgainstChip, InspectionCheck::kIssuingState,     InspectionCheck::kDefects,
    InspectionCheck::kAccessProtocol, InspectionCheck::kChipAuthenticity, InspectionCheck::kOpticalChecks,
    InspectionCheck::kLostOrStolen};

// "SOD_SIGNATURE" …; and back.
std::string_view InspectionCheckName(InspectionCheck check);
std::optional<InspectionCheck> ParseInspectionCheck(std::string_view name);

enum class InspectionResult {
  kSuccessful,
  kFailed,
  kUndetermined,  // performed, and neither
  kNotSupported,  // by the document: it offers nothing to check
  kNotPerformed,  // by us, or the reader
  kAborted,       // begun and not ended: the chip left the field, a fault
};

std::string_view InspectionResultName(InspectionResult result);
std::optional<InspectionResult> ParseInspectionResult(std::string_view name);

// The longest a check may be said to have taken.
inline constexpr std::chrono::microseconds kMaxInspectionTime = std::chrono::minutes(10);

// Why a check came out as it did; the closed list of all checks. docs/documents.md says what each means.
enum class InspectionReason {
  kNone,
  // any
  kFileNotRead,           // the file that the check needs was not given
  kMalformed,             // it cannot be read as what it should be
  kUnsupportedAlgorithm,  // an algorithm we do not use
  kNothingEstablished,    // it rests on another check that was not successful
  // EF.SOD
  kSignerMissing,  // no certificate in EF.SOD, or not the one that signed
  kDigestDiffers,  // the signed attributes are over other content
  kSignatureWrong,
  kWeakDigest,    // SHA-1 in a signature: sound, until the rule book says otherwise
  kCurveAltered,  // written-out curve parameters that are no known curve's
  // signer and authority
  kNoTrustStore,
  kAuthorityUnknown,       // no trusted authority by that name or key
  kSignerNotByAuthority,   // an authority is known, and did not make the signature
  kSignerNotForDocuments,  // its key may not sign documents, or not of this type
  kSignerOutsideValidity,  // signed before or after the signer's certificate was valid
  kAuthorityOutsideValidity,
  kKeyOutsideUsagePeriod,  // signed when the private key was no longer, or not yet, in use
  kSigningTimeUnknown,     // judged as of today, for the document does not say when it was signed
  kNoRevocationList,
  kRevocationListExpired,
  kSignerRevoked,
  kAuthorityRevoked,
  // files
  kFileListDiffers,  // EF.COM names files that EF.SOD does not have, or the other way round
  kHashDiffers,
  kHashMissing,           // a data group is there that EF.SOD does not vouch for
  kDataGroupsIncomplete,  // DG1 or DG2 was not read
  kMrzNotRead,
  kMrzDiffers,
  kStateDiffers,
  kStateUnknown,  // a code we have no country for
  kEncodingNotDer,
  kVersionUnusual,
  kTrailingBytes,
  // chip
  kAccessNone,  // the chip was read without a protocol
  kAccessBac,
  kAccessPace,
  kChallengeMissing,  // no challenge and answer to verify; a reader's own "ok" counts for nothing
  kAnswerWrong,
  kKeyNotBound,  // the chip's key is not one that a sound EF.SOD vouches for
  kActiveAuthentication,
  kChipAuthentication,
  kPaceCam,
  kNotOffered,  // the chip has no key that it could answer with
  // reader, booklet, lists
  kNotDeclared,     // the reader did not say
  kReaderDeclared,  // we have it from the reader alone
  kNoList,          // no list of lost and stolen documents is connected
  kListed,
};

std::string_view InspectionReasonName(InspectionReason reason);
std::optional<InspectionReason> ParseInspectionReason(std::string_view name);

struct InspectionFinding {
  InspectionCheck check = InspectionCheck::kSodSignature;
  InspectionResult result = InspectionResult::kNotPerformed;
  InspectionReason reason = InspectionReason::kNone;
  std::chrono::microseconds took{0};  // 0 where nothing was computed
  friend bool operator==(const InspectionFinding&, const InspectionFinding&) = default;
};

struct Inspection {
  Instant at{};                               // as of when validity was judged
  std::vector<InspectionFinding> findings{};  // empty: none was made; else one of each check, in their order
  friend bool operator==(const Inspection&, const Inspection&) = default;
};

// The finding of `check`, or nullptr.
const InspectionFinding* FindInspection(const Inspection& inspection, InspectionCheck check);

}  // namespace clearance
