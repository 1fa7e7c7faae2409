#include "common/seal/revoked_bookings.h"

#include <algorithm>
#include <optional>

#include "common/base/check.h"

namespace clearance {
namespace {

RevokedBookings::Id IdOf(std::string_view uuid) {
  const std::optional<std::string> bytes = UuidToBytes(uuid);
  CHECK(bytes.has_value());
  RevokedBookings::Id id{};
  std::copy(bytes->begin(), bytes->end(), id.begin());
  return id;
}

}  // namespace

RevokedBookings::RevokedBookings(const std::vector<std::string>& booking_ids) {
  ids_.reserve(booking_ids.size());
  for (const std::string& uuid : booking_ids) ids_.push_back(IdOf(uuid));
  std::sort(ids_.begin(), ids_.end());
  ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
}

bool RevokedBookings::Contains(std::string_view booking_id) const {
  return !ids_.empty() && std::binary_search(ids_.begin(), ids_.end(), IdOf(booking_id));
}

}  // namespace clearance
