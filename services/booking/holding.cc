// Holding places.
#include "common/base/error_reasons.h"
#include "common/base/ids.h"
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

}  // namespace

StatusOr<SlotHold> HoldIn(BookingCall& call, const BookingParts& parts, const SlotHoldRequest& request) {
  ASSIGN_OR_RETURN(const auto replay, call.Replay());
  if (replay) return FirstAnswer(call, *replay);
  SlotHold hold{.hold_id = NewUuid(parts.random),
                .slot = request.slot,
                .places = request.places,
                .quota = request.quota,
                .contact_hash = request.contact.empty() ? "" : parts.pseudonyms.Contact(request.contact),
                .expires_at = call.now() + kSlotHoldTime};
  call.ConcernsContact(hold.contact_hash);
  ASSIGN_OR_RETURN(const PlanSight sight, SeePlan(call, parts, request.slot));
  RETURN_IF_ERROR(
      CheckLimits(call, parts, sight, request.slot, {.contact_hash = hold.contact_hash, .places = request.places}));
  RETURN_IF_ERROR(CheckPlaces(call, parts, sight, request.slot, {.places = request.places, .quota = request.quota}));

  RETURN_IF_ERROR(call.t().slot_holds().Insert(hold));
  // The contact's hash stays out of the ledger, where nothing is ever forgotten.
  BookingChange change{.act = BookingAct::kHeld, .by = call.by(), .hold = hold};
  RETURN_IF_ERROR(call.Record(change, hold.slot.port, ""));
  RETURN_IF_ERROR(call.Remember(""));
  hold.contact_hash.clear();
  return hold;
}

}  // namespace clearance
