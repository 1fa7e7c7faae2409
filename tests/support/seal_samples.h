// Claims of seals and what they are held against, for tests of seals over many. The people in them are made up.
#pragma once

#include <string>
#include <vector>

#include "common/seal/seal.h"

namespace clearance {

inline constexpr Instant kSealSampleStart = FromUnixMs(1'795'305'600'000);  // 2026-11-22T00:00:00Z
inline const std::string kSealSampleHashKey(32, 'k');

inline Document SealSampleDocument(int number) {
  Document document;
  document.issuing_state = "KAZ";
  document.number = "N" + std::to_string(10'000'000 + number);
  return document;
}

inline SealClaims SealSampleClaims(int number) {
  constexpr Movement kMovements[] = {{Territory::kKaz, Territory::kIcbc}, {Territory::kIcbc, Territory::kKaz}};
  const std::string last = std::to_string(100'000'000'000 + number);
  return {.booking_id = "1f0c8a52-6a3e-4b0f-9d38-" + last,
          .slot_starts_at = kSealSampleStart + std::chrono::minutes(15) * (number % 8),
          .slot_ends_at = kSealSampleStart + std::chrono::minutes(15) * (number % 8 + 1),
          .port = number % 5 == 4 ? "DOSTYK" : "KHORGOS",
          .movement = kMovements[number % 2],
          .lane_group = number % 3 == 2 ? "road-chn" : "icbc-kaz",
          .document_hash = SealDocumentHash(kSealSampleHashKey, SealSampleDocument(number))};
}

inline std::vector<SealClaims> ThreeSealSamples() {
  return {SealSampleClaims(0), SealSampleClaims(7), SealSampleClaims(9)};
}

}  // namespace clearance
