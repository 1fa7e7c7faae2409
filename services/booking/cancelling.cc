// Giving places back.
#include <algorithm>

#include "common/base/error_reasons.h"
#include "services/booking/finding.h"
#include "services/booking/party.h"
#include "services/booking/use_cases.h"

namespace clearance {
namespace {

Status StateError(std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kBookingState, why);
}

bool Names(const CancelRequest& request, int member) {
  return std::find(request.members.begin(), request.members.end(), member) != request.members.end();
}

// Whom the call means. A member that is named must be there and able to; of a whole party whoever is able to.
StatusOr<std::vector<Booking>> Leaving(BookingCall& call, const CancelRequest& request,
                                       const std::vector<Booking>& party) {
  for (std::size_t i = 0; i < request.members.size(); ++i) {
    const bool known = std::any_of(party.begin(), party.end(),
                                   [&](const Booking& booking) { return booking.member == request.members[i]; });
    if (!known) return InvalidField("members[" + std::to_string(i) + "]", "is no member of the party");
  }
  std::vector<Booking> leaving;
  std::vector<std::string> ids;
  for (const Booking& booking : party) {
    if (!request.members.empty() && !Names(request, booking.member)) continue;
    if (IsInHand(booking, call.now()))
      return call.Refuse(AttemptResult::kState, StateError("a lane has the booking in hand"));
    if (!IsFree(booking, call.now())) {
      if (request.members.empty()) continue;
      return call.Refuse(AttemptResult::kState, StateError("the booking has been used, given back, or is over"));
    }
    leaving.push_back(booking);
    ids.push_back(booking.booking_id);
    call.ConcernsDocument(booking.traveller);
  }
  if (leaving.empty())
    return call.Refuse(AttemptResult::kState, StateError("no booking of the party can be given back any more"));
  if (LeavesMinorAlone(party, ids))
    return call.Refuse(AttemptResult::kState, StateError("a minor would be left without their adult"));
  return leaving;
}

}  // namespace

StatusOr<std::vector<Booking>> GiveBack(BookingCall& call, const std::vector<Booking>& leaving) {
  std::vector<Booking> given_back;
  for (const Booking& booking : leaving) {
    given_back.push_back(AsTold(booking, BookingState::kCancelled));
    RETURN_IF_ERROR(call.t().bookings().Update(given_back.back()));
    RETURN_IF_ERROR(call.Record({.act = BookingAct::kCancelled, .by = call.by(), .booking = booking}, booking.slot.port,
                                booking.traveller));
  }
  return given_back;
}

StatusOr<std::vector<Booking>> CancelIn(BookingCall& call, const BookingParts& parts, const CancelRequest& request) {
  ASSIGN_OR_RETURN(const auto replay, call.Replay());
  if (replay) return TellAgain(call.t(), replay->response);
  ASSIGN_OR_RETURN(std::vector<Booking> party, FindParty(call, parts.pseudonyms, request.lookup));
  ASSIGN_OR_RETURN(const auto leaving, Leaving(call, request, party));

  ASSIGN_OR_RETURN(const auto given_back, GiveBack(call, leaving));
  for (Booking& booking : party) {
    const auto now = std::find_if(given_back.begin(), given_back.end(),
                                  [&](const Booking& given) { return given.booking_id == booking.booking_id; });
    booking = AsTold(now == given_back.end() ? booking : *now,
                     now == given_back.end() ? booking.state : BookingState::kCancelled);
  }
  RETURN_IF_ERROR(call.Remember(ToldBytes(party)));
  return party;
}

}  // namespace clearance
