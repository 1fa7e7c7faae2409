// The sweeper: gives back what leases and holds that ran out had kept, notes who has not come, and forgets request ids
// and attempts whose time is over. Runs on the executor at a fixed interval. What it ends comes not back, so it never
// believes a jump of the clock: it goes forward with the interval, and catches up slowly.
#pragma once

#include <memory>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "db/store.h"

namespace clearance {

inline constexpr Duration kSweepInterval = std::chrono::seconds(10);
// How far the time that is believed goes forward from one sweep to the next, at most: a clock that jumped by an hour
// and stays there is believed after half an hour, one that jumped for a minute closes nothing that has half a minute
// left.
inline constexpr Duration kMaxSweepStep = 3 * kSweepInterval;
inline constexpr std::size_t kSweepBatch = 100;
inline constexpr std::size_t kForgetBatch = 1'000;

// Closes the open decisions whose lease ended by `now` and confirms again the bookings they held, at most kSweepBatch
// of them; forgets request ids that may be, at most kForgetBatch, and none by a later day than that of the last entry:
// a ledger that nothing is written to forgets nothing. One transaction's work.
Status SweepExpired(Transaction& t, Instant now);

// Drops holds of places that have run out and marks bookings NO_SHOW whose slot and `late` after it are over, each an
// entry of the ledger, at most kSweepBatch of each; forgets attempts past kAttemptRetention, at most kForgetBatch. One
// transaction's work.
Status SweepBookings(Transaction& t, Duration late, Instant now);

// Ends with its destructor; a sweep under way finishes. Owns nothing it is given.
class Sweeper {
 public:
  // `late`: how long after its slot a booking still serves.
  Sweeper(Store& store, const Clock& clock, Executor& executor, Duration late);
  ~Sweeper();

 private:
  struct Life;
  std::shared_ptr<Life> life_;
};

}  // namespace clearance
