// The sweeper: gives back what leases that ran out had reserved. Runs on the executor at a fixed interval.
#pragma once

#include <memory>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "db/store.h"

namespace clearance {

inline constexpr Duration kSweepInterval = std::chrono::seconds(10);
inline constexpr std::size_t kSweepBatch = 100;

// Closes the open decisions whose lease ended by `now` and confirms again the bookings they held: one transaction's
// work, at most kSweepBatch of them.
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
