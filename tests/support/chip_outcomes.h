// What the tests of chip authenticity share: the outcomes by name, and evidence and keys changed in one place.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/bytes.h"
#include "common/document/chip_authenticity.h"

namespace clearance {

inline void PrintTo(const CheckOutcome& outcome, std::ostream* out) {
  *out << "result " << static_cast<int>(outcome.result) << ", reason " << static_cast<int>(outcome.reason);
}

inline constexpr CheckOutcome kActive{InspectionResult::kSuccessful, InspectionReason::kActiveAuthentication};
inline constexpr CheckOutcome kChip{InspectionResult::kSuccessful, InspectionReason::kChipAuthentication};
inline constexpr CheckOutcome kMapping{InspectionResult::kSuccessful, InspectionReason::kPaceCam};
inline constexpr CheckOutcome kWrong{InspectionResult::kFailed, InspectionReason::kAnswerWrong};
inline constexpr CheckOutcome kNoAnswer{InspectionResult::kUndetermined, InspectionReason::kAnswerWrong};
inline constexpr CheckOutcome kCurveNotKnown{InspectionResult::kFailed, InspectionReason::kCurveAltered};
inline constexpr CheckOutcome kNotBound{InspectionResult::kUndetermined, InspectionReason::kKeyNotBound};
inline constexpr CheckOutcome kMalformedEvidence{InspectionResult::kUndetermined, InspectionReason::kMalformed};
inline constexpr CheckOutcome kUnsupported{InspectionResult::kUndetermined, InspectionReason::kUnsupportedAlgorithm};

// One copy for each byte, with its lowest bit turned over.
inline std::vector<std::string> EveryByteChanged(std::string_view bytes) {
  std::vector<std::string> copies;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string& copy = copies.emplace_back(bytes);
    copy[i] = static_cast<char>(copy[i] ^ 1);
  }
  return copies;
}

// A SubjectPublicKeyInfo on P-256 with written-out parameters whose base point is twice the true one: on the curve, of
// the same order, and made up.
inline std::string WithAnotherBasePoint(std::string info) {
  const std::string base = *FromHex(
      "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
  const std::string twice = *FromHex(
      "047cf27b188d034f7e8a52380304b51ac3c08969e277f21b35a60b48fc47669978"
      "07775510db8ed040293d9ac69f7430dbba7dade63ce982299e04b79d227873d1");
  const std::size_t at = info.find(base);
  EXPECT_NE(at, std::string::npos);
  return info.replace(at, base.size(), twice);
}

}  // namespace clearance
