// Parties: who may travel together under one reference, and how a party is told of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/booking.h"
#include "common/domain/booking_calls.h"
#include "common/domain/date.h"
#include "db/store.h"
#include "services/booking/slots_limits.h"

namespace clearance {

// INVALID_ARGUMENT naming the person (persons[2].guardian) where somebody below the age of minors on `day` has no
// adult, somebody is of age and has one, or the adult named is none.
Status CheckParty(const std::vector<BookingPerson>& persons, Date day, const BookingLimits& limits);

// Whether a lane has the booking in hand at `now`.
bool IsInHand(const Booking& booking, Instant now);
// Whether it can be moved or given back at `now`: confirmed, or reserved by a decision that has run out.
bool IsFree(const Booking& booking, Instant now);

// Whether a minor of `party` would have a place without the adult they cross with when `leaving` (booking ids) give
// theirs up.
bool LeavesMinorAlone(const std::vector<Booking>& party, const std::vector<std::string>& leaving);
// Whether one of `moving` (booking ids), which all come to stand in one slot, is a minor whose adult is not among them:
// also one whose adult has come already.
bool MovesMinorAlone(const std::vector<Booking>& party, const std::vector<std::string>& moving);

// A booking as an answer tells it: in that state, and without what a lane does to it later, so that the first answer
// can be given again.
Booking AsTold(Booking booking, BookingState state);

// Bookings of an answer as the bytes that a request record keeps, and again as they were told then.
std::string ToldBytes(const std::vector<Booking>& told);
// DATA_LOSS (STORE_CORRUPT) for bytes that ToldBytes did not make of bookings of this store.
StatusOr<std::vector<Booking>> TellAgain(const Snapshot& s, std::string_view bytes);

}  // namespace clearance
