// What the centre knows of a crossing's booking, and how its state follows the crossing.
#pragma once

#include <string>

#include "common/domain/crossing.h"
#include "common/rules/decide.h"
#include "db/store.h"
#include "services/clearance/admission.h"

namespace clearance {

// How the booking named by a verified seal stands for this crossing; kNone without one.
StatusOr<BookingUse> EstablishBooking(const Snapshot& snapshot, const CrossingRequest& request,
                                      const std::string& traveller, const BookingTolerance& tolerance, Instant now);

// Reserves it for the decision until `until`.
Status ReserveBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id,
                      Instant until);

// Gives it back if that decision holds it.
Status ReleaseBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id);

// Redeems the booking the passage names. False when another passage had redeemed it before: a case of its own. One of
// another traveller, one given back and one that another decision holds stay as they are: the crossing was a walk-in.
StatusOr<bool> RedeemBooking(Transaction& t, const Passage& passage, const std::string& traveller);

}  // namespace clearance
