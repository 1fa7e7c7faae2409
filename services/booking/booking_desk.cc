#include "services/booking/booking_desk.h"

#include <algorithm>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "common/wire/booking_bytes.h"
#include "db/requests.h"
#include "db/transact_for.h"
#include "services/booking/booking_call.h"
#include "services/booking/party.h"
#include "services/booking/record_look.h"
#include "services/booking/use_cases.h"

namespace clearance {
namespace {

std::string ContactHash(const BookingParts& parts, const std::string& contact) {
  return contact.empty() ? "" : parts.pseudonyms.Contact(contact);
}

std::string BirthDateHash(const BookingParts& parts, const BookingLookup& lookup) {
  return parts.pseudonyms.BirthDate(lookup.reference, lookup.birth_date);
}

// What is only thought of has no name yet, and no seal.
void Anonymise(Booking& booking, bool is_new) {
  booking.moved_to.clear();
  if (!is_new) return;
  booking.booking_id.clear();
  booking.seal.clear();
}

bool LookUpFailed(const Status& status) {
  const std::string reason = ReasonOf(status);
  return reason == error_reason::kNotFound || reason == error_reason::kTooManyAttempts;
}

bool IsReplay(Store& store, const CallTerms& terms) {
  if (terms.request_id.empty()) return false;
  bool replay = false;
  const Status looked = store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto record, FindReplay(s.requests(), terms.request_id, terms.rpc, terms.body_hash));
    replay = record.has_value();
    return OkStatus();
  });
  return looked.ok() && replay;
}

StatusOr<BookingPage> ListIn(Transaction& t, const BookingQuery& query, const std::string& by, Instant now) {
  std::optional<BookingCursor> after;
  if (query.after) after = BookingCursor{query.after->at, query.after->id};
  const BookingFilter filter{
      .port = query.port, .lane_group = query.lane_group, .from = query.from, .to = query.to, .state = query.state};
  BookingPage page;
  ASSIGN_OR_RETURN(page.bookings, t.bookings().List(filter, after, static_cast<std::size_t>(query.page_size)));
  page.more = page.bookings.size() == static_cast<std::size_t>(query.page_size);
  BookingLook look{.act = "LIST_BOOKINGS", .viewer = by, .reason = query.reason};
  look.scope.Add("port", query.port).Add("lane_group", query.lane_group).AddTimes(query.from, query.to);
  if (query.state) look.scope.Add("state", BookingStateName(*query.state));
  RETURN_IF_ERROR(RecordLook(t, look, now));
  return page;
}

}  // namespace

StatusOr<SlotPage> BookingDesk::ListSlots(const SlotQuery& query) {
  ASSIGN_OR_RETURN(const SlotPlan* plan, PlanFor(parts_.policy.plans, query.first));
  const Instant from = std::max(query.first.starts_at, query.after + Duration(1));
  const Instant now = parts_.clock.Now();
  const auto limit = static_cast<std::size_t>(query.page_size);
  // So much at a time: a page of a day does not read a month of counts.
  const Duration span = (query.page_size + 1) * kSlotLength;
  SlotPage page;
  RETURN_IF_ERROR(parts_.store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(const auto closures,
                     s.day_closures().List(plan->port, SlotDay(*plan, parts_.zones, from) - Days(1),
                                           SlotDay(*plan, parts_.zones, query.to) + Days(1)));
    const SlotView view{.plan = *plan,
                        .window = parts_.policy.window,
                        .zones = parts_.zones,
                        .closures = closures,
                        .now = now,
                        .sealed_until = parts_.seals.slots_until(now)};
    for (Instant begin = from; begin < query.to && page.slots.size() <= limit; begin += span) {
      const Instant end = std::min(begin + span, query.to);
      ASSIGN_OR_RETURN(const auto taken,
                       s.bookings().CountTakenBetween(plan->port, plan->lane_group, plan->movement, begin, end, now));
      const auto open = OpenSlots(view, {.places = query.places, .quota = query.quota}, begin, end, taken,
                                  limit + 1 - page.slots.size());
      page.slots.insert(page.slots.end(), open.begin(), open.end());
    }
    return OkStatus();
  }));
  page.more = page.slots.size() > limit;
  if (page.more) page.slots.pop_back();
  return page;
}

void BookingDesk::Hold(const SlotHoldRequest& request, const std::string& by, OnSlotHold done) {
  CallTerms terms{.rpc = "BookingService.HoldSlot",
                  .request_id = request.request_id,
                  .body_hash = Sha256(RequestBytes(request, ContactHash(parts_, request.contact))),
                  .by = by,
                  .act = AttemptAct::kHold,
                  .validate_only = request.validate_only};
  RunCall<SlotHold>(
      parts_, std::move(terms), [this, request](BookingCall& call) { return HoldIn(call, parts_, request); },
      [done = std::move(done), rehearsed = request.validate_only](StatusOr<SlotHold> hold) {
        if (hold.ok() && rehearsed) hold->hold_id.clear();
        done(std::move(hold));
      });
}

