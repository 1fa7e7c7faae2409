#include "services/booking/booking_desk.h"

#include <array>
#include <memory>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "common/crypto/hash.h"
#include "common/crypto/secret.h"
#include "common/wire/ledger_bytes.h"
#include "db/transact_for.h"
#include "services/derivation/derive.h"

namespace clearance {
namespace {

constexpr std::string_view kCreateRpc = "BookingService.CreateBooking";
constexpr std::string_view kCancelRpc = "BookingService.CancelBooking";
constexpr std::string_view kReferenceAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
constexpr std::size_t kReferenceLength = 8;
constexpr int kReferenceDraws = 8;
static_assert(kReferenceAlphabet.size() == 32, "five bits of randomness a character");

std::string NewReference(Random& random) {
  std::array<std::uint8_t, kReferenceLength> bytes{};
  random.Fill(bytes);
  std::string reference;
  for (const std::uint8_t byte : bytes) reference += kReferenceAlphabet[byte % kReferenceAlphabet.size()];
  return reference;
}

// One that no booking has.
StatusOr<std::string> FreeReference(const Snapshot& snapshot, Random& random) {
  for (int draw = 0; draw < kReferenceDraws; ++draw) {
    std::string reference = NewReference(random);
    ASSIGN_OR_RETURN(const auto taken, snapshot.bookings().FindByReference(reference));
    if (taken.empty()) return reference;
  }
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, "no free booking reference was found");
}

Status NotFound() {
  return Error(StatusCode::kNotFound, error_reason::kNotFound, "no booking has this reference and birth date");
}

Status BookingStateError(std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kBookingState, why);
}

LedgerEntry EntryFor(const Booking& booking, const std::string& request_id, std::string_view act, Instant now) {
  return {.log = booking.slot.port,
          .kind = EntryKind::kBookingChange,
          .event_time = now,
          .record_time = now,
          .traveller = booking.traveller,
          .request_id = request_id,
          .lane_id = "",
          .body = BookingBody(booking, act)};
}

}  // namespace

BookingDesk::BookingDesk(Store& store, const Pseudonyms& pseudonyms, BookingPolicy policy, const ZoneTable& zones,
                         SealIssuer seal, const Clock& clock, Random& random)
    : store_(store),
      pseudonyms_(pseudonyms),
      policy_(std::move(policy)),
      zones_(zones),
      seal_(std::move(seal)),
      clock_(clock),
      random_(random) {}

StatusOr<SlotPage> BookingDesk::ListSlots(const SlotKey& first, Instant to, Instant after, int page_size) {
  ASSIGN_OR_RETURN(const SlotPlan* plan, PlanFor(policy_.plans, first));
  const Instant from = std::max(first.starts_at, after + Duration(1));
  const Instant now = clock_.Now();
  std::vector<SlotCount> counts;
  std::vector<DayClosure> closures;
  RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(counts,
                     s.bookings().CountTakenBetween(plan->port, plan->lane_group, plan->movement, from, to, now));
    ASSIGN_OR_RETURN(closures, Closures(s, *plan, from, to));
    return OkStatus();
  }));
  const auto limit = static_cast<std::size_t>(page_size);
  SlotPage page;
  page.slots = OpenSlots({*plan, policy_.window, zones_, closures, now}, {}, from, to, counts, limit + 1);
  page.more = page.slots.size() > limit;
  if (page.more) page.slots.pop_back();
  return page;
}

void BookingDesk::Create(const BookingRequest& request, OnBooking done) {
  std::string hash = Sha256(RequestBytes(request, pseudonyms_.Fingerprint(request.document)));
  TransactFor<Booking>(
      store_, [this, request, hash = std::move(hash)](Transaction& t) { return CreateIn(t, request, hash); },
      std::move(done));
}

StatusOr<Booking> BookingDesk::Find(const BookingLookup& lookup) {
  StatusOr<Booking> found = NotFound();
  RETURN_IF_ERROR(store_.Read([&](const Snapshot& s) -> Status {
    found = FindIn(s, lookup);
    return OkStatus();
  }));
  return found;
}

void BookingDesk::Cancel(const std::string& request_id, const BookingLookup& lookup, OnBooking done) {
  std::string hash = Sha256(lookup.reference, FormatDate(lookup.birth_date));
  TransactFor<Booking>(
      store_,
      [this, request_id, lookup, hash = std::move(hash)](Transaction& t) {
        return CancelIn(t, request_id, lookup, hash);
      },
      std::move(done));
}

