// What one row of the ledger must be by itself: the stored hash, the encoding, and the columns beside it, all from the
// sealed bytes. Its place in a tree is its reader's to check.
#pragma once

#include <string>

#include "db/ledger.h"

namespace clearance {

// In words, without personal data; empty: nothing is wrong.
std::string FaultOf(const EntryRow& row);

}  // namespace clearance
