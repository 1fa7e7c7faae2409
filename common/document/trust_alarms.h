// What whoever runs a trust store has to look after: what has ended, what will soon, what cannot be used.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/document/trust_store.h"

namespace clearance {

// An authority's certificate or a revocation list that ends within this time is announced.
inline constexpr Duration kTrustWarning = std::chrono::hours(24 * 90);
// Master lists are published anew every few weeks; one as old as this has been forgotten.
inline constexpr Duration kOldMasterListAge = std::chrono::hours(24 * 180);

enum class TrustAlarmKind {
  kNoAuthorities,      // the store is empty
  kAuthorityEnds,      // within kTrustWarning
  kAuthorityEnded,     // documents it signed in its time are judged by that time: told, not an error
  kAuthorityUnusable,  // its key cannot be used
  kMasterListOld,      // signed longer ago than kOldMasterListAge
  kRevocationListEnds,
  kRevocationListEnded,  // revocation is undetermined for its authority
  kNoRevocationList,     // the same, for the countries that are named: many states publish none
};
std::string_view TrustAlarmKindName(TrustAlarmKind kind);  // "REVOCATION_LIST_ENDED"
// Whether somebody has to act now: kNoAuthorities, kAuthorityUnusable, kMasterListOld, kRevocationListEnded.
bool IsUrgent(TrustAlarmKind kind);

struct TrustAlarm {
  TrustAlarmKind kind = TrustAlarmKind::kNoAuthorities;
  std::string subject{};        // authority, list or issuer, for people
  std::optional<Instant> at{};  // when it ends, ended, was signed
  friend bool operator==(const TrustAlarm&, const TrustAlarm&) = default;
};

// In the order of kinds, then of the store. Of the master lists of one country's signers, and of the revocation lists
// of one authority under its successive names and keys, only the newest is looked at. One alarm tells of all countries
// without a revocation list, and what is the same in kind, subject and time is told once.
std::vector<TrustAlarm> TrustAlarms(const TrustStore& trust, Instant now);

}  // namespace clearance
