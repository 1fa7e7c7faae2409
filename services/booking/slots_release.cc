#include "services/booking/slots_release.h"

namespace clearance {

SlotRelease Release(const ReleaseView& view, Duration late, Instant now) {
  SlotRelease release;
  for (const SlotHold& hold : view.holds) {
    if (hold.expires_at <= now) release.holds.push_back(hold.hold_id);
  }
  for (const Booking& booking : view.confirmed) {
    if (booking.state != BookingState::kConfirmed || now <= booking.slot.starts_at + kSlotLength + late) continue;
    release.no_shows.push_back(booking);
    release.no_shows.back().state = BookingState::kNoShow;
  }
  return release;
}

}  // namespace clearance