StatusOr<Booking> BookingDesk::CreateIn(Transaction& t, const BookingRequest& request, const std::string& body_hash) {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), request.request_id, kCreateRpc, body_hash));
  if (replay) {
    ASSIGN_OR_RETURN(const auto first, t.bookings().FindById(replay->response));
    if (!first) return NotFound();
    return *first;
  }
  const Instant now = clock_.Now();
  ASSIGN_OR_RETURN(const SlotPlan* plan, PlanFor(policy_.plans, request.slot));
  const Instant start = request.slot.starts_at;
  ASSIGN_OR_RETURN(const auto closures, Closures(t, *plan, start - kNearestSearch, start + kNearestSearch));
  const SlotView view{*plan, policy_.window, zones_, closures, now};
  RETURN_IF_ERROR(CheckBookable(view, start));
  const std::string traveller = pseudonyms_.Traveller(request.document);
  RETURN_IF_ERROR(CheckTraveller(t, *plan, traveller, request.slot, now));
  RETURN_IF_ERROR(CheckPlaces(t, view, request.slot));

  Booking booking;
  booking.booking_id = NewUuid(random_);
  ASSIGN_OR_RETURN(booking.reference, FreeReference(t, random_));
  booking.slot = request.slot;
  booking.traveller = traveller;
  booking.birth_date_hash = pseudonyms_.BirthDate(booking.reference, request.document.birth_date);
  booking.created_at = now;
  ASSIGN_OR_RETURN(booking.seal, seal_(booking, request.document));
  RETURN_IF_ERROR(t.bookings().Insert(booking));
  ASSIGN_OR_RETURN(const auto position, RecordEntry(t, EntryFor(booking, request.request_id, "CREATED", now)));
  RETURN_IF_ERROR(t.requests().Put({.request_id = request.request_id,
                                    .rpc = std::string(kCreateRpc),
                                    .body_hash = body_hash,
                                    .response = booking.booking_id,
                                    .position = position,
                                    .forget_on = ForgetOn(now)}));
  return booking;
}

StatusOr<Booking> BookingDesk::CancelIn(Transaction& t, const std::string& request_id, const BookingLookup& lookup,
                                        const std::string& body_hash) {
  ASSIGN_OR_RETURN(const auto replay, FindReplay(t.requests(), request_id, kCancelRpc, body_hash));
  ASSIGN_OR_RETURN(Booking booking, FindIn(t, lookup));
  if (replay) return booking;
  const Instant now = clock_.Now();
  if (booking.state == BookingState::kRedeemed) return BookingStateError("the booking has been used");
  if (booking.state == BookingState::kReserved && booking.reserved_until > now)
    return BookingStateError("a lane has the booking in hand");
  booking.state = BookingState::kCancelled;
  RETURN_IF_ERROR(t.bookings().Update(booking));
  ASSIGN_OR_RETURN(const auto position, RecordEntry(t, EntryFor(booking, request_id, "CANCELLED", now)));
  RETURN_IF_ERROR(t.requests().Put({.request_id = request_id,
                                    .rpc = std::string(kCancelRpc),
                                    .body_hash = body_hash,
                                    .response = booking.booking_id,
                                    .position = position,
                                    .forget_on = ForgetOn(now)}));
  return booking;
}

StatusOr<Booking> BookingDesk::FindIn(const Snapshot& snapshot, const BookingLookup& lookup) const {
  ASSIGN_OR_RETURN(const auto party, snapshot.bookings().FindByReference(lookup.reference));
  if (party.empty()) return NotFound();
  const Booking& found = party.front();
  if (!ConstantTimeEqual(found.birth_date_hash, pseudonyms_.BirthDate(lookup.reference, lookup.birth_date)))
    return NotFound();
  return found;
}

StatusOr<std::vector<DayClosure>> BookingDesk::Closures(const Snapshot& snapshot, const SlotPlan& plan, Instant from,
                                                        Instant to) const {
  return snapshot.day_closures().List(plan.port, SlotDay(plan, zones_, from), SlotDay(plan, zones_, to));
}

Status BookingDesk::CheckTraveller(const Transaction& t, const SlotPlan& plan, const std::string& traveller,
                                   const SlotKey& slot, Instant now) const {
  const Instant from = LimitsCountFrom(plan, zones_, slot, now);
  ASSIGN_OR_RETURN(const auto bookings, t.bookings().ListByTraveller(traveller, from, kMaxRowsPerRead));
  switch (CheckDocumentLimits(policy_.limits, plan, zones_, bookings, slot, now)) {
    case LimitBreach::kSameSlot:
      return BookingStateError("this document has a booking for this slot already");
    case LimitBreach::kOpenPerDocument:
      return BookingStateError("this document has as many open bookings as there may be");
    case LimitBreach::kDailyPerDocument:
      return BookingStateError("this document has as many bookings on that day as there may be");
    default:
      return OkStatus();
  }
}

Status BookingDesk::CheckPlaces(const Transaction& t, const SlotView& view, const SlotKey& slot) const {
  const SlotPlan& plan = view.plan;
  ASSIGN_OR_RETURN(const SlotUse use, t.bookings().CountTaken(slot, view.now));
  if (PlacesLeft(plan, slot.starts_at, use, view.now, Quota::kGeneral) > 0) return OkStatus();
  ASSIGN_OR_RETURN(const auto counts, t.bookings().CountTakenBetween(
                                          plan.port, plan.lane_group, plan.movement, slot.starts_at - kNearestSearch,
                                          slot.starts_at + kNearestSearch + kSlotLength, view.now));
  const auto nearest = FindNearest(view, {}, slot.starts_at, counts).after;
  return Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull,
               nearest ? "the slot is full; the next with a place begins at " + FormatInstant(nearest->starts_at)
                       : std::string("the slot is full, and so is the day after it"));
}

}  // namespace clearance
