// A lane's journal: the crossing with a person inside, as kept on the gate's disk, so that a restarted agent comes up
// attended (domain page §10) and reports under the ids the crossing already had. It must never lose a field.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "gate-agent/lane/lane_state.h"

namespace clearance {

struct JournalRecord {
  CrossingInHand crossing{};
  std::optional<Instant> closed_in_since{};
  friend bool operator==(const JournalRecord&, const JournalRecord&) = default;
};

// Personal data. Empty when nobody is inside as far as the state knows, or when the lane has no crossing in hand.
std::string EncodeJournal(const LaneState& state);

// Error: DATA_LOSS, STORE_CORRUPT, when the bytes are not what EncodeJournal writes.
StatusOr<JournalRecord> DecodeJournal(std::string_view bytes);

}  // namespace clearance
