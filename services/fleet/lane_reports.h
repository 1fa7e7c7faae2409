// What a gate's report of a lane changes: how the lane stands, the entry of another level, the commands that were
// carried out. Reports are in the order of their gate's clock, so that a late retry of an earlier one changes nothing.
#pragma once

#include <cstdint>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/date.h"
#include "db/store.h"

namespace clearance {

// How far a gate's clock may be ahead of the centre's before what it says of the order of its reports is not believed:
// after a clock that was put back the lane must not be shown as it stood before.
inline constexpr Duration kMaxReportLead = std::chrono::minutes(5);

// How long the command for an ordered level waits for its gate. Long: an order stands, also for a gate that was away.
inline constexpr Duration kLevelCommandLifetime = Days(30);

struct ReceivedReport {
  LaneStatus status{};
  std::uint64_t acknowledged_sequence = 0;  // 0: none
};

// Idempotent by the report's own moment and words, without a request id: the same one again, and one from before the
// last, change nothing but what was carried out, which never goes back. INVALID_ARGUMENT for a sequence never issued;
// the store's own.
// A lane that reports another level than officers have ordered is told again, unless it reports one that leaves more to
// people: a gate started anew, or one that was away, must not forget an order and let the machine do more.
Status RecordReport(Transaction& t, const ReceivedReport& received);

// Tells the lane's gate which level was ordered; there must be one.
Status SendLevel(Transaction& t, const LaneStatus& lane, Instant now);

}  // namespace clearance
