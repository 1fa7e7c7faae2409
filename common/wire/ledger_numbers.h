// Numbers that stand for names in the bodies of ledger entries, since the fourth form of a DECISION and the second of a
// PASSAGE. They are sealed for ever: a number never gets another meaning, what is new gets the next one, and
// docs/ledger.md lists all. A value without a number does not compile.
#pragma once

#include <cstdint>
#include <optional>

#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/inspection.h"
#include "common/domain/purpose.h"
#include "common/domain/reason.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/territory.h"

namespace clearance {

// From 1; 0 stands for none.
std::int64_t LedgerNumber(Territory value);
std::int64_t LedgerNumber(Side value);
std::int64_t LedgerNumber(ServiceLevel value);
std::int64_t LedgerNumber(DocumentKind value);
std::int64_t LedgerNumber(Purpose value);
std::int64_t LedgerNumber(CheckKind value);
std::int64_t LedgerNumber(FindingResult value);
std::int64_t LedgerNumber(FindingCause value);
std::int64_t LedgerNumber(InspectionCheck value);
std::int64_t LedgerNumber(InspectionResult value);
std::int64_t LedgerNumber(InspectionReason value);
std::int64_t LedgerNumber(Verdict value);
std::int64_t LedgerNumber(HistoryCompleteness value);
std::int64_t LedgerNumber(ReasonCode value);
std::int64_t LedgerNumber(StayBasis value);
std::int64_t LedgerNumber(ReferralKind value);

// No list is longer.
inline constexpr int kMaxLedgerNumbers = 128;

template <typename Enum>
std::optional<Enum> FromLedgerNumber(std::int64_t number) {
  for (int value = 0; number > 0 && value < kMaxLedgerNumbers; ++value) {
    if (LedgerNumber(static_cast<Enum>(value)) == number) return static_cast<Enum>(value);
  }
  return std::nullopt;
}

}  // namespace clearance
