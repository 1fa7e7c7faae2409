#include "services/booking/slots.h"

#include <algorithm>
#include <string_view>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

Status Closed(std::string_view why) { return Error(StatusCode::kFailedPrecondition, error_reason::kSlotClosed, why); }

bool OnTheGrid(Instant instant) { return instant.time_since_epoch() % kSlotLength == Duration(0); }

bool IsOver(Instant starts_at, Instant now) { return now >= starts_at + kSlotLength; }

bool PastLastCall(const BookingWindow& window, Instant starts_at, Instant now) {
  return now > starts_at + kSlotLength - window.last_call;
}

// The first moment of that civil day at which its clock shows `time`. Where the clock changed since midnight, the time
// gone by and the time shown differ by the change.
Instant FirstMomentAt(const ZoneTable& zones, Territory clock, Date day, TimeOfDay time) {
  const Instant by_length = zones.StartOf(clock, day) + time;
  if (zones.DateAt(clock, by_length) != day) return by_length;
  return by_length + (time - zones.TimeOfDayAt(clock, by_length));
}

// When the slot's place can first be taken.
Instant OpensForBooking(const SlotView& view, Instant starts_at) {
  if (!view.window.opens_at) return starts_at - view.window.horizon;
  const Date day = SlotDay(view.plan, view.zones, starts_at) - std::chrono::floor<Days>(view.window.horizon);
  return FirstMomentAt(view.zones, view.plan.schedule.clock, day, *view.window.opens_at);
}

bool ClosedOn(const SlotView& view, Date day) {
  return std::any_of(view.closures.begin(), view.closures.end(),
                     [&](const DayClosure& closure) { return closure.port == view.plan.port && closure.day == day; });
}

// Whether the lane group works at that time at all.
Status CheckOpen(const SlotView& view, Instant starts_at) {
  if (!OnTheGrid(starts_at)) return Closed("slots begin on the quarter hour");
  if (!OpenAt(view.plan.schedule, view.zones, starts_at)) return Closed("the lane group is closed at that time");
  if (ClosedOn(view, SlotDay(view.plan, view.zones, starts_at))) return Closed("the port is closed on that day");
  return OkStatus();
}

// Places of a quota that wait for its parties.
int KeptFree(int places, int taken) { return std::max(0, places - taken); }

}  // namespace

int BookablePlaces(const SlotPlan& plan) {
  const int walk_ins = (plan.capacity * plan.walk_in_percent + 99) / 100;
  return plan.capacity - walk_ins;
}

const SlotPlan* FindPlan(const std::vector<SlotPlan>& plans, const SlotKey& slot) {
  const auto found = std::find_if(plans.begin(), plans.end(), [&](const SlotPlan& plan) {
    return plan.port == slot.port && plan.lane_group == slot.lane_group && plan.movement == slot.movement;
  });
  return found == plans.end() ? nullptr : &*found;
}

StatusOr<const SlotPlan*> PlanFor(const std::vector<SlotPlan>& plans, const SlotKey& slot) {
  const SlotPlan* plan = FindPlan(plans, slot);
  if (plan == nullptr) return Closed("nothing can be booked for this port, lane group and movement");
  return plan;
}

Instant NextSlotStart(Instant instant) {
  const auto past = instant.time_since_epoch() % kSlotLength;
  return past == Duration(0) ? instant : instant + (kSlotLength - past);
}

Date SlotDay(const SlotPlan& plan, const ZoneTable& zones, Instant starts_at) {
  return zones.DateAt(plan.schedule.clock, starts_at);
}

Status CheckBookable(const SlotView& view, Instant starts_at) {
  RETURN_IF_ERROR(CheckOpen(view, starts_at));
  if (IsOver(starts_at, view.now)) return Closed("the slot is over");
  if (PastLastCall(view.window, starts_at, view.now)) return Closed("it is too late to book this slot");
  if (view.now < OpensForBooking(view, starts_at)) return Closed("the slot cannot be booked yet");
  return OkStatus();
}

Status CheckHeld(const SlotView& view, Instant starts_at) {
  RETURN_IF_ERROR(CheckOpen(view, starts_at));
  if (IsOver(starts_at, view.now)) return Closed("the slot is over");
  return OkStatus();
}

int PlacesLeft(const SlotPlan& plan, Instant starts_at, const SlotUse& use, Instant now, Quota quota) {
  int left = BookablePlaces(plan) - use.Total();
  if (now < starts_at - plan.quota_release) {
    if (quota != Quota::kFamily) left -= KeptFree(plan.family_places, use.family);
    if (quota != Quota::kAssisted) left -= KeptFree(plan.assisted_places, use.assisted);
  }
  return std::max(0, left);
}

std::vector<OpenSlot> OpenSlots(const SlotView& view, const PlacesWanted& wanted, Instant from, Instant to,
                                const std::vector<SlotCount>& taken, std::size_t limit) {
  std::vector<OpenSlot> open;
  auto next_taken = taken.begin();
  for (Instant start = NextSlotStart(from); start < to && open.size() < limit; start += kSlotLength) {
    while (next_taken != taken.end() && next_taken->starts_at < start) ++next_taken;
    const bool used = next_taken != taken.end() && next_taken->starts_at == start;
    const int left = PlacesLeft(view.plan, start, used ? next_taken->use : SlotUse{}, view.now, wanted.quota);
    if (left < std::max(1, wanted.places) || !CheckBookable(view, start).ok()) continue;
    open.push_back({start, left});
  }
  return open;
}

NearestSlots FindNearest(const SlotView& view, const PlacesWanted& wanted, Instant starts_at,
                         const std::vector<SlotCount>& taken) {
  constexpr std::size_t kEverySlot = 2 * (kNearestSearch / kSlotLength) + 1;
  NearestSlots nearest;
  const auto before = OpenSlots(view, wanted, starts_at - kNearestSearch, starts_at, taken, kEverySlot);
  if (!before.empty()) nearest.before = before.back();
  const auto after =
      OpenSlots(view, wanted, starts_at + kSlotLength, starts_at + kNearestSearch + kSlotLength, taken, 1);
  if (!after.empty()) nearest.after = after.front();
  return nearest;
}

}  // namespace clearance
