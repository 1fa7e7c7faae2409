// The one log of the ledger that is no port's.
#pragma once

#include <string_view>

namespace clearance {

// Entries that belong to no port stand there: identity, rule book, holds, imports, corrections, looks, erasures.
inline constexpr std::string_view kCentreLog = "centre";

}  // namespace clearance
