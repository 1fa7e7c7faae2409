// Decide: may this person cross? Pure: the same facts and the same book give the same decision in the centre and at a
// gate without one. Answers ADMIT or REFER with all its reasons and never refuses; an officer does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/hold.h"
#include "common/domain/identity.h"
#include "common/domain/stay.h"
#include "common/domain/zone_table.h"
#include "common/rules/rule_book.h"

namespace clearance {

// An open decision of another lane for the same person.
struct OpenDecisionElsewhere {
  std::string lane_id{};
  Instant until{};  // when it lapses
};

// What the centre established about the booking named in the request, which completes what the lane could see offline.
// kNone: the request names no booking.
enum class BookingUse {
  kNone,
  kValid,
  kTooEarly,
  kTooLate,
  kWrongPort,
  kUnknownBooking,
  kCancelled,
  kSecondUse,
  kOtherDocument,
};

// Whether that being wrong with a booking is a case of its own for an officer's desk. Of whatever else is wrong the
// traveller is a walk-in and nothing more.
bool IsBookingAbuse(FindingCause cause);

// Everything a decision rests on. Histories hold the person's stays in the territory left and in the one entered, by
// all their documents; that of a side the lane does not decide may be empty.
struct CrossingFacts {
  CrossingRequest request{};
  TravelHistory exited{};
  TravelHistory entered{};
  std::optional<OpenDecisionElsewhere> in_progress{};
  BookingUse booking = BookingUse::kNone;
  std::vector<FoundHold> holds{};           // all that mean this person, whether they bind here or not
  std::optional<IdentityMatch> identity{};  // absent where nobody looked, as at a gate without the centre
  Instant now{};  // the frozen instant of the decision; the civil days of both sides follow from it
};

// The decision. Reasons stand the graver first, equal classes in the order of ReasonCode; a note alone never refers. A
// side the lane does not decide gives no reason. An own national who comes home is referred only for doubt about who
// they are, and to those who wait for them (hold_rules.h). `stay` is that of the territory entered, or of the one left
// where the entry has none. valid_until is at most the book's lease after now, and never past the next civil midnight
// of either territory. Never fails: whatever is doubtful becomes a reason.
Decision Decide(const CrossingFacts& facts, const RuleBook& book, const ZoneTable& zones);

}  // namespace clearance
