// StayBound: how long a stay may last.
#pragma once

#include <cstddef>
#include <optional>

namespace clearance {

// The days of a stay (nullopt: no limit; 0: not even the first), and the first of the regime's limits that end it
// there, as an index (absent: none).
struct StayBound {
  std::optional<int> days{};
  std::optional<std::size_t> limit{};
  friend bool operator==(const StayBound&, const StayBound&) = default;
};

}  // namespace clearance
