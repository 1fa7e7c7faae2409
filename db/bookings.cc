#include "db/bookings.h"

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"

namespace clearance {
namespace {

bool IsMember(int member) { return member >= 0 && member < kMaxPartySize; }

Status ValidateMember(const Booking& booking) {
  if (!IsMember(booking.member)) return InvalidField("member", "0 to 7");
  if (!booking.guardian) return OkStatus();
  if (!booking.minor) return InvalidField("guardian", "an adult has none");
  if (!IsMember(*booking.guardian) || *booking.guardian == booking.member) {
    return InvalidField("guardian", "another member of the party");
  }
  return OkStatus();
}

}  // namespace

bool Passes(const BookingFilter& filter, const Booking& booking) {
  const SlotKey& slot = booking.slot;
  if (!filter.port.empty() && slot.port != filter.port) return false;
  if (!filter.lane_group.empty() && slot.lane_group != filter.lane_group) return false;
  if (filter.movement && slot.movement != *filter.movement) return false;
  if (filter.state && booking.state != *filter.state) return false;
  return slot.starts_at >= filter.from && slot.starts_at < filter.to;
}

Status ValidateBooking(const Booking& booking) {
  if (!UuidToBytes(booking.booking_id)) return InvalidField("booking_id", "not a UUID in canonical form");
  if (booking.reference.empty() || booking.reference.size() > kMaxReferenceBytes) {
    return InvalidField("reference", "1 to 16 characters");
  }
  if (booking.traveller.size() != kPseudonymBytes) return InvalidField("traveller", "a pseudonym has 32 bytes");
  if (booking.birth_date_hash.size() > kPseudonymBytes) return InvalidField("birth_date_hash", "more than 32 bytes");
  for (const std::string& id : {booking.reserved_by, booking.redeemed_by}) {
    if (!id.empty() && !UuidToBytes(id)) return InvalidField("request_id", "not a UUID in canonical form");
  }
  if (!booking.moved_to.empty() && !UuidToBytes(booking.moved_to)) {
    return InvalidField("moved_to", "not a UUID in canonical form");
  }
  if (!booking.contact_hash.empty() && booking.contact_hash.size() != kPseudonymBytes) {
    return InvalidField("contact_hash", "a keyed hash has 32 bytes");
  }
  return ValidateMember(booking);
}

}  // namespace clearance
