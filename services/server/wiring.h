// Wiring: the centre put together from its parts, and its life from start to drained. The one place that knows them
// all.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/life_sign.h"
#include "common/base/status.h"
#include "db/sqlite_store.h"
#include "services/server/config.h"

namespace clearance {

inline constexpr int kMaxMessageBytes = 1 << 20;  // larger ones are RESOURCE_EXHAUSTED before they are read
inline constexpr Duration kDrainTime = std::chrono::seconds(5);

// A running centre. Not thread-safe.
class Centre {
 public:
  // Opens the database, the keys and the port. Errors name the file or address at fault; nothing is left running.
  static StatusOr<std::unique_ptr<Centre>> Start(const ServerConfig& config);

  // Checks everything Start would use but the port and what is in the database; of what would be written, that it can
  // be. Writes nothing.
  static Status Check(const ServerConfig& config);

  // What Start would ask of the ledger besides, in the same order: restores, tables, its end, and whether the keys are
  // those it was written with. Only reads, beside whoever has the file. Errors name the file; those of Check for keys
  // that cannot be read.
  static StatusOr<StoreLook> CheckLedger(const ServerConfig& config);

  virtual ~Centre() = default;

  // The port it listens on.
  virtual int port() const = 0;
  // Where it shows its metrics and health; empty: nowhere.
  virtual std::string admin_address() const = 0;

  // What proves it alive: that the store's writer and the executor behind it come to an empty transaction, gRPC to its
  // calls, and the port to its callers. Valid until Drain(). Where the port is deaf the process ends of itself
  // (EndSignals).
  virtual std::vector<LifeSign::Ask> LifeSigns() = 0;

  // Takes no new call, ends the watches, lets calls under way finish for kDrainTime, then writes out what is waiting.
  virtual void Drain() = 0;
};

}  // namespace clearance
