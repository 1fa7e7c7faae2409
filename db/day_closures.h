// Days on which a port is shut. Kept for ever: a closure explains why bookings of that day were moved or cancelled.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/domain/booking.h"

namespace clearance {

// More than a horizon of days.
inline constexpr std::size_t kMaxClosuresPerRead = 400;

// INVALID_ARGUMENT naming the first field out of its form: port and officer are not empty, the reason is not too long.
Status ValidateDayClosure(const DayClosure& closure);

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class DayClosures {
 public:
  virtual ~DayClosures() = default;
  virtual StatusOr<std::optional<DayClosure>> Find(std::string_view port, Date day) const = 0;
  // The port's with from ≤ day ≤ to, the earlier first, at most kMaxClosuresPerRead.
  virtual StatusOr<std::vector<DayClosure>> List(std::string_view port, Date from, Date to) const = 0;

  // INVALID_ARGUMENT for one out of its form, FAILED_PRECONDITION (SLOT_CLOSED) when the port is shut that day already.
  virtual Status Insert(const DayClosure& closure) = 0;
};

}  // namespace clearance
