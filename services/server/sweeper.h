// The sweeper: gives back what leases and holds that ran out had kept, notes who has not come, forgets request ids and
// attempts whose time is over, and erases the keys of people whose time is (services/retention). Runs on the executor
// at a fixed interval. What it ends comes not back, so it never believes a jump of the clock: it goes forward with the
// interval, and catches up slowly; that there was one tells common/base/clock_watch.h. Keys are erased only once it has
// also come so far from the time of the ledger's last entry at the start.
#pragma once

#include <memory>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/rules/rule_book.h"
#include "db/store.h"
#include "services/booking/closed_days.h"

namespace clearance {

inline constexpr Duration kSweepInterval = std::chrono::seconds(10);
// How far the time that is believed goes forward from one sweep to the next, at most: a clock that jumped by an hour
// and stays there is believed after half an hour, one that jumped for a minute closes nothing that has half a minute
// left.
inline constexpr Duration kMaxSweepStep = 3 * kSweepInterval;
inline constexpr std::size_t kSweepBatch = 100;
inline constexpr std::size_t kForgetBatch = 1'000;

// Closes the open decisions whose lease ended by `now` and confirms again the bookings they held, at most kSweepBatch
// of them; forgets request ids that may be, at most kForgetBatch. Neither by a later moment than the last entry was
// recorded at: a ledger that nothing is written to forgets nothing, and whoever reads it can tell what may be gone,
// whatever the clock says by then (services/derivation/verify_derived.h). One transaction's work.
Status SweepExpired(Transaction& t, Instant now);

struct SweepTimes {
  Duration late{};             // how long after its slot a booking still serves
  RetentionTimes retention{};  // the rule book's
};

// Drops holds of places that have run out and marks bookings NO_SHOW whose slot and `late` after it are over, CANCELLED
// where their day was closed and nobody had dealt with them; each an entry of the ledger, at most kSweepBatch of each;
// forgets attempts whose time is over, at most kForgetBatch. One transaction's work.
Status SweepBookings(Transaction& t, const SweepTimes& times, const ClosedDays& closed_days, Instant now);

// Ends with its destructor; a sweep under way finishes. Owns nothing it is given.
class Sweeper {
 public:
  Sweeper(Store& store, const Clock& clock, Executor& executor, const SweepTimes& times, const ClosedDays& closed_days);
  ~Sweeper();

 private:
  struct Life;
  std::shared_ptr<Life> life_;
};

}  // namespace clearance
