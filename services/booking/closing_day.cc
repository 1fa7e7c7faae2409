// Closing a port for a civil day, and moving or cancelling what is booked in it, a page of bookings at a time.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/uuid_bytes.h"
#include "services/booking/party.h"
#include "services/booking/places.h"
#include "services/booking/use_cases.h"

namespace clearance {
namespace {

constexpr char kMore = 'm';
constexpr char kDone = 'd';
// How far a place on another day is looked for, before and after, in steps of a day.
constexpr int kDaysSearched = 7;
constexpr Duration kDay = std::chrono::hours(24);
// Nobody is moved to a slot that begins sooner: they have to be told, and to come.
constexpr Duration kMovedAhead = std::chrono::hours(2);

// The plans of a port with the time that is closed, and what is taken around it: read once for all that is moved.
class ClosedPlans {
 public:
  ClosedPlans(BookingCall& call, const BookingParts& parts, const ClosureRequest& request)
      : call_(call), parts_(parts), request_(request) {}

  struct Plan {
    PlanSight sight;
    Instant from{};
    Instant to{};
    std::vector<SlotCount> taken{};  // around the day; filled when first needed
    bool counted = false;
  };

  // INVALID_ARGUMENT where there is nothing to close. `closure` counts as standing already.
  Status Read(const DayClosure& closure) {
    for (const SlotPlan& plan : parts_.policy.plans) {
      if (plan.port != request_.port) continue;
      const Territory clock = plan.schedule.clock;
      Plan& closed = plans_.emplace_back(Plan{.sight = PlanSight{plan}});
      closed.from = parts_.zones.StartOf(clock, request_.day);
      closed.to = parts_.zones.StartOf(clock, request_.day + Days(1));
      ASSIGN_OR_RETURN(
          closed.sight.closures,
          call_.t().day_closures().List(request_.port, request_.day - kClosuresAround, request_.day + kClosuresAround));
      closed.sight.closures.push_back(closure);
    }
    if (plans_.empty()) return InvalidField("port", "has no lane group that can be booked");
    const bool over =
        std::all_of(plans_.begin(), plans_.end(), [&](const Plan& plan) { return plan.to <= call_.now(); });
    return over ? InvalidField("day", "is over") : OkStatus();
  }

  std::vector<Plan>& plans() { return plans_; }

  // The nearest slot of another day with places for the party, at a time for which none of its documents has a booking,
  // or nothing. Takes them.
  StatusOr<std::optional<SlotKey>> TakeNearest(Plan& plan, const std::vector<Booking>& party) {
    RETURN_IF_ERROR(Count(plan));
    const PlacesWanted wanted{.places = static_cast<int>(party.size()), .quota = party.front().quota};
    SlotKey slot = party.front().slot;
    ASSIGN_OR_RETURN(const auto booked, BookedBy(party, slot.starts_at));
    SlotView view = plan.sight.At(parts_, call_.now());
    view.sealed_until = std::min(view.sealed_until, SealedUntil(parts_, party));
    const auto found = Nearest(view, wanted, slot.starts_at, booked, plan.taken);
    if (!found) return std::optional<SlotKey>();
    slot.starts_at = found->starts_at;
    Take(plan, slot.starts_at, wanted);
    return std::optional<SlotKey>(slot);
  }

 private:
  Status Count(Plan& plan) {
    if (plan.counted) return OkStatus();
    plan.counted = true;
    const SlotPlan& of = plan.sight.plan;
    ASSIGN_OR_RETURN(plan.taken, call_.t().bookings().CountTakenBetween(of.port, of.lane_group, of.movement,
                                                                        plan.from - kDaysSearched * kDay,
                                                                        plan.to + kDaysSearched * kDay, call_.now()));
    return OkStatus();
  }

  // When the documents of a party have places within the days that are searched.
  StatusOr<std::set<Instant>> BookedBy(const std::vector<Booking>& party, Instant around) {
    std::set<Instant> booked;
    for (const Booking& member : party) {
      ASSIGN_OR_RETURN(const auto of_document, call_.t().bookings().ListByTraveller(
                                                   member.traveller, around - kDaysSearched * kDay, kMaxRowsPerRead));
      for (const Booking& booking : of_document) {
        if (TakesPlace(booking.state)) booked.insert(booking.slot.starts_at);
      }
    }
    return booked;
  }

