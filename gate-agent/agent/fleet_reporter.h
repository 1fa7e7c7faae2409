// Tells the centre how a gate's lanes stand: at every change, the newest state only, and as a heartbeat; and which of
// the centre's commands have been carried out. It must never hold a lane up: a report that does not arrive is replaced
// by a later one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/domain/fleet.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/outbox.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

inline constexpr Duration kFleetHeartbeat = std::chrono::seconds(10);
// A report that was not taken, or told of an outbox that was not empty, is repeated so soon, in its then newest state.
inline constexpr Duration kFleetRetry = std::chrono::seconds(1);

// Thread-safe. Everything given to it must outlive it; it must be destroyed before `central`.
class FleetReporter {
 public:
  struct Parts {
    Central& central;
    const Outbox& outbox;
    Executor& executor;
    const Clock& clock;
    Random& random;
    // Of the whole gate, told with every lane; must not block.
    std::function<std::vector<ReportedFault>()> gate_faults{};
  };
  explicit FleetReporter(const Parts& parts);
  ~FleetReporter();
  FleetReporter(const FleetReporter&) = delete;
  FleetReporter& operator=(const FleetReporter&) = delete;

  // How a lane stands now: its profile, phase, level and its own faults. The time and what the outbox has to say are
  // added when it is sent.
  void Changed(LaneReport report);

  // The faults of the whole gate are others now: every lane that has reported does so again.
  void GateChanged();
  // A command has come, and later: has been carried out, or can never be. What is acknowledged is the highest sequence
  // below which everything is done.
  void CommandArrived(std::uint64_t sequence);
  void CommandDone(std::uint64_t sequence);

 private:
  struct Lane {
    LaneReport report;
    bool under_way = false;
    bool changed = false;       // since it was last sent
    bool told_waiting = false;  // the last report told of reports in the outbox: the centre is told when they are gone
  };
  void Send(const std::string& lane_id);
  void Answered(const std::string& lane_id, const Status& status);
  void Remind(const std::string& lane_id);
  void Beat();
  std::uint64_t Acknowledged() const;

  const Parts parts_;
  OwnedStrand strand_;
  std::map<std::string, Lane> lanes_;
  std::set<std::uint64_t> open_commands_;
  std::uint64_t last_command_ = 0;
  bool failing_ = false;
};

}  // namespace clearance
