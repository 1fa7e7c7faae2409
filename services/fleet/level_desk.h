// The level desk: officers order the level a lane works at. Down to where people do more one officer alone may, at
// once: nobody waits for a second person to be safer. Any other level takes two. The order is an entry, a command for
// the gate, and stands with the lane: lane_reports.h sees to it that a lane does not come up again with less of an
// officer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "common/base/clock.h"
#include "common/wire/fleet_wire.h"
#include "db/store.h"

namespace clearance {

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class LevelDesk {
 public:
  // The position of the entry; 0 for a proposal, which waits for a second officer and changes nothing.
  using OnOrdered = std::function<void(StatusOr<std::uint64_t>)>;

  LevelDesk(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // NOT_FOUND for a lane that has never reported; INVALID_ARGUMENT naming `level` for the one it is at, with no other
  // ordered; else as PersonsFor of two_person_call.h (PROPOSAL_OVERTAKEN: it reports, or was ordered, another since). A
  // replay gets the first answer.
  void Set(const LevelOrder& order, const std::string& officer, OnOrdered done);

 private:
  StatusOr<std::uint64_t> SetIn(Transaction& t, const LevelOrder& order, const std::string& officer) const;

  Store& store_;
  const Clock& clock_;
};

}  // namespace clearance
