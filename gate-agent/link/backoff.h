// Backoff: how long to wait before a call is tried again, so that a centre that comes back is not run over by its
// gates.
#pragma once

#include "common/base/instant.h"
#include "common/base/random.h"
#include "common/base/status.h"

namespace clearance {

struct BackoffLimits {
  Duration first{50};   // before the first repetition, > 0
  Duration most{2000};  // the longest wait, >= first
};

// The wait before repetition number `repetition` (from 1): doubles from `first` up to `most`, and of that a random
// share between a half and the whole.
Duration BackoffDelay(const BackoffLimits& limits, int repetition, Random& random);

// The same after the wait that the failed call asked for (RetryAfterOf), where it did: gates that were all told the
// same wait do not come back in the same moment.
Duration RetryDelay(const BackoffLimits& limits, int repetition, const Status& failed, Random& random);

}  // namespace clearance
