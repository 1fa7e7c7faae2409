// Slots: what can be booked now, as arithmetic over a plan, the closures and the places taken. PURE: no clock, no
// store. When a lane group is open stands in slots_schedule.h, what is released in slots_release.h, how many bookings a
// document or a contact may have in slots_limits.h.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/booking.h"
#include "common/domain/zone_table.h"
#include "services/booking/slots_limits.h"
#include "services/booking/slots_schedule.h"

namespace clearance {

// One lane group's one movement at one port. Of `capacity` in each quarter hour, walk_in_percent are never booked
// (rounded up to a whole place); of the others family_places and assisted_places are kept for those quotas until
// `quota_release` before the slot begins, and are general from then on.
struct SlotPlan {
  std::string port{};
  std::string lane_group{};
  Movement movement{Territory::kKaz, Territory::kIcbc};
  SlotSchedule schedule{};
  int capacity = 0;
  int walk_in_percent = 0;  // 0 to 100
  int family_places = 0;    // with assisted_places at most BookablePlaces
  int assisted_places = 0;
  Duration quota_release{};
  friend bool operator==(const SlotPlan&, const SlotPlan&) = default;
};

// Places of a slot that can be booked at all: the capacity without the walk-ins' share.
int BookablePlaces(const SlotPlan& plan);

// How far ahead and how late a place can be taken.
struct BookingWindow {
  Duration horizon = std::chrono::hours(24 * 30);
  // Absent: each slot can be booked from `horizon` before it begins. Otherwise all slots of a civil day of the plan's
  // clock open together, so many whole days ahead as the horizon has, at this time of that civil day's clock.
  std::optional<TimeOfDay> opens_at{};
  Duration last_call = Duration(0);  // before the slot's end: the last moment to book
  friend bool operator==(const BookingWindow&, const BookingWindow&) = default;
};

// What the operator has laid down about booking.
struct BookingPolicy {
  std::vector<SlotPlan> plans{};
  BookingWindow window{};
  BookingLimits limits{};
};

// Everything that says whether a slot of a plan can be booked, but the places taken. Owns nothing it names: lives only
// as long as they do.
struct SlotView {
  const SlotPlan& plan;
  const BookingWindow& window;
  const ZoneTable& zones;
  const std::vector<DayClosure>& closures;  // of the plan's port; those of other ports are not looked at
  Instant now{};
  Instant sealed_until = Instant::max();  // no seal can be made now for a slot that ends later
};

// The plan for that port, group and movement, or nullptr.
const SlotPlan* FindPlan(const std::vector<SlotPlan>& plans, const SlotKey& slot);

// The same, never nullptr. FAILED_PRECONDITION (SLOT_CLOSED) when there is none: nothing can be booked there at all.
StatusOr<const SlotPlan*> PlanFor(const std::vector<SlotPlan>& plans, const SlotKey& slot);

// Beginning of the first slot at or after `instant` on the quarter-hour grid.
Instant NextSlotStart(Instant instant);

// The civil day of the plan's clock on which the slot begins: the day that closures and daily limits mean.
Date SlotDay(const SlotPlan& plan, const ZoneTable& zones, Instant starts_at);

// FAILED_PRECONDITION (SLOT_CLOSED) when no place of the slot can be taken at `now`, naming why: closed by the
// schedule, by a closure, over, too far ahead for a seal, past its last call, or not open for booking yet.
Status CheckBookable(const SlotView& view, Instant starts_at);

// The same for places that are held already: the last call and the horizon were the hold's to keep, so that only a slot
// which is closed or over, or which no seal can be made for, is refused.
Status CheckHeld(const SlotView& view, Instant starts_at);

// Places of the slot that can be taken at `now` under that quota, beside those in `use`; never below 0. Asks only for
// places: see CheckBookable for the rest. A family or assisted party takes general places too when its own are gone;
// nobody else takes theirs before their release.
int PlacesLeft(const SlotPlan& plan, Instant starts_at, const SlotUse& use, Instant now, Quota quota);

// What somebody looks for.
struct PlacesWanted {
  int places = 1;  // together in one slot: 1 to kMaxPartySize
  Quota quota = Quota::kGeneral;
  std::optional<Instant> own{};  // the slot they have and want to leave: no way out of another that is full
};

// The slots in [from, to) in which those places can be taken now, the earlier first, at most `limit`. `taken` by
// beginning of slot, rising; a slot it leaves out is empty. A slot is listed if and only if CheckBookable allows it and
// PlacesLeft is at least the places wanted.
std::vector<OpenSlot> OpenSlots(const SlotView& view, const PlacesWanted& wanted, Instant from, Instant to,
                                const std::vector<SlotCount>& taken, std::size_t limit);

// How far a nearest slot is looked for, before and after.
inline constexpr Duration kNearestSearch = std::chrono::hours(24);

// What of OpenSlots lies nearest before and after a slot that is full, within kNearestSearch, but their own. `taken`
// covers [starts_at - kNearestSearch, starts_at + kNearestSearch + kSlotLength).
struct NearestSlots {
  std::optional<OpenSlot> before{};
  std::optional<OpenSlot> after{};
};
NearestSlots FindNearest(const SlotView& view, const PlacesWanted& wanted, Instant starts_at,
                         const std::vector<SlotCount>& taken);

}  // namespace clearance
