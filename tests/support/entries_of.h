// What a ledger holds, for tests whose ledgers are short enough to be looked at as a whole.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "db/ledger.h"
#include "db/store.h"

namespace clearance {

// All entries of `store`, kMaxRowsPerRead at most, in their order.
inline std::vector<StoredEntry> EntriesOf(StoreReader& store) {
  EntryPage page;
  EXPECT_TRUE(store
                  .Read([&](const Snapshot& s) -> Status {
                    ASSIGN_OR_RETURN(page, s.ledger().List({}, 0, kMaxRowsPerRead));
                    return OkStatus();
                  })
                  .ok());
  return page.entries;
}

}  // namespace clearance
