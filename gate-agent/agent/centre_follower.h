// How a gate keeps up with what the centre gives out whole and signed, whom to trust and which seals to believe: it
// asks by the id of what it has, takes what is newer, and asks again. It must never leave a gate with less than it had:
// a centre that is away, or an answer that is not in order, changes nothing but the log.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/crypto/signature.h"
#include "common/domain/fleet.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/owned_strand.h"

namespace clearance {

// Before the centre is asked again when it did not answer.
inline constexpr BackoffLimits kFollowBackoff{.first = std::chrono::seconds(1), .most = std::chrono::minutes(1)};

// What is in force and what is wrong with it. Thread-safe: readers use the old value or the new one, never half of
// each.
template <typename Value>
class Followed {
 public:
  explicit Followed(std::optional<Value> value) {
    if (value) value_ = std::make_shared<const Value>(*std::move(value));
  }

  // Null where there is none yet. One crossing's check asks once.
  std::shared_ptr<const Value> Get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  // What somebody has to act on now: shown with every lane's faults.
  std::vector<ReportedFault> Faults() const {
    const std::lock_guard lock(mutex_);
    return faults_;
  }

  void Replace(Value value) {
    auto replacement = std::make_shared<const Value>(std::move(value));
    const std::lock_guard lock(mutex_);
    // Swapped, so that the old one ends outside the lock, or with the last check that uses it.
    value_.swap(replacement);
  }
  void SetFaults(std::vector<ReportedFault> faults) {
    const std::lock_guard lock(mutex_);
    faults_ = std::move(faults);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Value> value_;
  std::vector<ReportedFault> faults_;
};

// What a keeper of something in force works with. Everything must outlive it; it must be destroyed before `central`.
template <typename Value>
struct KeeperParts {
  Central& central;
  Executor& executor;
  const Clock& clock;
  Random& random;
  Followed<Value>& in_force;
  VerifyingKey key;  // the centre's, of its seals
  std::string path;  // the gate's own file or folder; made when the first one comes
  // Called when the faults are others than before, on the keeper's strand or while it is made; must not block.
  std::function<void()> faults_changed{};
};

// Begins with its making. Everything given to it must outlive it.
class CentreFollower {
 public:
  // The bytes sent; nothing: what the gate has is current.
  using Answer = StatusOr<std::optional<std::string>>;
  struct Parts {
    Executor& executor;
    Random& random;
    std::string name;   // in the log: "seals" is "seals_not_fetched"
    Duration interval;  // how often the centre is asked that answers
    // All on the strand, and not once this is destroyed.
    std::function<std::string()> known_at_first;  // id of what is there; empty: nothing that has one
    std::function<void(const std::string& known, std::function<void(Answer)> done)> ask;
    std::function<StatusOr<std::string>(const std::string& sent)> take;  // its id, once it is in force
    std::function<void()> answered;  // after every answer, also that the centre is away
  };
  explicit CentreFollower(Parts parts);
  ~CentreFollower();
  CentreFollower(const CentreFollower&) = delete;
  CentreFollower& operator=(const CentreFollower&) = delete;

 private:
  // All on the strand.
  void Ask();
  void Answered(const Answer& answer);
  Status Heed(const Answer& answer);

  const Parts parts_;
  OwnedStrand strand_;
  std::string known_;  // id of what is in force
  int failures_ = 0;   // of the centre to answer, one after the other
};

}  // namespace clearance
