#include "common/seal/revoked_bookings.h"

#include <algorithm>

#include "common/base/bytes.h"
#include "common/base/check.h"
#include "common/base/ids.h"

namespace clearance {
namespace {

RevokedBookings::Id IdOf(std::string_view uuid) {
  const std::string bytes = BytesOfUuid(uuid);
  RevokedBookings::Id id{};
  std::copy(bytes.begin(), bytes.end(), id.begin());
  return id;
}

}  // namespace

std::string BytesOfUuid(std::string_view uuid) {
  CHECK(IsUuid(uuid));
  std::string hex;
  for (const char c : uuid) {
    if (c != '-') hex.push_back(c);
  }
  return FromHex(hex).value();
}

std::string UuidOfBytes(std::string_view bytes) {
  CHECK(bytes.size() == kUuidBytes);
  std::string uuid = ToHex(bytes);
  for (const std::size_t hyphen : {8u, 13u, 18u, 23u}) uuid.insert(hyphen, 1, '-');
  return uuid;
}

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
