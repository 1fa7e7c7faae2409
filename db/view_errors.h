// The errors that every store gives in the same words.
#pragma once

#include "common/base/status.h"

namespace clearance {

Status BookingTaken();      // ALREADY_EXISTS (BOOKING_STATE)
Status NoSuchBooking();     // NOT_FOUND
Status SlotHoldTaken();     // ALREADY_EXISTS (BOOKING_STATE)
Status DayClosedAlready();  // FAILED_PRECONDITION (SLOT_CLOSED)
Status ReferralExists();    // ALREADY_EXISTS (REFERRAL_STATE)
Status NoSuchReferral();    // NOT_FOUND
Status HoldExists();        // ALREADY_EXISTS (HOLD_STATE)
Status NoSuchHold();        // NOT_FOUND
Status NoSuchEntry();       // NOT_FOUND
Status NeverIssued();       // INVALID_ARGUMENT: a sequence no command had
Status TooManyWaiting();    // RESOURCE_EXHAUSTED (OVERLOADED)
Status StoreClosed();       // UNAVAILABLE (STORE_UNAVAILABLE)

}  // namespace clearance
