// What the booking desk works with. Inside services/booking, and for whoever makes a desk.
#pragma once

#include <functional>
#include <string>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/booking.h"
#include "common/domain/document.h"
#include "common/domain/zone_table.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/booking/slots.h"

namespace clearance {

// Makes the seals of bookings. All thread-safe.
struct BookingSeals {
  // The end of the last slot for which one can be made at a moment: no key is in force for ever.
  std::function<Instant(Instant now)> slots_until = [](Instant) { return Instant::max(); };
  // The same where the booking stands in the place of one with that seal; the beginning of time where none can be made.
  std::function<Instant(const std::string& earlier_seal)> reissued_until = [](const std::string&) {
    return Instant::max();
  };
  // For the document the booking was made for.
  std::function<StatusOr<std::string>(const Booking&, const Document&)> issue;
  // Of a booking that stands in the place of another, for the same document: only the earlier seal still names it.
  std::function<StatusOr<std::string>(const Booking&, const std::string& earlier_seal)> reissue;
};

// Owns none of what it refers to; all must outlive it.
struct BookingParts {
  Store& store;
  const Pseudonyms& pseudonyms;
  BookingPolicy policy;
  BookingSeals seals;
  const ZoneTable& zones;
  const Clock& clock;
  Random& random;
};

}  // namespace clearance
