#include "services/booking/closed_days.h"

namespace clearance {

StatusOr<bool> ClosedDays::Has(const Snapshot& s, const SlotKey& slot) const {
  const SlotPlan* plan = FindPlan(plans_, slot);
  const std::vector<Territory> clocks =
      plan != nullptr ? std::vector{plan->schedule.clock} : std::vector{Territory::kKaz, Territory::kChn};
  for (const Territory clock : clocks) {
    ASSIGN_OR_RETURN(const auto closure, s.day_closures().Find(slot.port, zones_.DateAt(clock, slot.starts_at)));
    if (closure) return true;
  }
  return false;
}

}  // namespace clearance