void BookingDesk::Create(const BookingRequest& request, const std::string& by, OnParty done) {
  std::vector<std::string> fingerprints;
  for (const BookingPerson& person : request.persons)
    fingerprints.push_back(parts_.pseudonyms.Fingerprint(person.document));
  CallTerms terms{.rpc = "BookingService.CreateBooking",
                  .request_id = request.request_id,
                  .body_hash = Sha256(RequestBytes(request, fingerprints, ContactHash(parts_, request.contact))),
                  .by = by,
                  .act = AttemptAct::kCreate,
                  .validate_only = request.validate_only};
  RunCall<std::vector<Booking>>(
      parts_, std::move(terms),
      [this, request, prepared = PrepareParty(parts_, request)](BookingCall& call) {
        return CreateIn(call, parts_, request, prepared);
      },
      [done = std::move(done), rehearsed = request.validate_only](StatusOr<std::vector<Booking>> made) {
        if (made.ok() && rehearsed) {
          for (Booking& booking : *made) {
            Anonymise(booking, true);
            booking.reference.clear();
          }
        }
        done(std::move(made));
      });
}

void BookingDesk::Find(const BookingLookup& lookup, const std::string& by, OnParty done) {
  RunLookUp<std::vector<Booking>>(
      {.rpc = "BookingService.GetBooking", .by = by, .act = AttemptAct::kLookUp},
      [this, lookup](BookingCall& call) { return FindParty(call, parts_.pseudonyms, lookup); }, std::move(done));
}

void BookingDesk::Move(const MoveRequest& request, const std::string& by, OnMoved done) {
  CallTerms terms{.rpc = "BookingService.MoveBooking",
                  .request_id = request.request_id,
                  .body_hash = Sha256(RequestBytes(request, BirthDateHash(parts_, request.lookup))),
                  .by = by,
                  .act = AttemptAct::kMove,
                  .validate_only = request.validate_only};
  RunLookUp<MovedParty>(
      std::move(terms), [this, request](BookingCall& call) { return MoveIn(call, parts_, request); },
      [done = std::move(done), rehearsed = request.validate_only](StatusOr<MovedParty> moved) {
        if (moved.ok() && rehearsed) {
          for (Booking& booking : moved->old_bookings) Anonymise(booking, false);
          for (Booking& booking : moved->new_bookings) Anonymise(booking, true);
        }
        done(std::move(moved));
      });
}

void BookingDesk::Cancel(const CancelRequest& request, const std::string& by, OnParty done) {
  CallTerms terms{.rpc = "BookingService.CancelBooking",
                  .request_id = request.request_id,
                  .body_hash = Sha256(RequestBytes(request, BirthDateHash(parts_, request.lookup))),
                  .by = by,
                  .act = AttemptAct::kCancel,
                  .validate_only = request.validate_only};
  RunLookUp<std::vector<Booking>>(
      std::move(terms), [this, request](BookingCall& call) { return CancelIn(call, parts_, request); },
      std::move(done));
}

void BookingDesk::CloseDay(const ClosureRequest& request, const std::string& by, OnClosed done) {
  CallTerms terms{.rpc = "BookingService.CloseDay",
                  .request_id = request.request_id,
                  .body_hash = Sha256(RequestBytes(request)),
                  .by = by,
                  .validate_only = request.validate_only};
  RunCall<ClosedDay>(
      parts_, std::move(terms), [this, request](BookingCall& call) { return CloseDayIn(call, parts_, request); },
      [done = std::move(done), rehearsed = request.validate_only](StatusOr<ClosedDay> day) {
        if (day.ok() && rehearsed) {
          for (ClosureNotice& notice : day->notices) {
            Anonymise(notice.old_booking, false);
            if (notice.new_booking) Anonymise(*notice.new_booking, true);
          }
        }
        done(std::move(day));
      });
}

void BookingDesk::List(const BookingQuery& query, const std::string& by, OnPage done) {
  TransactFor<BookingPage>(
      parts_.store, [this, query, by](Transaction& t) { return ListIn(t, query, by, parts_.clock.Now()); },
      std::move(done));
}

template <typename Answer>
void BookingDesk::RunLookUp(CallTerms terms, std::function<StatusOr<Answer>(BookingCall&)> work,
                            std::function<void(StatusOr<Answer>)> done) {
  const std::string by = terms.by;
  const Status taken = look_ups_.Take(by, parts_.clock.Now());
  if (!taken.ok()) {
    // A first answer is no look-up: whoever lost theirs on the way gets it.
    if (!IsReplay(parts_.store, terms)) return done(taken);
    return RunCall<Answer>(parts_, std::move(terms), std::move(work), std::move(done));
  }
  RunCall<Answer>(parts_, std::move(terms), std::move(work),
                  [this, by, done = std::move(done)](StatusOr<Answer> found) {
                    if (!LookUpFailed(found.status())) look_ups_.GiveBack(by);
                    done(std::move(found));
                  });
}

}  // namespace clearance
