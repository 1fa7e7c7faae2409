// Whose slot was taken from them: was the port shut on the day of a booking? Asks the store; writes nothing.
#pragma once

#include <vector>

#include "common/domain/zone_table.h"
#include "db/store.h"
#include "services/booking/slots.h"

namespace clearance {

// Thread-safe. `zones` must outlive it.
class ClosedDays {
 public:
  // `plans` say by whose clock a lane group's days are counted.
  ClosedDays(const ZoneTable& zones, std::vector<SlotPlan> plans) : zones_(zones), plans_(std::move(plans)) {}

  // Whether the port is shut on the civil day on which the slot begins. Of a lane group that is in no plan any more the
  // clock is not known: there the day of either side will do.
  StatusOr<bool> Has(const Snapshot& s, const SlotKey& slot) const;

 private:
  const ZoneTable& zones_;
  const std::vector<SlotPlan> plans_;
};

}  // namespace clearance
