// Holds of places: kept for ten minutes for those who have not booked yet. What they take of a slot, Bookings counts.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/booking.h"

namespace clearance {

inline constexpr std::size_t kMaxCallerBytes = 128;

// INVALID_ARGUMENT naming the first field out of its form.
Status ValidateSlotHold(const SlotHold& hold);

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class SlotHolds {
 public:
  virtual ~SlotHolds() = default;
  // Whether it has run out or not.
  virtual StatusOr<std::optional<SlotHold>> Find(std::string_view hold_id) const = 0;
  // The one that ends first comes first, at most `limit` (≤ kMaxRowsPerRead), whether they have run out or not.
  virtual StatusOr<std::vector<SlotHold>> FirstToEnd(std::size_t limit) const = 0;

  // What that caller holds at `now`.
  virtual StatusOr<HeldPlaces> HeldBy(std::string_view held_by, Instant now) const = 0;

  // INVALID_ARGUMENT for a hold out of its form, ALREADY_EXISTS when the id is taken.
  virtual Status Insert(const SlotHold& hold) = 0;
  // Used, given back or run out. No error when there is none.
  virtual Status Erase(std::string_view hold_id) = 0;
};

}  // namespace clearance
