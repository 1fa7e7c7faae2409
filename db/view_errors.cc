#include "db/view_errors.h"

#include "common/base/error_reasons.h"
#include "common/base/retry.h"

namespace clearance {

Status BookingTaken() {
  return Error(StatusCode::kAlreadyExists, error_reason::kBookingState,
               "this booking id, or this member of the party, is taken");
}
Status SlotHoldTaken() {
  return Error(StatusCode::kAlreadyExists, error_reason::kBookingState, "this hold id is taken");
}
Status DayClosedAlready() {
  return Error(StatusCode::kFailedPrecondition, error_reason::kSlotClosed, "the port is closed on that day already");
}
Status NoSuchBooking() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "no such booking"); }
Status ReferralExists() {
  return Error(StatusCode::kAlreadyExists, error_reason::kReferralState, "this referral id is taken");
}
Status NoSuchReferral() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "no such referral"); }
Status HoldExists() { return Error(StatusCode::kAlreadyExists, error_reason::kHoldState, "this hold id is taken"); }
Status NoSuchHold() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "no such hold"); }
Status NoSuchEntry() { return Error(StatusCode::kNotFound, error_reason::kNotFound, "no entry at this position"); }
Status NeverIssued() { return InvalidField("acknowledged_sequence", "no command had this sequence"); }
Status TooManyWaiting() { return Overloaded("too many transactions are waiting"); }
Status StoreClosed() { return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "the store is closed"); }

}  // namespace clearance
