// Bookings as they stand now, and how many places of a slot are taken.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/booking.h"

namespace clearance {

struct SlotCount {
  Instant starts_at{};
  int taken = 0;
  friend bool operator==(const SlotCount&, const SlotCount&) = default;
};

// More than a month of quarter hours.
inline constexpr std::size_t kMaxSlotsPerRead = 4'000;
inline constexpr std::size_t kMaxReferenceBytes = 16;

// INVALID_ARGUMENT naming the first field out of its form: ids are UUIDs (the request ids may be empty), the traveller
// a pseudonym.
Status ValidateBooking(const Booking& booking);

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class Bookings {
 public:
  virtual ~Bookings() = default;
  virtual StatusOr<std::optional<Booking>> FindById(std::string_view booking_id) const = 0;
  // `reference` exactly as stored.
  virtual StatusOr<std::optional<Booking>> FindByReference(std::string_view reference) const = 0;
  // Places taken in the slot: bookings in any state but CANCELLED.
  virtual StatusOr<int> CountTaken(const SlotKey& slot) const = 0;
  // The same for the slots of that port, group and movement with from ≤ starts_at < to, the earlier first, without
  // the empty ones; at most kMaxSlotsPerRead (31 days have 2,976).
  virtual StatusOr<std::vector<SlotCount>> CountTakenBetween(std::string_view port, std::string_view lane_group,
                                                             Movement movement, Instant from, Instant to) const = 0;
  // The latest slots first, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<Booking>> ListByTraveller(std::string_view traveller, std::size_t limit) const = 0;

  // Both: INVALID_ARGUMENT for a booking out of its form.
  // ALREADY_EXISTS (BOOKING_STATE) when the id or the reference is taken (draw another reference).
  virtual Status Insert(const Booking& booking) = 0;
  // Replaces the booking with this id; its reference never changes. NOT_FOUND when there is none.
  virtual Status Update(const Booking& booking) = 0;
};

}  // namespace clearance
