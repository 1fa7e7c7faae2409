// The sweeper: gives back what leases that ran out had reserved, and forgets request ids whose window is over. Runs on
// the executor at a fixed interval.
#pragma once

#include <memory>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "db/store.h"

namespace clearance {

inline constexpr Duration kSweepInterval = std::chrono::seconds(10);
inline constexpr std::size_t kSweepBatch = 100;
inline constexpr std::size_t kForgetBatch = 1'000;

// Closes the open decisions whose lease ended by `now` and confirms again the bookings they held, at most kSweepBatch
// of them; forgets request ids that may be, at most kForgetBatch. One transaction's work.
Status SweepExpired(Transaction& t, Instant now);

// Ends with its destructor; a sweep under way finishes. Owns nothing it is given.
class Sweeper {
 public:
  Sweeper(Store& store, const Clock& clock, Executor& executor);
  ~Sweeper();

 private:
  struct Life;
  std::shared_ptr<Life> life_;
};

}  // namespace clearance
