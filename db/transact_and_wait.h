// TransactAndWait: Store::Transact for tools and tests. Never in a gRPC callback nor on a thread of the store's
// executor: `done` could then never run.
#pragma once

#include "db/store.h"

namespace clearance {

// Blocks until `done`; what it was given.
Status TransactAndWait(Store& store, Store::Function fn);

}  // namespace clearance
