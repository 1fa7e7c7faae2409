// Limits: how many bookings one document and one contact may have, and who is a minor. PURE.
#pragma once

#include <vector>

#include "common/base/instant.h"
#include "common/domain/booking.h"
#include "common/domain/zone_table.h"

namespace clearance {

struct SlotPlan;

struct BookingLimits {
  int open_per_document = 4;   // in slots that are not over
  int daily_per_document = 2;  // on one civil day of the plan's clock
  int open_per_contact = 16;   // places, held ones too
  // Places one caller may hold at once, a whole booking channel; of them for people who gave no contact. Anybody can
  // call for a hold, and contacts cannot be proven: without a bound one could keep a whole day from all others.
  int held_per_caller = 400;
  int held_without_contact = 64;
  // Of persons, in years completed on the day of the slot: below the one they are booked as minors, from the other on
  // they can answer for one. Our own procedure, not law.
  int minor_below_age = 16;
  int adult_from_age = 18;
  friend bool operator==(const BookingLimits&, const BookingLimits&) = default;
};

// The first that a booking more would break.
//   kSameSlot: the document has a booking for this slot already.
enum class LimitBreach { kNone, kSameSlot, kOpenPerDocument, kDailyPerDocument, kOpenPerContact };

// Where bookings of a document that begin earlier than this are of no account to a new one at `now` in `slot`: from
// where Bookings::ListByTraveller is to read.
Instant LimitsCountFrom(const SlotPlan& plan, const ZoneTable& zones, const SlotKey& slot, Instant now);

// May the document have a booking more, in that slot? `of_document`: ListByTraveller from LimitsCountFrom on. Bookings
// given back (CANCELLED, MOVED) do not count; a NO_SHOW counts for its day. A booking about to be moved must be left
// out by the caller.
LimitBreach CheckDocumentLimits(const BookingLimits& limits, const SlotPlan& plan, const ZoneTable& zones,
                                const std::vector<Booking>& of_document, const SlotKey& slot, Instant now);

// May a caller who holds that much hold so many places more?
bool MayHold(const BookingLimits& limits, const HeldPlaces& held, int places, bool with_contact);

// May the contact take so many places more? `open`: Bookings::CountOpenByContact without what is about to be given up
// (a hold that is consumed, places moved).
LimitBreach CheckContactLimit(const BookingLimits& limits, int open, int places);

}  // namespace clearance
