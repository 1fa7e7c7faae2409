// The three protocols that chip_authenticity.h promises, one file each, and what they share. For common/document alone.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/document/chip_authenticity.h"

namespace clearance {

// The longest scalar of a curve we know, P-521's.
inline constexpr std::size_t kMaxScalarBytes = 66;

inline constexpr std::string_view kChipKeyEcdh = "0.4.0.127.0.7.2.2.1.2";   // id-PK-ECDH
inline constexpr std::string_view kPaceCamEcdh = "0.4.0.127.0.7.2.2.4.6.";  // id-PACE-ECDH-CAM, the cipher follows
inline constexpr std::string_view kChipAuthEcdh3Des = "0.4.0.127.0.7.2.2.3.2.1";  // id-CA-ECDH-3DES-CBC-CBC

constexpr CheckOutcome Undetermined(InspectionReason reason) { return {InspectionResult::kUndetermined, reason}; }
constexpr CheckOutcome Failed(InspectionReason reason) { return {InspectionResult::kFailed, reason}; }

CheckOutcome CheckActiveAuthentication(const ActiveAuthenticationEvidence& evidence, const BoundChipKeys& keys);
CheckOutcome CheckChipAuthentication(const ChipAuthenticationEvidence& evidence, const BoundChipKeys& keys);
CheckOutcome CheckPaceCam(const PaceCamEvidence& evidence, const BoundChipKeys& keys);

}  // namespace clearance
