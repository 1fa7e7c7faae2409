// Moving a party to another slot: new bookings in the place of those it has, in one transaction.
#include <algorithm>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "services/booking/finding.h"
#include "services/booking/party.h"
#include "services/booking/places.h"
#include "services/booking/use_cases.h"

namespace clearance {
namespace {

Status StateError(std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kBookingState, why);
}

// Old and new ones, as many of each.
StatusOr<MovedParty> FirstAnswer(BookingCall& call, const RequestRecord& record) {
  MovedParty moved;
  ASSIGN_OR_RETURN(moved.old_bookings, TellAgain(call.t(), record.response));
  const auto half = moved.old_bookings.begin() + static_cast<std::ptrdiff_t>(moved.old_bookings.size() / 2);
  moved.new_bookings.assign(half, moved.old_bookings.end());
  moved.old_bookings.erase(half, moved.old_bookings.end());
  return moved;
}

std::string AnswerBytes(const MovedParty& moved) {
  return ToldBytes(moved.old_bookings) + ToldBytes(moved.new_bookings);
}

// Those of the party that can be moved.
StatusOr<std::vector<Booking>> Movable(BookingCall& call, const std::vector<Booking>& party) {
  std::vector<Booking> leaving;
  std::vector<std::string> ids;
  for (const Booking& booking : party) {
    if (IsInHand(booking, call.now()))
      return call.Refuse(AttemptResult::kState, StateError("a lane has a booking of the party in hand"));
    if (!IsFree(booking, call.now())) continue;
    leaving.push_back(booking);
    ids.push_back(booking.booking_id);
    call.ConcernsDocument(booking.traveller);
  }
  if (leaving.empty())
    return call.Refuse(AttemptResult::kState, StateError("no booking of the party can be moved any more"));
  if (LeavesMinorAlone(party, ids))
    return call.Refuse(AttemptResult::kState, StateError("a minor would be left without their adult"));
  if (MovesMinorAlone(party, ids))
    return call.Refuse(AttemptResult::kState, StateError("a minor would be moved without their adult"));
  return leaving;
}

}  // namespace

StatusOr<std::vector<Booking>> ReplacementsFor(const BookingCall& call, const BookingParts& parts,
                                               const std::vector<Booking>& leaving, const SlotKey& slot) {
  std::vector<Booking> replacements;
  for (const Booking& before : leaving) {
    Booking made = AsTold(before, BookingState::kConfirmed);
    made.booking_id = NewUuid(parts.random);
    made.slot = slot;
    made.created_at = call.now();
    ASSIGN_OR_RETURN(made.seal, parts.seals.reissue(made, before.seal));
    replacements.push_back(std::move(made));
  }
  return replacements;
}

StatusOr<MovedParty> Replace(BookingCall& call, const std::vector<Booking>& leaving,
                             const std::vector<Booking>& replacements) {
  MovedParty moved{.new_bookings = replacements};
  for (std::size_t i = 0; i < leaving.size(); ++i) {
    const Booking& made = replacements[i];
    Booking given_up = leaving[i];
    given_up.moved_to = made.booking_id;
    given_up = AsTold(std::move(given_up), BookingState::kMoved);
    RETURN_IF_ERROR(call.t().bookings().Update(given_up));
    RETURN_IF_ERROR(call.t().bookings().Insert(made));
    RETURN_IF_ERROR(
        call.Record({.act = BookingAct::kMoved, .by = call.by(), .booking = given_up, .moved_to_slot = made.slot},
                    given_up.slot.port, given_up.traveller));
    moved.old_bookings.push_back(std::move(given_up));
  }
  return moved;
}

StatusOr<MovedParty> MoveIn(BookingCall& call, const BookingParts& parts, const MoveRequest& request) {
  ASSIGN_OR_RETURN(const auto replay, call.Replay());
  if (replay) return FirstAnswer(call, *replay);
  ASSIGN_OR_RETURN(const auto party, FindParty(call, parts.pseudonyms, request.lookup));
  ASSIGN_OR_RETURN(auto leaving, Movable(call, party));
  SlotKey slot = leaving.front().slot;
  slot.starts_at = request.starts_at;
  if (!request.lane_group.empty()) slot.lane_group = request.lane_group;
  // Whoever is there already keeps the place they have.
  std::erase_if(leaving, [&](const Booking& booking) { return booking.slot == slot; });
  if (leaving.empty()) return InvalidField("starts_at", "is the slot the party has");
  ASSIGN_OR_RETURN(PlanSight sight, SeePlan(call, parts, slot));
  sight.sealed_until = SealedUntil(parts, leaving);
  PlacesFor who{
      .contact_hash = leaving.front().contact_hash, .places = static_cast<int>(leaving.size()), .given_up = leaving};
  for (const Booking& booking : leaving) who.documents.push_back(booking.traveller);
  PlacesWanted wanted{.places = who.places, .quota = leaving.front().quota};
  if (slot.lane_group == leaving.front().slot.lane_group) wanted.own = leaving.front().slot.starts_at;
  ASSIGN_OR_RETURN(who.used_up, CheckHoldOrPlaces(call, parts, sight, slot, wanted, request.hold_id));
  RETURN_IF_ERROR(CheckLimits(call, parts, sight, slot, who));
  const auto replacements = ReplacementsFor(call, parts, leaving, slot);
  if (ReasonOf(replacements.status()) == error_reason::kBookingState)
    return call.Refuse(AttemptResult::kState, replacements.status());
  RETURN_IF_ERROR(replacements.status());

  if (who.used_up) RETURN_IF_ERROR(call.t().slot_holds().Erase(who.used_up->hold_id));
  ASSIGN_OR_RETURN(MovedParty moved, Replace(call, leaving, *replacements));
  RETURN_IF_ERROR(call.Remember(AnswerBytes(moved)));
  return moved;
}

}  // namespace clearance
