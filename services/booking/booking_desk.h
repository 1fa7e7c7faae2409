// The booking desk: the use cases of booking, each one transaction. Knows no gRPC; seals through the issuer it is
// given.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/base/random.h"
#include "common/domain/booking.h"
#include "db/pseudonyms.h"
#include "db/store.h"
#include "services/booking/slots.h"

namespace clearance {

// Slots to list, and where the next page begins: after the last of them, or nowhere.
struct SlotPage {
  std::vector<OpenSlot> slots;
  bool more = false;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class BookingDesk {
 public:
  // The seal's text of a booking for the document it was made for.
  using SealIssuer = std::function<StatusOr<std::string>(const Booking&, const Document&)>;
  using OnBooking = std::function<void(StatusOr<Booking>)>;

  BookingDesk(Store& store, const Pseudonyms& pseudonyms, BookingPolicy policy, const ZoneTable& zones, SealIssuer seal,
              const Clock& clock, Random& random);

  // Slots of [from, to) after `after` with a place left. FAILED_PRECONDITION (SLOT_CLOSED) where nothing can be booked.
  StatusOr<SlotPage> ListSlots(const SlotKey& first, Instant to, Instant after, int page_size);

  // FAILED_PRECONDITION SLOT_FULL (naming the nearest open slot), SLOT_CLOSED, or BOOKING_STATE when the traveller has
  // too many open bookings or one for this slot; a replay gets the booking the first call made, as it stands now.
  void Create(const BookingRequest& request, OnBooking done);

  // NOT_FOUND unless both halves agree.
  StatusOr<Booking> Find(const BookingLookup& lookup);

  // NOT_FOUND; FAILED_PRECONDITION (BOOKING_STATE) when it is used or a lane has it in hand.
  void Cancel(const std::string& request_id, const BookingLookup& lookup, OnBooking done);

 private:
  StatusOr<Booking> CreateIn(Transaction& t, const BookingRequest& request, const std::string& body_hash);
  StatusOr<Booking> CancelIn(Transaction& t, const std::string& request_id, const BookingLookup& lookup,
                             const std::string& body_hash);
  StatusOr<Booking> FindIn(const Snapshot& snapshot, const BookingLookup& lookup) const;
  Status CheckTraveller(const Transaction& t, const SlotPlan& plan, const std::string& traveller, const SlotKey& slot,
                        Instant now) const;
  Status CheckPlaces(const Transaction& t, const SlotView& view, const SlotKey& slot) const;
  // The port's closures that a slot in [from, to) could fall on.
  StatusOr<std::vector<DayClosure>> Closures(const Snapshot& snapshot, const SlotPlan& plan, Instant from,
                                             Instant to) const;

  Store& store_;
  const Pseudonyms& pseudonyms_;
  const BookingPolicy policy_;
  const ZoneTable& zones_;
  const SealIssuer seal_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace clearance
