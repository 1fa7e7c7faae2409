// Bookings between proto and domain.
#pragma once

#include <string>

#include "clearance/v1/booking.pb.h"
#include "common/base/status.h"
#include "common/domain/booking.h"

namespace clearance {

struct SlotQuery {
  SlotKey first;  // starts_at is the beginning of the time asked about
  Instant to{};
  int page_size = 0;
  Instant after{};  // from the page token: only slots that begin later; the epoch for none
};

inline constexpr Duration kMaxSlotQuery = std::chrono::hours(24 * 31);

StatusOr<SlotQuery> FromProto(const v1::ListSlotsRequest& message);
StatusOr<BookingRequest> FromProto(const v1::CreateBookingRequest& message);
StatusOr<BookingLookup> FromProto(const v1::GetBookingRequest& message);
// The request id of a cancellation is validated too.
StatusOr<BookingLookup> FromProto(const v1::CancelBookingRequest& message);

void ToProto(const OpenSlot& slot, v1::Slot* out);
// Fills everything but the seal and the words, which are the service's.
void ToProto(const Booking& booking, v1::Booking* out);

}  // namespace clearance
