// Lanes: the last report of each, as the centre sees them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/fleet.h"

namespace clearance {

struct LaneStatus {
  std::string gate_id{};
  LaneReport report{};
  std::optional<ServiceLevel> ordered_level{};  // the last one officers have ordered, carried out or not
  Instant received_at{};                        // by the centre's clock
  std::uint64_t change = 0;                     // the store's running number of this row's last change
  friend bool operator==(const LaneStatus&, const LaneStatus&) = default;
};

class Lanes {
 public:
  virtual ~Lanes() = default;
  virtual StatusOr<std::optional<LaneStatus>> Find(std::string_view port, std::string_view lane_id) const = 0;
  // In order of change, after `change`, each as it stands now; only of `port` unless that is empty; at most `limit`
  // (≤ kMaxRowsPerRead). From change 0 on: every lane.
  virtual StatusOr<std::vector<LaneStatus>> ChangesSince(std::string_view port, std::uint64_t change,
                                                         std::size_t limit) const = 0;
  // Replaces what was known of that port's lane; stamps a new change number and returns it.
  virtual StatusOr<std::uint64_t> Put(const LaneStatus& status) = 0;
};

}  // namespace clearance
