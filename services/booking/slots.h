// Slots: what can be booked, as arithmetic over a plan and the places taken. PURE: no clock, no store.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/booking.h"

namespace clearance {

// One lane group's opening: the same every day, in the UTC day, in quarter hours.
struct SlotPlan {
  std::string port;
  std::string lane_group;
  Movement movement{Territory::kKaz, Territory::kIcbc};
  Duration opens{};   // after 00:00 UTC, a multiple of kSlotLength
  Duration closes{};  // later than `opens`, at most 24 h; `opens` = 0 and `closes` = 24 h: around the clock
  int places = 0;     // in each slot
  friend bool operator==(const SlotPlan&, const SlotPlan&) = default;
};

// How far ahead and how late a place can be taken.
struct BookingWindow {
  Duration horizon = std::chrono::hours(24 * 30);
  Duration last_call = Duration(0);  // before the slot's end
};

// The plan for that port, group and movement, or nullptr.
const SlotPlan* FindPlan(const std::vector<SlotPlan>& plans, const SlotKey& slot);

// Beginning of the first slot at or after `instant` on the quarter-hour grid.
Instant NextSlotStart(Instant instant);

// FAILED_PRECONDITION (SLOT_CLOSED) when no such slot can be booked at `now`, naming why.
Status CheckBookable(const SlotPlan* plan, const SlotKey& slot, Instant now, const BookingWindow& window);

// The slots of `plan` in [from, to) that can be booked at `now` and have places left, the earlier first, at most
// `limit`. `taken`: places taken by beginning of slot, rising, without the empty ones.
std::vector<OpenSlot> OpenSlots(const SlotPlan& plan, Instant from, Instant to, Instant now,
                                const BookingWindow& window, const std::vector<std::pair<Instant, int>>& taken,
                                std::size_t limit);

}  // namespace clearance
