// Reading back what ledger_bytes wrote into a ledger's entries. Strict: what is read has that one encoding, and writing
// it again gives the same bytes. Whoever needs no more than to show or verify an entry does not need this.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/date.h"
#include "common/domain/decision.h"
#include "common/domain/territory.h"
#include "common/wire/ledger_bytes.h"

namespace clearance {

// What a DECISION entry's body says.
struct DecisionRecord {
  // Without its request id (the entry has it). Of the document only kind and nationality are known.
  CrossingRequest request{};
  // Without position and decided_at, which are the entry's own position and record time.
  DecideAnswer answer{};
  // The last position of the ledger the decision saw.
  std::uint64_t seen_position = 0;
  friend bool operator==(const DecisionRecord&, const DecisionRecord&) = default;
};

// Also the forms before there were inspections, and before there were purposes, which has neither one nor a side of the
// stay. INVALID_ARGUMENT for anything else DecisionBody does not write.
StatusOr<DecisionRecord> ReadDecisionBody(std::string_view body);

// What an IMPORT entry's body says of the completeness of a territory's record.
struct CompletenessRecord {
  Territory territory = Territory::kChn;
  Date from{};
  friend bool operator==(const CompletenessRecord&, const CompletenessRecord&) = default;
};

// Nothing when `body` is an imported stay; else as for ReadDecisionBody.
StatusOr<std::optional<CompletenessRecord>> ReadCompletenessBody(std::string_view body);

// INVALID_ARGUMENT for anything KeyErasedBody does not write.
StatusOr<KeyErasure> ReadKeyErasedBody(std::string_view body);

}  // namespace clearance
