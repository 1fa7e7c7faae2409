// MemoryStore: the whole store in memory, for tests and simulations. Keeps nothing when it goes.
#pragma once

#include <memory>

#include "common/base/executor.h"
#include "db/store.h"

namespace clearance {

// Functions and their `done` run on `executor`, one after the other, in the order of the Transact calls; under
// VirtualTime everything is deterministic. `executor` must outlive the store; what is still queued when the store goes
// is finished with UNAVAILABLE.
std::unique_ptr<Store> NewMemoryStore(Executor& executor);

}  // namespace clearance