  static std::optional<OpenSlot> Nearest(const SlotView& view, const PlacesWanted& wanted, Instant starts_at,
                                         const std::set<Instant>& booked, const std::vector<SlotCount>& taken) {
    const auto open = [&](Instant from, Instant to) {
      auto slots = OpenSlots(view, wanted, std::max(from, view.now + kMovedAhead), to, taken, kMaxSlotsPerRead);
      std::erase_if(slots, [&](const OpenSlot& slot) { return booked.contains(slot.starts_at); });
      return slots;
    };
    for (int day = 0; day < kDaysSearched; ++day) {
      const auto after = open(starts_at + day * kDay, starts_at + (day + 1) * kDay);
      const auto before = open(starts_at - (day + 1) * kDay, starts_at - day * kDay);
      if (after.empty() && before.empty()) continue;
      if (before.empty()) return after.front();
      if (after.empty()) return before.back();
      const bool later = after.front().starts_at - starts_at <= starts_at - before.back().starts_at;
      return later ? after.front() : before.back();
    }
    return std::nullopt;
  }

  static void Take(Plan& plan, Instant starts_at, const PlacesWanted& wanted) {
    auto at = std::lower_bound(plan.taken.begin(), plan.taken.end(), starts_at,
                               [](const SlotCount& count, Instant instant) { return count.starts_at < instant; });
    if (at == plan.taken.end() || at->starts_at != starts_at) at = plan.taken.insert(at, SlotCount{starts_at, {}});
    int& places = wanted.quota == Quota::kFamily     ? at->use.family
                  : wanted.quota == Quota::kAssisted ? at->use.assisted
                                                     : at->use.general;
    places += wanted.places;
  }

