// A gate put together from its parts, and its life from start to drained: the lanes, their devices, the link to the
// centre, the outbox. The one place that knows them all.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/life_sign.h"
#include "common/base/status.h"
#include "gate-agent/agent/config.h"

namespace clearance {

// How long a draining gate waits for travellers to leave its lanes, and then for calls to its devices: a client that
// does not look at its connection keeps it open for as long.
inline constexpr Duration kGateDrainTime = std::chrono::seconds(5);
inline constexpr Duration kDeviceCallsDrainTime = std::chrono::milliseconds(500);

// Not thread-safe.
class Gate {
 public:
  // Opens the gate's file, keys, networks and the address of its devices, and starts every lane. The centre need not be
  // there. Errors name the file or address at fault; nothing is left running.
  static StatusOr<std::unique_ptr<Gate>> Start(const AgentConfig& config);

  // Checks everything Start would use but what is in the gate's file, and the address; of what would be written, that
  // it can be. Writes nothing.
  static Status Check(const AgentConfig& config);

  virtual ~Gate() = default;

  // Where the simulated devices are served, "127.0.0.1:40001".
  virtual std::string devices_address() const = 0;

  // Where it shows its metrics and health; empty: nowhere.
  virtual std::string admin_address() const = 0;

  // Why faces are not compared although the configured level would; empty otherwise.
  virtual const std::string& why_no_biometrics() const = 0;
  // What the lanes work at.
  virtual ServiceLevel level() const = 0;

  // What proves it alive: that every lane comes to what is posted to it, gRPC to its calls, and the port of the devices
  // to its callers. Valid until Drain(). Where that is deaf the process ends of itself (EndSignals).
  virtual std::vector<LifeSign::Ask> LifeSigns() = 0;

  // Takes no new traveller, waits for those inside for kGateDrainTime, and ends. What was reported is on disk; a person
  // still inside is in the journal.
  virtual void Drain() = 0;
};

}  // namespace clearance
