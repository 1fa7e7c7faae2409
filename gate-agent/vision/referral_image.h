// The one picture a gate may keep of a traveller: the best live frame of a crossing that goes to an officer. It is
// sealed the moment it is kept, under a key that lives in this process and dies with it, and it has an expiry.
//
// Nothing is written to disk: a restart leaves nothing that could be opened. The lane's own limit (LaneLimits) takes a
// picture away at the same time; the expiry here holds whatever a lane forgets.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/secret.h"
#include "gate-agent/vision/face_engine.h"

namespace clearance {

// Thread-safe.
class ReferralImages {
 public:
  // As long as a referral may wait in the hall; an officer who has not come by then compares with the person.
  static constexpr Duration kKeptFor = std::chrono::minutes(30);
  static constexpr std::size_t kMaxKept = 32;  // twice a gate's lanes; the one that expires first makes room
  static constexpr std::size_t kMaxFrameBytes = std::size_t{4} << 20;

  ReferralImages();
  ~ReferralImages() = default;
  ReferralImages(const ReferralImages&) = delete;
  ReferralImages& operator=(const ReferralImages&) = delete;

  // Seals `frame` for the crossing, in place of an earlier one. `frame` stays the caller's to wipe.
  // INVALID_ARGUMENT when it is empty or larger than kMaxFrameBytes.
  Status Keep(const std::string& crossing_id, const EncodedPicture& frame, Instant now);

  // The frame, for the officer who decides this crossing and nobody else. NOT_FOUND when none is kept or its time is
  // over; it opens for its own crossing only.
  StatusOr<SecretBytes> Open(const std::string& crossing_id, Instant now) const;

  // The referral is decided: its picture goes.
  void Forget(const std::string& crossing_id);

  // Overwrites what has expired.
  void Sweep(Instant now);

  std::size_t size() const;

 private:
  struct Sealed {
    std::string bytes;
    Instant expires{};
  };

  const SecretBytes key_;
  mutable std::mutex mutex_;
  std::map<std::string, Sealed> sealed_;  // by crossing
};

}  // namespace clearance
