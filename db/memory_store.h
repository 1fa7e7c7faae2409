// MemoryStore: the whole store in memory, for tests and simulations. Keeps nothing when it goes.
#pragma once

#include <cstddef>
#include <memory>

#include "common/base/executor.h"
#include "db/store.h"

namespace clearance {

// Functions and their `done` run on `executor`, one after the other, in the order of the Transact calls; under
// VirtualTime everything is deterministic. `executor` must outlive the store; functions that have not begun when the
// store goes are answered with UNAVAILABLE.
std::unique_ptr<Store> NewMemoryStore(Executor& executor, std::size_t max_waiting = kMaxWaitingFunctions);

}  // namespace clearance
