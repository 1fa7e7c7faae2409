#include "services/booking/slots.h"

#include <algorithm>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr Duration kDay = std::chrono::hours(24);

Duration TimeOfDay(Instant instant) { return instant - std::chrono::floor<std::chrono::days>(instant); }

bool OpenAt(const SlotPlan& plan, Instant starts_at) {
  const Duration time = TimeOfDay(starts_at);
  return plan.opens <= time && time + kSlotLength <= std::min(plan.closes, kDay);
}

bool TooLate(Instant starts_at, Instant now, const BookingWindow& window) {
  return now > starts_at + kSlotLength - window.last_call;
}

bool TooFar(Instant starts_at, Instant now, const BookingWindow& window) { return starts_at > now + window.horizon; }

Status Closed(std::string_view why) { return Error(StatusCode::kFailedPrecondition, error_reason::kSlotClosed, why); }

}  // namespace

const SlotPlan* FindPlan(const std::vector<SlotPlan>& plans, const SlotKey& slot) {
  const auto found = std::find_if(plans.begin(), plans.end(), [&](const SlotPlan& plan) {
    return plan.port == slot.port && plan.lane_group == slot.lane_group && plan.movement == slot.movement;
  });
  return found == plans.end() ? nullptr : &*found;
}

Instant NextSlotStart(Instant instant) {
  const auto past = instant.time_since_epoch() % kSlotLength;
  return past == Duration(0) ? instant : instant + (kSlotLength - past);
}

Status CheckBookable(const SlotPlan* plan, const SlotKey& slot, Instant now, const BookingWindow& window) {
  if (plan == nullptr) return Closed("nothing can be booked for this port, lane group and movement");
  if (!OpenAt(*plan, slot.starts_at)) return Closed("the lane group is closed at that time");
  if (TooLate(slot.starts_at, now, window)) return Closed("the slot is over");
  if (TooFar(slot.starts_at, now, window)) return Closed("the slot cannot be booked yet");
  return OkStatus();
}

std::vector<OpenSlot> OpenSlots(const SlotPlan& plan, Instant from, Instant to, Instant now,
                                const BookingWindow& window, const std::vector<std::pair<Instant, int>>& taken,
                                std::size_t limit) {
  std::vector<OpenSlot> open;
  auto next_taken = taken.begin();
  for (Instant start = NextSlotStart(from); start < to && open.size() < limit; start += kSlotLength) {
    while (next_taken != taken.end() && next_taken->first < start) ++next_taken;
    const int used = next_taken != taken.end() && next_taken->first == start ? next_taken->second : 0;
    if (used >= plan.places || !OpenAt(plan, start)) continue;
    if (TooLate(start, now, window) || TooFar(start, now, window)) continue;
    open.push_back({start, plan.places - used});
  }
  return open;
}

}  // namespace clearance
