// The last position of a store's ledger, for tests that count what was recorded.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>

#include "db/store.h"

namespace clearance {

// 0 while nothing is recorded, or where the store cannot be read, which fails the test.
inline std::uint64_t LastPositionOf(Store& store) {
  std::uint64_t last = 0;
  const Status read = store.Read([&](const Snapshot& snapshot) -> Status {
    ASSIGN_OR_RETURN(last, snapshot.ledger().LastPosition());
    return OkStatus();
  });
  EXPECT_TRUE(read.ok()) << read;
  return last;
}

}  // namespace clearance
