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

// Keeps showing a seal as an attempt, with what came of it: `use`, or where the seal named no booking what the lane
// said of it. Without a seal nothing is kept.
Status KeepUse(Transaction& t, const CrossingRequest& request, const std::string& traveller, BookingUse use,
               Instant now);

// Reserves it for the decision until `until`.
Status ReserveBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id,
                      Instant until);

// Gives it back if that decision holds it.
Status ReleaseBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id);

// What became of the booking a passage names.
//   kUntouched:  it names none, or one of another traveller, given back, or that another decision holds: a walk-in.
//   kRedeemed:   it is used up by this passage.
//   kUsedBefore: another passage had redeemed it: a case of its own.
enum class BookingRedemption { kUntouched, kRedeemed, kUsedBefore };

StatusOr<BookingRedemption> RedeemBooking(Transaction& t, const Passage& passage, const std::string& traveller);

// The same as KeepUse for a passage that followed no decision: a seal used without the centre.
Status KeepUse(Transaction& t, const Passage& passage, const std::string& traveller, BookingRedemption redemption);

}  // namespace clearance
