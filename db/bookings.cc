#include "db/bookings.h"

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"

namespace clearance {

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
  return OkStatus();
}

}  // namespace clearance
