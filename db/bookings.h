// Bookings as they stand now, and how many places of a slot are taken. Knows no plan: what a slot can hold is not its.
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

// More than a month of quarter hours.
inline constexpr std::size_t kMaxSlotsPerRead = 4'000;
inline constexpr std::size_t kMaxReferenceBytes = 16;

// Absent (empty) members do not filter.
struct BookingFilter {
  std::string port{};
  std::string lane_group{};
  std::optional<Movement> movement{};
  Instant from{};  // slots with from ≤ starts_at < to
  Instant to{};
  std::optional<BookingState> state{};
};

bool Passes(const BookingFilter& filter, const Booking& booking);

// A place in the order of slots.
struct BookingCursor {
  Instant starts_at{};
  std::string booking_id{};
  friend bool operator==(const BookingCursor&, const BookingCursor&) = default;
};

// INVALID_ARGUMENT naming the first field out of its form: ids are UUIDs (the request ids and moved_to may be empty),
// the traveller a pseudonym, the contact one or empty, the member within a party, a guardian only a minor's and another
// member.
Status ValidateBooking(const Booking& booking);

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class Bookings {
 public:
  virtual ~Bookings() = default;
  virtual StatusOr<std::optional<Booking>> FindById(std::string_view booking_id) const = 0;
  // The party with that reference, exactly as stored, by member; cancelled ones too, those MOVED not. Empty: none.
  virtual StatusOr<std::vector<Booking>> FindByReference(std::string_view reference) const = 0;
  // Places taken in the slot at `now`: by bookings that take one (TakesPlace) and by holds (SlotHolds) that have not
  // run out.
  virtual StatusOr<SlotUse> CountTaken(const SlotKey& slot, Instant now) const = 0;
  // The same for the slots of that port, group and movement with from ≤ starts_at < to, the earlier first, without
  // the empty ones; at most kMaxSlotsPerRead (31 days have 2,976).
  virtual StatusOr<std::vector<SlotCount>> CountTakenBetween(std::string_view port, std::string_view lane_group,
                                                             Movement movement, Instant from, Instant to,
                                                             Instant now) const = 0;
  // The document's bookings that were not given back (neither CANCELLED nor MOVED) in slots beginning at `from` or
  // later, the earlier first, at most `limit` (≤ kMaxRowsPerRead): what its limits count.
  virtual StatusOr<std::vector<Booking>> ListByTraveller(std::string_view traveller, Instant from,
                                                         std::size_t limit) const = 0;
  // Places a contact has open at `now`: bookings CONFIRMED or RESERVED in slots that are not over, and holds that have
  // not run out.
  virtual StatusOr<int> CountOpenByContact(std::string_view contact_hash, Instant now) const = 0;
  // The earlier slots first (starts_at, then booking id), after the cursor, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<Booking>> List(const BookingFilter& filter, const std::optional<BookingCursor>& after,
                                              std::size_t limit) const = 0;
  // CONFIRMED ones in slots that began before `before`, the earlier first, at most `limit`: who may not have come.
  virtual StatusOr<std::vector<Booking>> ConfirmedBefore(Instant before, std::size_t limit) const = 0;
  // Those given up, CANCELLED or MOVED, in slots beginning at `from` or later: the earlier slots first, after the
  // cursor, at most `limit` (≤ kMaxRowsPerRead). Whose seals are worth nothing any more.
  virtual StatusOr<std::vector<BookingCursor>> GivenUp(Instant from, const std::optional<BookingCursor>& after,
                                                       std::size_t limit) const = 0;
  // Documents with at least `at_least` bookings NO_SHOW in slots with from ≤ starts_at < to, the most first, at most
  // `limit`. The instants are those of slots.
  virtual StatusOr<std::vector<AbuseCount>> NoShowsByDocument(Instant from, Instant to, int at_least,
                                                              std::size_t limit) const = 0;

  // Both: INVALID_ARGUMENT for a booking out of its form.
  // ALREADY_EXISTS (BOOKING_STATE) when the id is taken, or the reference's member by a booking that is not MOVED: mark
  // the old one MOVED before the new one is inserted.
  virtual Status Insert(const Booking& booking) = 0;
  // Replaces the booking with this id; its reference and member never change. NOT_FOUND when there is none.
  virtual Status Update(const Booking& booking) = 0;
};

}  // namespace clearance
