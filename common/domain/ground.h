// A ground: in whose own words an act or a look stands in the ledger.
#pragma once

namespace clearance {

inline constexpr int kMaxGroundCharacters = 200;

}  // namespace clearance
