// The booking desk: the use cases of booking, each one transaction. Knows no gRPC; seals through the issuer it is
// given.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/domain/booking_calls.h"
#include "common/wire/booking_wire.h"
#include "services/booking/booking_parts.h"
#include "services/booking/finding.h"

namespace clearance {

// Slots to list, and where the next page begins: after the last of them, or nowhere.
struct SlotPage {
  std::vector<OpenSlot> slots;
  bool more = false;
};

// The places a party gave up, and those in their stead, in the same order.
struct MovedParty {
  std::vector<Booking> old_bookings{};
  std::vector<Booking> new_bookings{};
  friend bool operator==(const MovedParty&, const MovedParty&) = default;
};

// A booking that a closure ended, and the one in its place; absent: it was cancelled.
struct ClosureNotice {
  Booking old_booking{};
  std::optional<Booking> new_booking{};
  friend bool operator==(const ClosureNotice&, const ClosureNotice&) = default;
};

struct ClosedDay {
  DayClosure closure{};
  std::vector<ClosureNotice> notices{};
  bool more = false;  // bookings of that day stand
  friend bool operator==(const ClosedDay&, const ClosedDay&) = default;
};

struct BookingPage {
  std::vector<Booking> bookings{};
  bool more = false;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor; at once for a caller whose look-ups
// fail too often. Owns nothing it is given. `by`: who
// calls, role and id, "booking/booking-1". A replay gets the first answer; another body under its request id is
// ALREADY_EXISTS (REQUEST_ID_REUSED). A request that only validates gets what it would come to, without ids,
// references and seals, and writes nothing, but for the trace of a look-up that failed.
class BookingDesk {
 public:
  using OnSlotHold = std::function<void(StatusOr<SlotHold>)>;
  using OnParty = std::function<void(StatusOr<std::vector<Booking>>)>;
  using OnMoved = std::function<void(StatusOr<MovedParty>)>;
  using OnClosed = std::function<void(StatusOr<ClosedDay>)>;
  using OnPage = std::function<void(StatusOr<BookingPage>)>;

  explicit BookingDesk(BookingParts parts) : parts_(std::move(parts)) {}

  // The slots asked for that can be taken. FAILED_PRECONDITION (SLOT_CLOSED) where nothing can be booked.
  StatusOr<SlotPage> ListSlots(const SlotQuery& query);

  // FAILED_PRECONDITION: SLOT_FULL (its message and its fact `nearest_slots` name the nearest with places),
  // SLOT_CLOSED, BOOKING_LIMIT.
  void Hold(const SlotHoldRequest& request, const std::string& by, OnSlotHold done);

  // The bookings in the order of the persons. As for Hold; SLOT_HOLD_GONE; INVALID_ARGUMENT where ages and guardians
  // do not fit.
  void Create(const BookingRequest& request, const std::string& by, OnParty done);

  // The party by member. NOT_FOUND unless both halves agree; RESOURCE_EXHAUSTED (TOO_MANY_ATTEMPTS), see finding.h.
  void Find(const BookingLookup& lookup, const std::string& by, OnParty done);

  // Moves whoever of the party can be moved. As for Create and Find; BOOKING_STATE when a lane has one in hand, or
  // none can be moved.
  void Move(const MoveRequest& request, const std::string& by, OnMoved done);

  // The whole party as it is then. As for Find; BOOKING_STATE when one cannot be given back, or a minor would be left.
  void Cancel(const CancelRequest& request, const std::string& by, OnParty done);

  // Closes the day if it is not closed, and deals with a page of its bookings. INVALID_ARGUMENT for a day that is over
  // and for a port without lane groups.
  void CloseDay(const ClosureRequest& request, const std::string& by, OnClosed done);

  // The earlier slot first. The look is an entry, even of an empty page.
  void List(const BookingQuery& query, const std::string& by, OnPage done);

 private:
  // Runs a look-up through the caller's limit.
  template <typename Answer>
  void RunLookUp(CallTerms terms, std::function<StatusOr<Answer>(BookingCall&)> work,
                 std::function<void(StatusOr<Answer>)> done);

  const BookingParts parts_;
  LookUpLimit look_ups_;
};

}  // namespace clearance
