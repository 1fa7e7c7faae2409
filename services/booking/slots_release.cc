#include "services/booking/slots_release.h"

namespace clearance {

SlotRelease Release(const ReleaseView& view, Duration late, Instant now) {
  SlotRelease release;
  for (const SlotHold& hold : view.holds) {
    if (hold.expires_at <= now) release.holds.push_back(hold.hold_id);
  }
  for (const auto& [booking, day_closed] : view.confirmed) {
    if (booking.state != BookingState::kConfirmed || now <= booking.slot.starts_at + kSlotLength + late) continue;
    Booking& over = (day_closed ? release.cancelled : release.no_shows).emplace_back(booking);
    over.state = day_closed ? BookingState::kCancelled : BookingState::kNoShow;
  }
  return release;
}

}  // namespace clearance
