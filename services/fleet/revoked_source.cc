#include "services/fleet/revoked_source.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/log.h"
#include "common/domain/booking.h"

namespace clearance {

RevokedSource RevokedBookingsOf(Store& store, Duration late) {
  return [&store, late](Instant now) -> StatusOr<std::vector<std::string>> {
    // The first slot whose window is not over: it ends after `now`.
    const Instant from = now - late - kSlotLength + Duration(1);
    std::vector<std::string> ids;
    std::optional<BookingCursor> cursor;
    for (bool more = true; more;) {
      RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
        ASSIGN_OR_RETURN(const auto page, s.bookings().GivenUp(from, cursor, kMaxRowsPerRead));
        more = page.size() == kMaxRowsPerRead;
        for (const BookingCursor& booking : page) ids.push_back(booking.booking_id);
        if (!page.empty()) cursor = page.back();
        return OkStatus();
      }));
      if (ids.size() <= kMaxRevokedBookings) continue;
      LogWarning("revoked_bookings_cut", {{"kept", static_cast<std::uint64_t>(kMaxRevokedBookings)}});
      ids.resize(kMaxRevokedBookings);
      more = false;
    }
    return ids;
  };
}

}  // namespace clearance
