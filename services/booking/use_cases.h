// The use cases of the booking desk, each inside its call: one transaction. A writing one begins with its replay, and
// checks everything before it writes anything. Inside services/booking only.
#pragma once

#include <string>
#include <vector>

#include "common/domain/booking_calls.h"
#include "common/wire/booking_wire.h"
#include "services/booking/booking_call.h"
#include "services/booking/booking_desk.h"

namespace clearance {

// holding.cc
StatusOr<SlotHold> HoldIn(BookingCall& call, const BookingParts& parts, const SlotHoldRequest& request);

// creating.cc
// What a party's bookings will be if there are places for it, as far as that can be told before the transaction, whose
// thread everybody waits for: keyed hashes and, most of the work, seals. For a call that is refused they were made for
// nothing.
struct PreparedParty {
  std::vector<std::string> documents{};  // pseudonyms, one for each person
  std::string contact_hash{};            // empty: none
  // All but the moment they are made at. Their reference may turn out to be taken.
  StatusOr<std::vector<Booking>> bookings;
};
PreparedParty PrepareParty(const BookingParts& parts, const BookingRequest& request);

StatusOr<std::vector<Booking>> CreateIn(BookingCall& call, const BookingParts& parts, const BookingRequest& request,
                                        const PreparedParty& prepared);

// moving.cc
StatusOr<MovedParty> MoveIn(BookingCall& call, const BookingParts& parts, const MoveRequest& request);

// cancelling.cc
StatusOr<std::vector<Booking>> CancelIn(BookingCall& call, const BookingParts& parts, const CancelRequest& request);

// closing_day.cc
StatusOr<ClosedDay> CloseDayIn(BookingCall& call, const BookingParts& parts, const ClosureRequest& request);

// The bookings that are to stand in the place of `leaving`, in the slot, in the same order. Writes nothing.
// FAILED_PRECONDITION (BOOKING_STATE) when one of them cannot be sealed again.
StatusOr<std::vector<Booking>> ReplacementsFor(const BookingCall& call, const BookingParts& parts,
                                               const std::vector<Booking>& leaving, const SlotKey& slot);

// Puts them there: those they replace become MOVED, and each change is an entry.
StatusOr<MovedParty> Replace(BookingCall& call, const std::vector<Booking>& leaving,
                             const std::vector<Booking>& replacements);

// Gives the bookings back; each is an entry. As they are then.
StatusOr<std::vector<Booking>> GiveBack(BookingCall& call, const std::vector<Booking>& leaving);

}  // namespace clearance
