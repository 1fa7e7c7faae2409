// Which seals a gate believes, and how that comes from the centre: the key of its own configuration at first, then
// whatever newer set the centre signed, kept on the gate's disk and in force from the next seal on. It must never leave
// a gate with less than it had: a centre that is away, or a set that is not in order, changes nothing but the log.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/crypto/signature.h"
#include "common/domain/fleet.h"
#include "common/seal/seal_set.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

// How often the centre is asked for a newer set: a booking that was cancelled may be shown for so long.
inline constexpr Duration kSealInterval = std::chrono::minutes(1);
// Before it is asked again when it did not answer.
inline constexpr BackoffLimits kSealBackoff{.first = std::chrono::seconds(1), .most = std::chrono::minutes(1)};
// Bookings known for longer than so long ago are a fault of every lane (domain page §9).
inline constexpr Duration kSealSetOld = std::chrono::hours(24);
inline constexpr std::string_view kSealsOldFault = "SEALS_OLD";

// The set in force and what is wrong with it. Thread-safe.
class SealsInForce {
 public:
  explicit SealsInForce(SealSet set);

  // Never null. One seal asks once.
  std::shared_ptr<const SealSet> Set() const;
  // What somebody has to act on now, "SEALS_OLD": shown with every lane's faults.
  std::vector<ReportedFault> Faults() const;

 private:
  friend class SealKeeper;
  void Replace(SealSet set);
  // Whether the faults are others than before.
  bool SetOld(bool is_old, Instant now);

  mutable std::mutex mutex_;
  std::shared_ptr<const SealSet> set_;
  std::optional<ReportedFault> fault_;
};

// What a gate begins with: the set kept at `path` where there is one that `key` signed, else `own`, whose revision is
// the beginning of time.
SealSet LoadOwnSeals(const std::string& path, const VerifyingKey& key, SealKeys own);

// Begins with its making. Thread-safe. Everything given to it must outlive it; it must be destroyed before `central`.
class SealKeeper {
 public:
  struct Parts {
    Central& central;
    Executor& executor;
    const Clock& clock;
    Random& random;
    SealsInForce& seals;
    VerifyingKey key;  // the centre's
    std::string path;  // the gate's own file; made when the first set comes
    // Called when the faults are others than before, on the strand; must not block.
    std::function<void()> faults_changed{};
  };
  explicit SealKeeper(Parts parts);
  ~SealKeeper();
  SealKeeper(const SealKeeper&) = delete;
  SealKeeper& operator=(const SealKeeper&) = delete;

 private:
  // All on the strand.
  void Ask();
  void Answered(const StatusOr<std::optional<std::string>>& answer);
  Status Take(const std::string& sent);
  void LookAtAge();

  const Parts parts_;
  OwnedStrand strand_;
  const Instant began_at_;
  std::string known_;  // id of the set in force; empty for the gate's own key
  int failures_ = 0;   // of the centre to answer, one after the other
};

}  // namespace clearance
