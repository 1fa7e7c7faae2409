// The centre as a gate sees it: an interface that speaks domain words, because two real implementations exist.
// GrpcCentral goes over mTLS; the simulated centre of tests and of the whole-system simulation answers under virtual
// time in the order of a seed. It must never decide anything and never hide that a call was not answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/fleet.h"

namespace clearance {

// A lane's report, and the last command carried out at the gate.
struct FleetReport {
  std::string request_id{};  // UUID
  LaneReport lane{};
  std::uint64_t acknowledged_sequence = 0;  // 0 for none
};

// Thread-safe. No call waits: every `done` runs exactly once, later, on a thread of the implementation's choosing, and
// must not block. A `done` may still run while the object is being destroyed and never afterwards.
class Central {
 public:
  using OnDecided = std::function<void(StatusOr<DecideAnswer>)>;
  using OnReported = std::function<void(Status)>;
  using OnBundle = std::function<void(StatusOr<std::optional<std::string>>)>;
  using OnNote = std::function<void(StatusOr<std::string>)>;
  using OnProof = std::function<void(StatusOr<std::vector<std::string>>)>;
  using OnCommand = std::function<void(const GateCommand&)>;

  virtual ~Central() = default;

  // Asks again, with the same request id, while the centre gives no answer (IsRetryable) and `patience` has not run
  // out; then answers with the last error. Other errors are answered at once.
  virtual void DecideCrossing(const CrossingRequest& request, Duration patience, OnDecided done) = 0;

  // One try each: the outbox repeats them for as long as it takes.
  virtual void ReportPassage(const Passage& passage, OnReported done) = 0;
  virtual void ReportAbandonment(const Abandonment& abandonment, OnReported done) = 0;

  // One try; a later report makes an earlier one worthless.
  virtual void ReportLane(const FleetReport& report, OnReported done) = 0;

  // The signed bundle of whom the centre trusts, as it was sent; nullopt when the centre's has the id `known` (empty
  // for none). One try. INVALID_ARGUMENT when it is longer than `max_bytes`.
  virtual void GetTrust(const std::string& known, std::size_t max_bytes, OnBundle done) = 0;
  // The same for the signed set of the keys of seals and of revoked bookings.
  virtual void GetSealSet(const std::string& known, std::size_t max_bytes, OnBundle done) = 0;

  // The centre's signed checkpoint of a log (common/crypto/checkpoint.h), unchecked. NOT_FOUND for a log without
  // entries; DATA_LOSS when the centre's record contradicts what it signed, or `known`: the last note that was kept,
  // which the centre is told so that it finds out what it has lost; empty for none. One try.
  virtual void GetCheckpoint(const std::string& log, const std::string& known, OnNote done) = 0;
  // The hashes that are to show that the log of `new_size` entries began with those of `old_size`, unchecked (RFC 9162
  // §2.1.4). INVALID_ARGUMENT when the log does not have such sizes. One try.
  virtual void ProveGrowth(const std::string& log, std::uint64_t old_size, std::uint64_t new_size, OnProof done) = 0;

  // Hands over every command for this gate's lanes, in rising sequence, each at most once for one process, from the
  // one after `resume_after` on (0: after the last one acknowledged to the centre). Reconnects by itself for ever.
  // To be called once.
  virtual void WatchCommands(std::uint64_t resume_after, OnCommand on_command) = 0;
};

}  // namespace clearance
