// Places in slots inside a call: whether they can be taken, what a hold of them is worth, whose limits they break.
// Inside services/booking only.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/domain/booking.h"
#include "services/booking/booking_call.h"
#include "services/booking/slots.h"

namespace clearance {

// One lane group's one movement as it stands in a call. `plan` is the policy's.
struct PlanSight {
  const SlotPlan& plan;
  std::vector<DayClosure> closures{};
  Instant sealed_until = Instant::max();  // of bookings that are moved: as SealedUntil

  SlotView At(const BookingParts& parts, Instant now) const {
    return {.plan = plan,
            .window = parts.policy.window,
            .zones = parts.zones,
            .closures = closures,
            .now = now,
            .sealed_until = std::min(parts.seals.slots_until(now), sealed_until)};
  }
};

// How many days around a slot closures are looked at: nearest slots, and those a closed day is moved to, lie within.
inline constexpr Days kClosuresAround{9};

// The end of the last slot those bookings can be moved to: their new seals are of the keys they have.
Instant SealedUntil(const BookingParts& parts, const std::vector<Booking>& moved);

// Refuses SLOT_CLOSED where nothing can be booked at all.
StatusOr<PlanSight> SeePlan(BookingCall& call, const BookingParts& parts, const SlotKey& slot);

// Refuses SLOT_CLOSED, or SLOT_FULL naming the nearest slots with so many places, in words and as the fact
// `nearest_slots`.
Status CheckPlaces(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                   const PlacesWanted& wanted);

// The hold with that id, for places in that slot. Refuses SLOT_HOLD_GONE when it has run out, was used, or is of
// another slot, another quota or fewer places; SLOT_CLOSED when the day was closed meanwhile.
StatusOr<SlotHold> CheckHold(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                             const PlacesWanted& wanted, const std::string& hold_id);

// Who wants places, and what they give up for them.
struct PlacesFor {
  std::vector<std::string> documents{};  // pseudonyms, one for each place; empty for a hold
  std::string contact_hash{};            // empty: none
  int places = 0;
  std::vector<Booking> given_up{};    // bookings that are moved
  std::optional<SlotHold> used_up{};  // a hold
};

// Refuses BOOKING_LIMIT when a document or the contact would have too much.
Status CheckLimits(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                   const PlacesFor& who);

// Checks the hold named, or without one the places: what CheckHold and CheckPlaces say. The hold, if one is used.
StatusOr<std::optional<SlotHold>> CheckHoldOrPlaces(BookingCall& call, const BookingParts& parts,
                                                    const PlanSight& sight, const SlotKey& slot,
                                                    const PlacesWanted& wanted, const std::string& hold_id);

}  // namespace clearance
