// Release: which places go back by themselves. PURE: a function of what the store shows and of now.
#pragma once

#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/booking.h"

namespace clearance {

// A booking that may be over.
struct DueBooking {
  Booking booking{};
  bool day_closed = false;  // its port was shut on its day, see ClosedDays
};

// What may have to be released, as the store shows it.
struct ReleaseView {
  std::vector<SlotHold> holds{};        // SlotHolds::FirstToEnd
  std::vector<DueBooking> confirmed{};  // of Bookings::ConfirmedBefore
};

// What is over at a moment.
struct SlotRelease {
  std::vector<std::string> holds{};  // hold ids: they have run out
  std::vector<Booking> no_shows{};   // as they become: NO_SHOW
  std::vector<Booking> cancelled{};  // as they become: CANCELLED
  friend bool operator==(const SlotRelease&, const SlotRelease&) = default;
};

// Holds with expires_at ≤ now, and CONFIRMED bookings whose slot and `late`, the time after it in which one still
// serves, are over: nobody came, or nobody could, where the day was closed. A booking in any other state is left alone:
// a RESERVED one is in a lane's hands.
SlotRelease Release(const ReleaseView& view, Duration late, Instant now);

}  // namespace clearance
