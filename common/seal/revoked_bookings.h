// Bookings that were given up while their slot was still to come: cancelled, or moved to another one. What a seal of
// theirs is worth is REVOKED. Ids only: nothing here says whose they were.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/uuid_bytes.h"

namespace clearance {

// A value; built once, then read by many threads. Found in the logarithm of its size.
class RevokedBookings {
 public:
  using Id = std::array<unsigned char, kUuidBytes>;

  RevokedBookings() = default;
  // UUIDs (CHECK), in any order and any number of times.
  explicit RevokedBookings(const std::vector<std::string>& booking_ids);

  bool Contains(std::string_view booking_id) const;
  // Rising, each once.
  const std::vector<Id>& ids() const { return ids_; }
  friend bool operator==(const RevokedBookings&, const RevokedBookings&) = default;

 private:
  std::vector<Id> ids_;
};

}  // namespace clearance
