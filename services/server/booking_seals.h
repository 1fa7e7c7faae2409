// How bookings get their seals: under the epoch's key, which gates believe until the booking's window is over.
#pragma once

#include "common/base/clock.h"
#include "common/base/instant.h"
#include "services/booking/booking_parts.h"
#include "services/server/seal_epochs.h"

namespace clearance {

// `late` is how long after its slot a booking is honoured. `epochs` and `clock` must outlive it.
BookingSeals MakeBookingSeals(const SealEpochs& epochs, Duration late, const Clock& clock);

}  // namespace clearance
