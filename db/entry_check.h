// What one row of the ledger must be by itself: the types of its columns, the stored hash, the encoding, and the
// columns beside it, all from the sealed bytes. Its place in a tree is its reader's to check.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "db/ledger.h"

namespace clearance {

// In words, without personal data; empty: nothing is wrong.
std::string FaultOf(const EntryRow& row);

// Of the lowest position there is a row at. Readers begin at position 1, so what stands before it would be seen by no
// check, and by whoever looks for a traveller's latest entry.
std::string FaultOfFirst(std::optional<std::int64_t> first_position);

}  // namespace clearance
