#include "services/booking/slots.h"

#include <algorithm>
#include <cstdint>
#include <ratio>
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

bool ClosedOn(const SlotView& view, Date day) {
  return std::any_of(view.closures.begin(), view.closures.end(),
                     [&](const DayClosure& closure) { return closure.port == view.plan.port && closure.day == day; });
}

// What all slots of one civil day have in common: looked up once for a list of them.
struct SlotsOfDay {
  Date day{};
  const DaySpans* spans = nullptr;
  bool closed = false;
  std::optional<Instant> opens{};  // for booking, all together
};

SlotsOfDay LookUp(const SlotView& view, Date day) {
  SlotsOfDay of_day{.day = day, .spans = &SpansOf(view.plan.schedule, day), .closed = ClosedOn(view, day)};
  if (view.window.opens_at) {
    const Date opening_day = day - std::chrono::floor<Days>(view.window.horizon);
    of_day.opens = view.zones.FirstMomentAt(view.plan.schedule.clock, opening_day, *view.window.opens_at);
  }
  return of_day;
}

// Why nothing can be done with the slot, or nothing: it is a list's answer for a thousand slots, and one booking's.
using Why = std::string_view;
constexpr Why kNothing{};

// Whether the lane group works at that time at all, the slot is not over, and it can be sealed.
Why WhyNotOpen(const SlotView& view, const SlotsOfDay& of_day, Instant starts_at) {
  if (!OnTheGrid(starts_at)) return "slots begin on the quarter hour";
  if (!OpenWithin(*of_day.spans, view.zones.TimeOfDayAt(view.plan.schedule.clock, starts_at)))
    return "the lane group is closed at that time";
  if (of_day.closed) return "the port is closed on that day";
  if (IsOver(starts_at, view.now)) return "the slot is over";
  return starts_at + kSlotLength > view.sealed_until ? "no key of the seals is in force as long as that slot"
                                                     : kNothing;
}

// Whether it is neither too late nor too early to take a place of it.
Why WhyNotBookable(const SlotView& view, const SlotsOfDay& of_day, Instant starts_at) {
  if (const Why why = WhyNotOpen(view, of_day, starts_at); !why.empty()) return why;
  if (PastLastCall(view.window, starts_at, view.now)) return "it is too late to book this slot";
  const Instant opens = of_day.opens.value_or(starts_at - view.window.horizon);
  return view.now < opens ? "the slot cannot be booked yet" : kNothing;
}

Status ClosedUnless(Why why) { return why.empty() ? OkStatus() : Closed(why); }

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
  using Slots = std::chrono::duration<std::int64_t, std::ratio<900>>;
  static_assert(Slots(1) == kSlotLength);
  return std::chrono::ceil<Slots>(instant);
}

Date SlotDay(const SlotPlan& plan, const ZoneTable& zones, Instant starts_at) {
  return zones.DateAt(plan.schedule.clock, starts_at);
}

Status CheckBookable(const SlotView& view, Instant starts_at) {
  return ClosedUnless(WhyNotBookable(view, LookUp(view, SlotDay(view.plan, view.zones, starts_at)), starts_at));
}

Status CheckHeld(const SlotView& view, Instant starts_at) {
  return ClosedUnless(WhyNotOpen(view, LookUp(view, SlotDay(view.plan, view.zones, starts_at)), starts_at));
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
  std::optional<SlotsOfDay> of_day;
  auto next_taken = taken.begin();
  for (Instant start = NextSlotStart(from); start < to && open.size() < limit; start += kSlotLength) {
    while (next_taken != taken.end() && next_taken->starts_at < start) ++next_taken;
    const bool used = next_taken != taken.end() && next_taken->starts_at == start;
    const int left = PlacesLeft(view.plan, start, used ? next_taken->use : SlotUse{}, view.now, wanted.quota);
    if (left < std::max(1, wanted.places)) continue;
    const Date day = SlotDay(view.plan, view.zones, start);
    if (!of_day || of_day->day != day) of_day = LookUp(view, day);
    if (!WhyNotBookable(view, *of_day, start).empty()) continue;
    open.push_back({start, left});
  }
  return open;
}

NearestSlots FindNearest(const SlotView& view, const PlacesWanted& wanted, Instant starts_at,
                         const std::vector<SlotCount>& taken) {
  constexpr std::size_t kEverySlot = 2 * (kNearestSearch / kSlotLength) + 1;
  const auto others = [&](Instant from, Instant to, std::size_t limit) {
    auto open = OpenSlots(view, wanted, from, to, taken, limit);
    std::erase_if(open, [&](const OpenSlot& slot) { return slot.starts_at == wanted.own; });
    return open;
  };
  NearestSlots nearest;
  const auto before = others(starts_at - kNearestSearch, starts_at, kEverySlot);
  if (!before.empty()) nearest.before = before.back();
  const auto after = others(starts_at + kSlotLength, starts_at + kNearestSearch + kSlotLength, 2);
  if (!after.empty()) nearest.after = after.front();
  return nearest;
}

}  // namespace clearance
