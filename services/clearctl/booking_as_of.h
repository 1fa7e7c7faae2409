// A booking as it stood, from the entries that speak of it: bookings are no derived table, for their party, contact and
// seal stand in no entry; what a crossing asks of one does.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "common/base/status.h"
#include "common/domain/booking.h"
#include "db/ledger.h"

namespace clearance {

// True for a BOOKING_CHANGE of that booking, or one that put it in another's place. FAILED_PRECONDITION, as CheckForm
// of entry_forms.h, for one of that booking in the form from before there were parties.
StatusOr<bool> SpeaksOfBooking(const StoredEntry& stored, const std::string& booking_id);

// Whose it is, its slot and state, by which decision it is held and until when, by which passage it was used; absent
// where no entry says that it was made. `entries` in the order of the ledger. DATA_LOSS (STORE_CORRUPT) naming the
// position of an entry that cannot be read.
StatusOr<std::optional<Booking>> BookingAsOf(std::span<const StoredEntry> entries, const std::string& booking_id);

}  // namespace clearance
