#include "services/booking/places.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "services/booking/booking_words.h"

namespace clearance {
namespace {

constexpr std::string_view kNearestSlots = "nearest_slots";

Status LimitError(std::string_view why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kBookingLimit, why);
}

// Of a document; of a contact see CheckLimits.
std::string WordsOf(LimitBreach breach, const BookingLimits& limits) {
  switch (breach) {
    case LimitBreach::kSameSlot:
      return "the document has a booking for this slot already";
    case LimitBreach::kOpenPerDocument:
      return "the document has " + std::to_string(limits.open_per_document) + " open bookings, the most there may be";
    case LimitBreach::kDailyPerDocument:
      return "the document has " + std::to_string(limits.daily_per_document) +
             " bookings on that day, the most there may be";
    case LimitBreach::kOpenPerContact:
      return "the contact would have more than " + std::to_string(limits.open_per_contact) + " open places";
    case LimitBreach::kNone:
      break;
  }
  return "";
}

Status SlotFull(const NearestSlots& nearest, const ZoneTable& zones) {
  std::string words;
  std::string starts;
  for (const std::optional<OpenSlot>& slot : {nearest.before, nearest.after}) {
    if (!slot) continue;
    words +=
        (words.empty() ? "; the nearest with places: " : "; ") + SlotInWords(Language::kEn, zones, slot->starts_at);
    starts += (starts.empty() ? "" : ",") + FormatInstant(slot->starts_at);
  }
  if (words.empty()) words = ", and so are the days around it";
  const Status full = Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "the slot is full" + words);
  return starts.empty() ? full : WithFact(full, kNearestSlots, starts);
}

Status HoldGone() {
  return Error(StatusCode::kFailedPrecondition, error_reason::kSlotHoldGone,
               "the hold has run out or was used, or is not of these places");
}

// How many of the contact's open places are given up with these.
int OpenPlacesGivenUp(const PlacesFor& who, Instant now) {
  const auto is_open = [&](const Booking& booking) {
    return booking.contact_hash == who.contact_hash && booking.slot.starts_at + kSlotLength > now;
  };
  auto places = static_cast<int>(std::count_if(who.given_up.begin(), who.given_up.end(), is_open));
  if (who.used_up && who.used_up->contact_hash == who.contact_hash) places += who.used_up->places;
  return places;
}

Status CheckDocument(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                     const PlacesFor& who, const std::string& document) {
  const Instant from = LimitsCountFrom(sight.plan, parts.zones, slot, call.now());
  ASSIGN_OR_RETURN(auto bookings, call.t().bookings().ListByTraveller(document, from, kMaxRowsPerRead));
  std::erase_if(bookings, [&](const Booking& booking) {
    return std::any_of(who.given_up.begin(), who.given_up.end(),
                       [&](const Booking& given_up) { return given_up.booking_id == booking.booking_id; });
  });
  const BookingLimits& limits = parts.policy.limits;
  const LimitBreach breach = CheckDocumentLimits(limits, sight.plan, parts.zones, bookings, slot, call.now());
  if (breach == LimitBreach::kNone) return OkStatus();
  return call.Refuse(AttemptResult::kLimit, LimitError(WordsOf(breach, limits)));
}

}  // namespace

Instant SealedUntil(const BookingParts& parts, const std::vector<Booking>& moved) {
  Instant until = Instant::max();
  for (const Booking& booking : moved) until = std::min(until, parts.seals.reissued_until(booking.seal));
  return until;
}

StatusOr<PlanSight> SeePlan(BookingCall& call, const BookingParts& parts, const SlotKey& slot) {
  const auto plan = PlanFor(parts.policy.plans, slot);
  if (!plan.ok()) return call.Refuse(AttemptResult::kSlotClosed, plan.status());
  const Date day = SlotDay(**plan, parts.zones, slot.starts_at);
  ASSIGN_OR_RETURN(auto closures,
                   call.t().day_closures().List(slot.port, day - kClosuresAround, day + kClosuresAround));
  return PlanSight{**plan, std::move(closures)};
}

Status CheckPlaces(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                   const PlacesWanted& wanted) {
  const SlotView view = sight.At(parts, call.now());
  const Status bookable = CheckBookable(view, slot.starts_at);
  if (!bookable.ok()) return call.Refuse(AttemptResult::kSlotClosed, bookable);
  ASSIGN_OR_RETURN(const SlotUse use, call.t().bookings().CountTaken(slot, call.now()));
  if (PlacesLeft(sight.plan, slot.starts_at, use, call.now(), wanted.quota) >= wanted.places) return OkStatus();
  ASSIGN_OR_RETURN(const auto taken, call.t().bookings().CountTakenBetween(
                                         slot.port, slot.lane_group, slot.movement, slot.starts_at - kNearestSearch,
                                         slot.starts_at + kNearestSearch + kSlotLength, call.now()));
  return call.Refuse(AttemptResult::kSlotFull, SlotFull(FindNearest(view, wanted, slot.starts_at, taken), parts.zones));
}

StatusOr<SlotHold> CheckHold(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                             const PlacesWanted& wanted, const std::string& hold_id) {
  ASSIGN_OR_RETURN(const auto hold, call.t().slot_holds().Find(hold_id));
  const bool good = hold && hold->expires_at > call.now() && hold->slot == slot && hold->quota == wanted.quota &&
                    hold->places >= wanted.places;
  if (!good) return call.Refuse(AttemptResult::kHoldGone, HoldGone());
  const Status held = CheckHeld(sight.At(parts, call.now()), slot.starts_at);
  if (!held.ok()) return call.Refuse(AttemptResult::kSlotClosed, held);
  return *hold;
}

Status CheckLimits(BookingCall& call, const BookingParts& parts, const PlanSight& sight, const SlotKey& slot,
                   const PlacesFor& who) {
  for (const std::string& document : who.documents)
    RETURN_IF_ERROR(CheckDocument(call, parts, sight, slot, who, document));
  if (who.contact_hash.empty()) return OkStatus();
  ASSIGN_OR_RETURN(const int open, call.t().bookings().CountOpenByContact(who.contact_hash, call.now()));
  const BookingLimits& limits = parts.policy.limits;
  const LimitBreach breach = CheckContactLimit(limits, open - OpenPlacesGivenUp(who, call.now()), who.places);
  if (breach == LimitBreach::kNone) return OkStatus();
  return call.Refuse(AttemptResult::kLimit, LimitError(WordsOf(breach, limits)));
}

StatusOr<std::optional<SlotHold>> CheckHoldOrPlaces(BookingCall& call, const BookingParts& parts,
                                                    const PlanSight& sight, const SlotKey& slot,
                                                    const PlacesWanted& wanted, const std::string& hold_id) {
  if (hold_id.empty()) {
    RETURN_IF_ERROR(CheckPlaces(call, parts, sight, slot, wanted));
    return std::optional<SlotHold>();
  }
  ASSIGN_OR_RETURN(SlotHold hold, CheckHold(call, parts, sight, slot, wanted, hold_id));
  return std::optional<SlotHold>(std::move(hold));
}

}  // namespace clearance
