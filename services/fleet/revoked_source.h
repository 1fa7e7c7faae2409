// Which seals are worth nothing any more, from the bookings as they stand: those cancelled or moved while their window
// is not over. Of a booking it gives the id away and nothing else.
#pragma once

#include "common/base/instant.h"
#include "db/store.h"
#include "services/fleet/published_seals.h"

namespace clearance {

// Windows end `late` after their slots. Where there are more than kMaxRevokedBookings, the ones that begin first are
// given, and the log says so. Reads in pages, a snapshot each: a booking that is given up meanwhile comes with the next
// set. `store` must outlive it. Errors are the store's.
RevokedSource RevokedBookingsOf(Store& store, Duration late);

}  // namespace clearance
