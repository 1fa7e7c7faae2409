// Lane commands: what the centre tells a gate's lanes, in order, until the gate says they have been carried out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/fleet.h"

namespace clearance {

class LaneCommands {
 public:
  virtual ~LaneCommands() = default;
  // Commands of the gate with a sequence after both `sequence` and the last acknowledged one, in order; at most
  // `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<GateCommand>> Since(std::string_view gate_id, std::uint64_t sequence,
                                                   std::size_t limit) const = 0;
  // The last acknowledged sequence; 0 for none.
  virtual StatusOr<std::uint64_t> Acknowledged(std::string_view gate_id) const = 0;

  // Gives it the gate's next sequence, whatever `command.sequence` says, and returns that.
  virtual StatusOr<std::uint64_t> Append(const GateCommand& command) = 0;
  // All up to and including `sequence` were carried out and are dropped; a lower number than before changes nothing,
  // one never issued is INVALID_ARGUMENT.
  virtual Status Acknowledge(std::string_view gate_id, std::uint64_t sequence) = 0;
};

}  // namespace clearance
