// Whom a gate trusts, and how that comes from the centre: the gate's own trust folder at first, then whatever newer
// bundle the centre signed, put into the folder and in force from the next inspection on (centre_follower.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/document/trust_alarms.h"
#include "common/document/trust_store.h"
#include "gate-agent/agent/centre_follower.h"

namespace clearance {

// How often the centre is asked for a newer bundle, and the alarms are looked at again.
inline constexpr Duration kTrustInterval = std::chrono::hours(1);

// Null where nobody is trusted yet. Faults: "TRUST_MASTER_LIST_OLD".
using TrustInForce = Followed<TrustStore>;

// What the folder at `path` comes to; nullopt when it is not there. Other errors as LoadTrustStore's.
StatusOr<std::optional<TrustStore>> LoadOwnTrust(const std::string& path, Instant now);

// Begins with its making; the faults of what is there are raised when that returns. Thread-safe.
class TrustKeeper {
 public:
  using Parts = KeeperParts<TrustStore>;  // path: a folder
  explicit TrustKeeper(Parts parts);

 private:
  // On the strand, or while this is made.
  StatusOr<std::string> Take(const std::string& sent);
  void LookForAlarms();

  const Parts parts_;
  std::vector<TrustAlarm> told_;            // in the log
  std::map<std::string, Instant> raised_;   // faults by their code, since when
  std::optional<CentreFollower> follower_;  // the first to end
};

}  // namespace clearance
