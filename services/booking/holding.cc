// Holding places.
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/base/retry.h"
#include "common/wire/booking_bytes.h"
#include "services/booking/places.h"
#include "services/booking/use_cases.h"

namespace clearance {
namespace {

// As its entry says: the hold itself may be used up by now.
StatusOr<SlotHold> FirstAnswer(BookingCall& call, const RequestRecord& record) {
  ASSIGN_OR_RETURN(const StoredEntry stored, call.t().ledger().Get(record.position));
  ASSIGN_OR_RETURN(BookingChange change, ReadBookingBody(stored.entry.body));
  return std::move(change.hold);
}

// Bounds what one caller keeps from all others.
Status CheckHeldByCaller(BookingCall& call, const BookingParts& parts, const SlotHold& hold) {
  ASSIGN_OR_RETURN(const HeldPlaces held, call.t().slot_holds().HeldBy(call.by(), call.now()));
  if (MayHold(parts.policy.limits, held, hold.places, !hold.contact_hash.empty())) return OkStatus();
  const Status full = Error(StatusCode::kResourceExhausted, error_reason::kSlotHoldLimit,
                            "this caller holds as many places as it may; book without a hold, or wait for one to end");
  // Where nothing is held the call asks for more than is ever allowed: the wait is that of a hold all the same.
  const Instant first_end = held.first_end.value_or(call.now() + kSlotHoldTime);
  return call.Refuse(AttemptResult::kLimit, WithRetryAfter(full, first_end - call.now()));
}

}  // namespace

StatusOr<SlotHold> HoldIn(BookingCall& call, const BookingParts& parts, const SlotHoldRequest& request) {
  ASSIGN_OR_RETURN(const auto replay, call.Replay());
  if (replay) return FirstAnswer(call, *replay);
  SlotHold hold{.hold_id = NewUuid(parts.random),
                .slot = request.slot,
                .places = request.places,
                .quota = request.quota,
                .contact_hash = request.contact.empty() ? "" : parts.pseudonyms.Contact(request.contact),
                .held_by = call.by(),
                .expires_at = call.now() + kSlotHoldTime};
  call.ConcernsContact(hold.contact_hash);
  RETURN_IF_ERROR(CheckHeldByCaller(call, parts, hold));
  ASSIGN_OR_RETURN(const PlanSight sight, SeePlan(call, parts, request.slot));
  RETURN_IF_ERROR(
      CheckLimits(call, parts, sight, request.slot, {.contact_hash = hold.contact_hash, .places = request.places}));
  RETURN_IF_ERROR(CheckPlaces(call, parts, sight, request.slot, {.places = request.places, .quota = request.quota}));

  RETURN_IF_ERROR(call.t().slot_holds().Insert(hold));
  // The contact's hash stays out of the ledger, where nothing is ever forgotten. Who held stands in it beside.
  BookingChange change{.act = BookingAct::kHeld, .by = call.by(), .hold = hold};
  RETURN_IF_ERROR(call.Record(change, hold.slot.port, ""));
  RETURN_IF_ERROR(call.Remember(""));
  hold.contact_hash.clear();
  hold.held_by.clear();
  return hold;
}

}  // namespace clearance
