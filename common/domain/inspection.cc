#include "common/domain/inspection.h"

#include <algorithm>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<InspectionCheck, 13> kCheckNames = {{
    {InspectionCheck::kSodSignature, "SOD_SIGNATURE"},
    {InspectionCheck::kSignerTrust, "SIGNER_TRUST"},
    {InspectionCheck::kValidityPeriod, "VALIDITY_PERIOD"},
    {InspectionCheck::kRevocation, "REVOCATION"},
    {InspectionCheck::kFileList, "FILE_LIST"},
    {InspectionCheck::kDataGroupHashes, "DATA_GROUP_HASHES"},
    {InspectionCheck::kMrzAgainstChip, "MRZ_AGAINST_CHIP"},
    {InspectionCheck::kIssuingState, "ISSUING_STATE"},
    {InspectionCheck::kDefects, "DEFECTS"},
    {InspectionCheck::kAccessProtocol, "ACCESS_PROTOCOL"},
    {InspectionCheck::kChipAuthenticity, "CHIP_AUTHENTICITY"},
    {InspectionCheck::kOpticalChecks, "OPTICAL_CHECKS"},
    {InspectionCheck::kLostOrStolen, "LOST_OR_STOLEN"},
}};
static_assert(NamesEveryValue(kCheckNames, kAllInspectionChecks.back()));

constexpr EnumNames<InspectionResult, 6> kResultNames = {{
    {InspectionResult::kSuccessful, "SUCCESSFUL"},
    {InspectionResult::kFailed, "FAILED"},
    {InspectionResult::kUndetermined, "UNDETERMINED"},
    {InspectionResult::kNotSupported, "NOT_SUPPORTED"},
    {InspectionResult::kNotPerformed, "NOT_PERFORMED"},
    {InspectionResult::kAborted, "ABORTED"},
}};
static_assert(NamesEveryValue(kResultNames, InspectionResult::kAborted));

constexpr EnumNames<InspectionReason, 47> kReasonNames = {{
    {InspectionReason::kNone, "NONE"},
    {InspectionReason::kFileNotRead, "FILE_NOT_READ"},
    {InspectionReason::kMalformed, "MALFORMED"},
    {InspectionReason::kUnsupportedAlgorithm, "UNSUPPORTED_ALGORITHM"},
    {InspectionReason::kNothingEstablished, "NOTHING_ESTABLISHED"},
    {InspectionReason::kSignerMissing, "SIGNER_MISSING"},
    {InspectionReason::kDigestDiffers, "DIGEST_DIFFERS"},
    {InspectionReason::kSignatureWrong, "SIGNATURE_WRONG"},
    {InspectionReason::kWeakDigest, "WEAK_DIGEST"},
    {InspectionReason::kCurveAltered, "CURVE_ALTERED"},
    {InspectionReason::kNoTrustStore, "NO_TRUST_STORE"},
    {InspectionReason::kAuthorityUnknown, "AUTHORITY_UNKNOWN"},
    {InspectionReason::kSignerNotByAuthority, "SIGNER_NOT_BY_AUTHORITY"},
    {InspectionReason::kSignerNotForDocuments, "SIGNER_NOT_FOR_DOCUMENTS"},
    {InspectionReason::kSignerOutsideValidity, "SIGNER_OUTSIDE_VALIDITY"},
    {InspectionReason::kAuthorityOutsideValidity, "AUTHORITY_OUTSIDE_VALIDITY"},
    {InspectionReason::kKeyOutsideUsagePeriod, "KEY_OUTSIDE_USAGE_PERIOD"},
    {InspectionReason::kSigningTimeUnknown, "SIGNING_TIME_UNKNOWN"},
    {InspectionReason::kNoRevocationList, "NO_REVOCATION_LIST"},
    {InspectionReason::kRevocationListExpired, "REVOCATION_LIST_EXPIRED"},
    {InspectionReason::kSignerRevoked, "SIGNER_REVOKED"},
    {InspectionReason::kAuthorityRevoked, "AUTHORITY_REVOKED"},
    {InspectionReason::kFileListDiffers, "FILE_LIST_DIFFERS"},
    {InspectionReason::kHashDiffers, "HASH_DIFFERS"},
    {InspectionReason::kHashMissing, "HASH_MISSING"},
    {InspectionReason::kDataGroupsIncomplete, "DATA_GROUPS_INCOMPLETE"},
    {InspectionReason::kMrzNotRead, "MRZ_NOT_READ"},
    {InspectionReason::kMrzDiffers, "MRZ_DIFFERS"},
    {InspectionReason::kStateDiffers, "STATE_DIFFERS"},
    {InspectionReason::kStateUnknown, "STATE_UNKNOWN"},
    {InspectionReason::kEncodingNotDer, "ENCODING_NOT_DER"},
    {InspectionReason::kVersionUnusual, "VERSION_UNUSUAL"},
    {InspectionReason::kTrailingBytes, "TRAILING_BYTES"},
    {InspectionReason::kAccessNone, "ACCESS_NONE"},
    {InspectionReason::kAccessBac, "ACCESS_BAC"},
    {InspectionReason::kAccessPace, "ACCESS_PACE"},
    {InspectionReason::kChallengeMissing, "CHALLENGE_MISSING"},
    {InspectionReason::kAnswerWrong, "ANSWER_WRONG"},
    {InspectionReason::kKeyNotBound, "KEY_NOT_BOUND"},
    {InspectionReason::kActiveAuthentication, "ACTIVE_AUTHENTICATION"},
    {InspectionReason::kChipAuthentication, "CHIP_AUTHENTICATION"},
    {InspectionReason::kPaceCam, "PACE_CAM"},
    {InspectionReason::kNotOffered, "NOT_OFFERED"},
    {InspectionReason::kNotDeclared, "NOT_DECLARED"},
    {InspectionReason::kReaderDeclared, "READER_DECLARED"},
    {InspectionReason::kNoList, "NO_LIST"},
    {InspectionReason::kListed, "LISTED"},
}};
static_assert(NamesEveryValue(kReasonNames, InspectionReason::kListed));

}  // namespace

std::string_view InspectionCheckName(InspectionCheck check) { return NameOf(kCheckNames, check); }
std::optional<InspectionCheck> ParseInspectionCheck(std::string_view name) { return ValueOf(kCheckNames, name); }

std::string_view InspectionResultName(InspectionResult result) { return NameOf(kResultNames, result); }
std::optional<InspectionResult> ParseInspectionResult(std::string_view name) { return ValueOf(kResultNames, name); }

std::string_view InspectionReasonName(InspectionReason reason) { return NameOf(kReasonNames, reason); }
std::optional<InspectionReason> ParseInspectionReason(std::string_view name) { return ValueOf(kReasonNames, name); }

const InspectionFinding* FindInspection(const Inspection& inspection, InspectionCheck check) {
  const auto found = std::find_if(inspection.findings.begin(), inspection.findings.end(),
                                  [check](const InspectionFinding& finding) { return finding.check == check; });
  return found == inspection.findings.end() ? nullptr : &*found;
}

}  // namespace clearance
