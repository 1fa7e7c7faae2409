// Open decisions: leases. A decision stands open until its passage, its abandonment or its expiry; a second gate
// asking for the same traveller meanwhile sees it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"

namespace clearance {

struct OpenDecision {
  std::string request_id{};  // of DecideCrossing
  std::string traveller{};   // pseudonym
  LaneProfile lane{};
  std::string booking_id{};  // reserved with it; empty for a walk-in
  Verdict verdict = Verdict::kRefer;
  Instant decided_at{};
  Instant valid_until{};
  std::uint64_t position = 0;  // of row 1
  friend bool operator==(const OpenDecision&, const OpenDecision&) = default;
};

inline constexpr std::size_t kMaxOpenDecisionsPerTraveller = 16;

class OpenDecisions {
 public:
  virtual ~OpenDecisions() = default;
  // Those of one traveller whether or not expired, the newest position first, at most kMaxOpenDecisionsPerTraveller.
  virtual StatusOr<std::vector<OpenDecision>> FindByTraveller(std::string_view traveller) const = 0;
  virtual StatusOr<std::optional<OpenDecision>> FindByRequest(std::string_view request_id) const = 0;
  // Those with valid_until ≤ now, the longest expired first, at most `limit` (≤ kMaxRowsPerRead): the sweeper's work.
  virtual StatusOr<std::vector<OpenDecision>> Expired(Instant now, std::size_t limit) const = 0;
  // Inserts, or replaces the one with the same request id.
  virtual Status Put(const OpenDecision& decision) = 0;
  // OK as well when there is none.
  virtual Status Close(std::string_view request_id) = 0;
};

}  // namespace clearance
