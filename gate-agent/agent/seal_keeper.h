// Which seals a gate believes, and how that comes from the centre: the key of its own configuration at first, then
// whatever newer set the centre signed, kept on the gate's disk and in force from the next seal on (centre_follower.h).
// Never put in the place of a file that is no seal set: a slip in a setting must not cost an outbox or a key.
#pragma once

#include <string>

#include "common/seal/seal_set.h"
#include "gate-agent/agent/centre_follower.h"

namespace clearance {

// How often the centre is asked for a newer set: a booking that was cancelled may be shown for so long.
inline constexpr Duration kSealInterval = std::chrono::minutes(1);
// Bookings known for longer than so long ago are a fault of every lane (domain page §9), at once where the set that was
// kept cannot be opened.
inline constexpr Duration kSealSetOld = std::chrono::hours(24);
inline constexpr std::string_view kSealsOldFault = "SEALS_OLD";

// Never null.
using SealsInForce = Followed<SealSet>;

// What a gate begins with: the set kept at `path` where there is one that `key` signed, else `own`, whose revision is
// the beginning of time.
SealSet LoadOwnSeals(const std::string& path, const VerifyingKey& key, SealKeys own);

// Begins with its making. Thread-safe.
class SealKeeper {
 public:
  using Parts = KeeperParts<SealSet>;
  explicit SealKeeper(Parts parts);

 private:
  // Both on the strand.
  StatusOr<std::string> Take(const std::string& sent);
  void LookAtAge();

  const Parts parts_;
  const Instant began_at_;
  const bool lost_;
  bool old_ = false;
  CentreFollower follower_;  // the first to end
};

}  // namespace clearance
