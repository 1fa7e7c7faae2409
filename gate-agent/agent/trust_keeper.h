// Whom a gate trusts, and how that comes from the centre: the gate's own trust folder at first, then whatever newer
// bundle the centre signed, put into the folder and in force from the next inspection on. It must never leave a gate
// with less than it had: a centre that is away, or a bundle that is not in order, changes nothing but the log.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/crypto/signature.h"
#include "common/document/trust_store.h"
#include "common/domain/fleet.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

// How often the centre is asked for a newer bundle, and the alarms are looked at again.
inline constexpr Duration kTrustInterval = std::chrono::hours(1);
// Before it is asked again when it did not answer.
inline constexpr BackoffLimits kTrustBackoff{.first = std::chrono::seconds(1), .most = std::chrono::minutes(1)};

// The trust store in force and what is wrong with it. Thread-safe.
class TrustInForce {
 public:
  explicit TrustInForce(std::optional<TrustStore> trust);

  // Null where nobody is trusted yet. One inspection asks once.
  std::shared_ptr<const TrustStore> Store() const;
  // What somebody has to act on now, "TRUST_MASTER_LIST_OLD": shown with every lane's faults.
  std::vector<ReportedFault> Faults() const;

 private:
  friend class TrustKeeper;
  void Replace(TrustStore trust);
  void SetFaults(std::vector<ReportedFault> faults);

  mutable std::mutex mutex_;
  std::shared_ptr<const TrustStore> store_;
  std::vector<ReportedFault> faults_;
};

// What the folder at `path` comes to; nullopt when it is not there. Other errors as LoadTrustStore's.
StatusOr<std::optional<TrustStore>> LoadOwnTrust(const std::string& path, Instant now);

// Begins with its making; the faults of what is there are raised when that returns. Thread-safe. Everything given to it
// must outlive it; it must be destroyed before `central`.
class TrustKeeper {
 public:
  struct Parts {
    Central& central;
    Executor& executor;
    const Clock& clock;
    Random& random;
    TrustInForce& trust;
    VerifyingKey key;    // the centre's, of its seals
    std::string folder;  // the gate's own; made when the first bundle comes
    // Called when the faults are others than before, on the strand or while this is made; must not block.
    std::function<void()> faults_changed{};
  };
  explicit TrustKeeper(Parts parts);
  ~TrustKeeper();
  TrustKeeper(const TrustKeeper&) = delete;
  TrustKeeper& operator=(const TrustKeeper&) = delete;

 private:
  // All on the strand.
  void Ask();
  void Answered(const StatusOr<std::optional<std::string>>& answer);
  Status Take(const std::string& sent);
  void LookForAlarms();

  const Parts parts_;
  OwnedStrand strand_;
  std::string known_;                      // id of what is in the folder; empty when there is nothing to name
  std::map<std::string, Instant> raised_;  // faults by their code, since when
  int failures_ = 0;                       // of the centre to answer, one after the other
};

}  // namespace clearance
