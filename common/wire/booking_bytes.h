// Canonical bytes of what the ledger keeps of bookings, as in ledger_bytes.h, and reading them back, strictly; and what
// a call is about as bytes to hash. No name, number, birth date or contact stands in them, and no reference: it is half
// of what finds a party.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/booking_calls.h"
#include "common/domain/booking_change.h"

namespace clearance {

// Body of a BOOKING_CHANGE entry, in its second form.
std::string BookingBody(const BookingChange& change);
// INVALID_ARGUMENT for anything BookingBody does not write, the first form among it.
StatusOr<BookingChange> ReadBookingBody(std::string_view body);

// As RequestBytes of ledger_bytes.h. Keyed hashes stand for what is personal: of the contact, of each person's
// document in their order (all its fields), of the birth date. Whether a call only validates is no part of it.
std::string RequestBytes(const SlotHoldRequest& request, std::string_view contact_hash);
std::string RequestBytes(const BookingRequest& request, const std::vector<std::string>& fingerprints,
                         std::string_view contact_hash);
std::string RequestBytes(const MoveRequest& request, std::string_view birth_date_hash);
std::string RequestBytes(const CancelRequest& request, std::string_view birth_date_hash);
std::string RequestBytes(const ClosureRequest& request);

}  // namespace clearance
