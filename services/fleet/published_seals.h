// The seal set as gates get it: the keys of the centre's configuration and the bookings that were given up, made and
// signed anew when either has changed, and now and then so that its age can be seen. It must never give out half of the
// revocations as if they were all: a store that does not answer leaves the edition before it in force.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/signature.h"
#include "common/seal/seal_set.h"

namespace clearance {

// The store is not asked again sooner, however many gates ask.
inline constexpr Duration kSealSetLook = std::chrono::seconds(10);
// A set of which nothing has changed is made anew after so long: its revision says how old what a gate has can be.
inline constexpr Duration kSealSetLife = std::chrono::hours(1);

// Ids of the bookings that were given up while their window is not over at an instant; at most kMaxRevokedBookings.
using RevokedSource = std::function<StatusOr<std::vector<std::string>>(Instant now)>;

// Thread-safe.
class PublishedSeals {
 public:
  struct Edition {
    Instant revision{};
    std::string id{};      // SealSetId
    std::string bundle{};  // signed
  };

  // `keys` is not empty; `key` is the one gates know the centre by. Errors are the source's. `clock` must outlive it.
  static StatusOr<std::unique_ptr<PublishedSeals>> Open(SealKeys keys, const SigningKey& key, RevokedSource revoked,
                                                        const Clock& clock);

  // Reads the store: never for a gRPC callback. Never null.
  std::shared_ptr<const Edition> Latest();

 private:
  PublishedSeals(SealKeys keys, SigningKey key, RevokedSource revoked, const Clock& clock);
  Status Refresh(Instant now);

  const SigningKey key_;
  const RevokedSource source_;
  const Clock& clock_;
  std::mutex mutex_;
  SealSet set_;  // of the edition
  Instant looked_at_{};
  std::shared_ptr<const Edition> edition_;
};

}  // namespace clearance
