// Every attempt at a booking and what came of it, for as long as the rule book says, so that abuse shows. Knows nobody
// but by keyed hashes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/booking.h"

namespace clearance {

// Absent (empty) members do not filter.
struct AttemptFilter {
  Instant from{};  // from ≤ at < to
  Instant to{};
  std::optional<AttemptAct> act{};
  std::optional<AttemptResult> result{};
  std::string contact_hash{};
  std::string document{};
  std::string subject{};
};

bool Passes(const AttemptFilter& filter, const BookingAttempt& attempt);

// A place in the order of time.
struct AttemptCursor {
  Instant at{};
  std::uint64_t number = 0;
};

// INVALID_ARGUMENT naming the first field out of its form: hashes have 32 bytes or none, the subject is a UUID, a hash
// or empty, that of kUse a UUID or empty.
Status ValidateBookingAttempt(const BookingAttempt& attempt);

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class BookingAttempts {
 public:
  virtual ~BookingAttempts() = default;
  // The older first (at, then number), after the cursor, at most `limit` (≤ kMaxRowsPerRead).
  virtual StatusOr<std::vector<BookingAttempt>> List(const AttemptFilter& filter,
                                                     const std::optional<AttemptCursor>& after,
                                                     std::size_t limit) const = 0;
  // Contacts from which at least `at_least` different documents were to be booked (kHold, kCreate and kMove, whatever
  // came of it) in from ≤ at < to: the most first, then by subject, at most `limit`.
  virtual StatusOr<std::vector<AbuseCount>> DocumentsByContact(Instant from, Instant to, int at_least,
                                                               std::size_t limit) const = 0;
  // Booking ids that lanes were shown at least `at_least` times without success (kUse, not kOk), likewise.
  virtual StatusOr<std::vector<AbuseCount>> FailedUsesBySeal(Instant from, Instant to, int at_least,
                                                             std::size_t limit) const = 0;
  // When somebody came with one reference and a wrong birth date, or one nobody has (kWrongBirthDate and kNotFound with
  // that subject, whatever the act), at ≥ from: the older first, at most `limit` (≤ kMaxRowsPerRead). For a rate limit.
  virtual StatusOr<std::vector<Instant>> FailedLookUps(std::string_view subject, Instant from,
                                                       std::size_t limit) const = 0;

  // Stores it with a new number, whatever `number` says. INVALID_ARGUMENT for one out of its form.
  virtual Status Add(const BookingAttempt& attempt) = 0;
  // Forgets those with at < before, at most `limit`, the oldest first, and returns how many.
  virtual StatusOr<std::size_t> Forget(Instant before, std::size_t limit) = 0;
};

}  // namespace clearance