  BookingCall& call_;
  const BookingParts& parts_;
  const ClosureRequest& request_;
  std::vector<Plan> plans_;
};

// Those of the day in that state whose slot is not over, the earlier first, at most `limit`.
StatusOr<std::vector<Booking>> OfDay(BookingCall& call, const ClosedPlans::Plan& plan, BookingState state,
                                     const std::optional<BookingCursor>& after, std::size_t limit) {
  const SlotPlan& of = plan.sight.plan;
  const Instant not_over = call.now() - kSlotLength + Duration(1);
  return call.t().bookings().List({.port = of.port,
                                   .lane_group = of.lane_group,
                                   .movement = of.movement,
                                   .from = std::max(plan.from, not_over),
                                   .to = plan.to,
                                   .state = state},
                                  after, limit);
}

// Those who travel together.
struct Companions {
  std::vector<Booking> free{};  // in the slot that is dealt with
  bool in_hand = false;         // a lane has one of them
  bool minor_would_go_alone = false;
};

Companions CompanionsOf(const std::vector<Booking>& party, const SlotKey& slot, Instant now) {
  Companions companions;
  std::vector<std::string> ids;
  for (const Booking& booking : party) {
    if (booking.slot != slot) continue;
    companions.in_hand = companions.in_hand || IsInHand(booking, now);
    if (!IsFree(booking, now)) continue;
    companions.free.push_back(booking);
    ids.push_back(booking.booking_id);
  }
  companions.minor_would_go_alone = MovesMinorAlone(party, ids);
  return companions;
}

Status CancelParty(BookingCall& call, const std::vector<Booking>& party, std::vector<ClosureNotice>& notices) {
  ASSIGN_OR_RETURN(const auto given_back, GiveBack(call, party));
  for (const Booking& booking : given_back) notices.push_back({booking, std::nullopt});
  return OkStatus();
}

// Without a slot, and where the seal cannot be made again, the party is cancelled: a closed day keeps nobody.
Status MoveParty(BookingCall& call, const BookingParts& parts, const std::vector<Booking>& party,
                 const std::optional<SlotKey>& slot, std::vector<ClosureNotice>& notices) {
  if (!slot) return CancelParty(call, party, notices);
  const auto replacements = ReplacementsFor(call, parts, party, *slot);
  if (ReasonOf(replacements.status()) == error_reason::kBookingState) return CancelParty(call, party, notices);
  RETURN_IF_ERROR(replacements.status());
  ASSIGN_OR_RETURN(const MovedParty moved, Replace(call, party, *replacements));
  for (std::size_t i = 0; i < party.size(); ++i) notices.push_back({moved.old_bookings[i], moved.new_bookings[i]});
  return OkStatus();
}

// What is done with one of the day: whoever travels with it shares its fate. A party a lane has in hand is left as it
// is, and a minor whose adult has come already is given no place of their own.
Status DealWithParty(BookingCall& call, const BookingParts& parts, ClosureAction action, ClosedPlans& closed,
                     ClosedPlans::Plan& plan, const Booking& booking, ClosedDay& day) {
  ASSIGN_OR_RETURN(const auto party, call.t().bookings().FindByReference(booking.reference));
  const Companions companions = CompanionsOf(party, booking.slot, call.now());
  if (companions.in_hand) return OkStatus();
  std::optional<SlotKey> slot;
  if (action == ClosureAction::kMove && !companions.minor_would_go_alone) {
    ASSIGN_OR_RETURN(slot, closed.TakeNearest(plan, companions.free));
  }
  return MoveParty(call, parts, companions.free, slot, day.notices);
}

// Deals with what is left of a page of them; no party is divided.
Status DealWithPlan(BookingCall& call, const BookingParts& parts, const ClosureRequest& request, ClosedPlans& closed,
                    ClosedPlans::Plan& plan, ClosedDay& day) {
  const auto limit = static_cast<std::size_t>(request.page_size);
  std::set<std::string> dealt_with;
  std::optional<BookingCursor> after;
  bool last = false;
  while (!last) {
    ASSIGN_OR_RETURN(const auto standing, OfDay(call, plan, BookingState::kConfirmed, after, limit + 1));
    last = standing.size() <= limit;
    for (const Booking& booking : standing) {
      after = BookingCursor{booking.slot.starts_at, booking.booking_id};
      if (dealt_with.contains(booking.reference)) continue;
      if (day.notices.size() >= limit) {
        day.more = true;
        return OkStatus();
      }
      dealt_with.insert(booking.reference);
      RETURN_IF_ERROR(DealWithParty(call, parts, request.action, closed, plan, booking, day));
    }
  }
  // What a lane has in hand may be given back: with it whoever was left with it.
  ASSIGN_OR_RETURN(const auto in_hand, OfDay(call, plan, BookingState::kReserved, std::nullopt, 1));
  day.more = day.more || !in_hand.empty();
  return OkStatus();
}

Status DealWith(BookingCall& call, const BookingParts& parts, const ClosureRequest& request, ClosedPlans& closed,
                ClosedDay& day) {
  for (ClosedPlans::Plan& plan : closed.plans()) RETURN_IF_ERROR(DealWithPlan(call, parts, request, closed, plan, day));
  return OkStatus();
}

// Of each notice the booking that ended and, if there is one, that in its place.
std::string AnswerBytes(const ClosedDay& day) {
  std::string bytes(1, day.more ? kMore : kDone);
  for (const ClosureNotice& notice : day.notices) {
    bytes += ToldBytes({notice.old_booking});
    if (notice.new_booking) bytes += ToldBytes({*notice.new_booking});
  }
  return bytes;
}

StatusOr<ClosedDay> FirstAnswer(BookingCall& call, const RequestRecord& record, const DayClosure& closure) {
  ClosedDay day{.closure = closure, .more = record.response.starts_with(kMore)};
  ASSIGN_OR_RETURN(const auto told, TellAgain(call.t(), std::string_view(record.response).substr(1)));
  for (const Booking& booking : told) {
    if (booking.state == BookingState::kConfirmed && !day.notices.empty()) {
      day.notices.back().new_booking = booking;
    } else {
      day.notices.push_back({booking, std::nullopt});
    }
  }
  return day;
}

}  // namespace

StatusOr<ClosedDay> CloseDayIn(BookingCall& call, const BookingParts& parts, const ClosureRequest& request) {
  ASSIGN_OR_RETURN(const auto replay, call.Replay());
  ASSIGN_OR_RETURN(const auto standing, call.t().day_closures().Find(request.port, request.day));
  if (replay && standing) return FirstAnswer(call, *replay, *standing);
  ClosedDay day;
  day.closure = standing.value_or(DayClosure{.port = request.port,
                                             .day = request.day,
                                             .reason = request.reason,
                                             .closed_by = call.by(),
                                             .closed_at = call.now()});
  ClosedPlans closed(call, parts, request);
  RETURN_IF_ERROR(closed.Read(day.closure));

  if (!standing) {
    RETURN_IF_ERROR(call.t().day_closures().Insert(day.closure));
    RETURN_IF_ERROR(
        call.Record({.act = BookingAct::kDayClosed, .by = call.by(), .closure = day.closure}, request.port, ""));
  }
  RETURN_IF_ERROR(DealWith(call, parts, request, closed, day));
  RETURN_IF_ERROR(call.Remember(AnswerBytes(day)));
  return day;
}

}  // namespace clearance
