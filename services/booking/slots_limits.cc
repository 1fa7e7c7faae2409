#include "services/booking/slots_limits.h"

#include <algorithm>

#include "services/booking/slots.h"

namespace clearance {
namespace {

bool GivenBack(const Booking& booking) {
  return booking.state == BookingState::kCancelled || booking.state == BookingState::kMoved;
}

bool IsOpen(const Booking& booking, Instant now) {
  const bool to_be_used = booking.state == BookingState::kConfirmed || booking.state == BookingState::kReserved;
  return to_be_used && booking.slot.starts_at + kSlotLength > now;
}

}  // namespace

Instant LimitsCountFrom(const SlotPlan& plan, const ZoneTable& zones, const SlotKey& slot, Instant now) {
  const Instant day = zones.StartOf(plan.schedule.clock, SlotDay(plan, zones, slot.starts_at));
  return std::min(day, now - kSlotLength);
}

LimitBreach CheckDocumentLimits(const BookingLimits& limits, const SlotPlan& plan, const ZoneTable& zones,
                                const std::vector<Booking>& of_document, const SlotKey& slot, Instant now) {
  const Date day = SlotDay(plan, zones, slot.starts_at);
  int open = 0;
  int that_day = 0;
  for (const Booking& booking : of_document) {
    if (GivenBack(booking)) continue;
    if (booking.slot == slot && booking.state != BookingState::kNoShow) return LimitBreach::kSameSlot;
    if (IsOpen(booking, now)) ++open;
    if (SlotDay(plan, zones, booking.slot.starts_at) == day) ++that_day;
  }
  if (open >= limits.open_per_document) return LimitBreach::kOpenPerDocument;
  if (that_day >= limits.daily_per_document) return LimitBreach::kDailyPerDocument;
  return LimitBreach::kNone;
}

bool MayHold(const BookingLimits& limits, const HeldPlaces& held, int places, bool with_contact) {
  if (!with_contact && held.without_contact + places > limits.held_without_contact) return false;
  return held.places + places <= limits.held_per_caller;
}

LimitBreach CheckContactLimit(const BookingLimits& limits, int open, int places) {
  return open + places > limits.open_per_contact ? LimitBreach::kOpenPerContact : LimitBreach::kNone;
}

}  // namespace clearance
