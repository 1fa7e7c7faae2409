#include "services/clearance/booking_use.h"

#include <optional>

namespace clearance {
namespace {

// Of a booking the centre has looked at.
AttemptResult ResultOf(BookingUse use) {
  switch (use) {
    case BookingUse::kValid:
    case BookingUse::kNone:
      return AttemptResult::kOk;
    case BookingUse::kTooEarly:
      return AttemptResult::kTooEarly;
    case BookingUse::kTooLate:
      return AttemptResult::kTooLate;
    case BookingUse::kWrongPort:
      return AttemptResult::kWrongPort;
    case BookingUse::kUnknownBooking:
      return AttemptResult::kNotFound;
    case BookingUse::kCancelled:
      return AttemptResult::kCancelled;
    case BookingUse::kSecondUse:
      return AttemptResult::kSecondUse;
    case BookingUse::kOtherDocument:
      return AttemptResult::kOtherDocument;
  }
  return AttemptResult::kOk;
}

// What a lane found against a seal; nothing where it found nothing, or none was shown.
std::optional<AttemptResult> ResultOf(const Finding& finding) {
  switch (finding.cause) {
    case FindingCause::kBadSignature:
      return AttemptResult::kSealBadSignature;
    case FindingCause::kUnknownKey:
      return AttemptResult::kSealUnknownKey;
    case FindingCause::kMalformed:
      return AttemptResult::kSealMalformed;
    case FindingCause::kTooEarly:
      return AttemptResult::kTooEarly;
    case FindingCause::kTooLate:
      return AttemptResult::kTooLate;
    case FindingCause::kWrongPort:
      return AttemptResult::kWrongPort;
    case FindingCause::kOtherDocument:
      return AttemptResult::kOtherDocument;
    case FindingCause::kCancelled:
      return AttemptResult::kSealRevoked;
    default:
      return std::nullopt;
  }
}

std::optional<AttemptResult> LaneResult(const CrossingRequest& request) {
  const Finding* finding = FindFinding(request.findings, CheckKind::kBooking);
  return finding == nullptr ? std::nullopt : ResultOf(*finding);
}

bool IsGivenUp(const Booking& booking) {
  return booking.state == BookingState::kCancelled || booking.state == BookingState::kMoved;
}

bool IsHeldByAnother(const Booking& booking, const std::string& request_id, Instant now) {
  return booking.state == BookingState::kReserved && booking.reserved_by != request_id && booking.reserved_until > now;
}

BookingUse UseOf(const Booking& booking, const CrossingRequest& request, const std::string& traveller,
                 const BookingTolerance& tolerance, Instant now) {
  if (booking.traveller != traveller) return BookingUse::kOtherDocument;
  if (IsGivenUp(booking)) return BookingUse::kCancelled;
  if (booking.state == BookingState::kRedeemed) return BookingUse::kSecondUse;
  if (IsHeldByAnother(booking, request.request_id, now)) return BookingUse::kSecondUse;
  const SlotKey& slot = booking.slot;
  if (slot.port != request.lane.port || slot.lane_group != request.lane.lane_group ||
      slot.movement != request.lane.movement)
    return BookingUse::kWrongPort;
  if (now < slot.starts_at - tolerance.early) return BookingUse::kTooEarly;
  if (now > slot.starts_at + kSlotLength + tolerance.late) return BookingUse::kTooLate;
  return BookingUse::kValid;
}

// The entry of the passage that used the booking, or of the decision that holds it.
StatusOr<std::optional<BookingUseRecord>> FormerUse(const Snapshot& snapshot, const Booking& booking) {
  const bool redeemed = booking.state == BookingState::kRedeemed;
  ASSIGN_OR_RETURN(const auto record, snapshot.requests().Find(redeemed ? booking.redeemed_by : booking.reserved_by));
  if (!record || record->position == 0) return std::optional<BookingUseRecord>();
  ASSIGN_OR_RETURN(const StoredEntry stored, snapshot.ledger().Get(record->position));
  return std::optional(BookingUseRecord{stored.position, stored.entry.lane_id, stored.entry.event_time});
}

// What a seal is worth that a lane took by itself: by the document, and by what the booking has come to. When and where
// it was shown the lane has judged.
AttemptResult ResultWithoutDecision(const std::optional<Booking>& booking, const std::string& document) {
  if (!booking) return AttemptResult::kNotFound;
  if (booking->traveller != document) return AttemptResult::kOtherDocument;
  if (IsGivenUp(*booking)) return AttemptResult::kCancelled;
  return booking->state == BookingState::kRedeemed ? AttemptResult::kSecondUse : AttemptResult::kOk;
}

Status Keep(Transaction& t, Instant at, AttemptResult result, const std::string& document, const std::string& booking) {
  return t.booking_attempts().Add(
      {.at = at, .act = AttemptAct::kUse, .result = result, .document = document, .subject = booking});
}

}  // namespace

StatusOr<BookingSight> EstablishBooking(const Snapshot& snapshot, const CrossingRequest& request,
                                        const std::string& traveller, const BookingTolerance& tolerance, Instant now) {
  BookingSight sight{.result = LaneResult(request)};
  if (sight.result || request.booking_id.empty()) return sight;
  ASSIGN_OR_RETURN(const auto booking, snapshot.bookings().FindById(request.booking_id));
  sight.use = booking ? UseOf(*booking, request, traveller, tolerance, now) : BookingUse::kUnknownBooking;
  sight.result = ResultOf(sight.use);
  if (sight.use == BookingUse::kSecondUse) {
    ASSIGN_OR_RETURN(sight.used_before, FormerUse(snapshot, *booking));
  }
  return sight;
}

Status KeepUse(Transaction& t, const CrossingRequest& request, const std::string& traveller, const BookingSight& sight,
               Instant now) {
  return sight.result ? Keep(t, now, *sight.result, traveller, request.booking_id) : OkStatus();
}

Status KeepUse(Transaction& t, const Passage& passage, const std::string& traveller, const FollowedDecision& followed,
               const RedeemedBooking& redeemed) {
  const bool kept = followed.answer && redeemed.redemption != BookingRedemption::kUsedBefore;
  if (kept || !redeemed.result) return OkStatus();
  return Keep(t, passage.passed_at, *redeemed.result, traveller, passage.booking_id);
}

Status ReserveBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id,
                      Instant until) {
  ASSIGN_OR_RETURN(auto booking, t.bookings().FindById(booking_id));
  if (!booking) return OkStatus();
  booking->state = BookingState::kReserved;
  booking->reserved_by = decision_request_id;
  booking->reserved_until = until;
  return t.bookings().Update(*booking);
}

Status ReleaseBooking(Transaction& t, const std::string& booking_id, const std::string& decision_request_id) {
  if (booking_id.empty()) return OkStatus();
  ASSIGN_OR_RETURN(auto booking, t.bookings().FindById(booking_id));
  if (!booking || booking->state != BookingState::kReserved || booking->reserved_by != decision_request_id)
    return OkStatus();
  booking->state = BookingState::kConfirmed;
  booking->reserved_by.clear();
  return t.bookings().Update(*booking);
}

StatusOr<RedeemedBooking> RedeemBooking(Transaction& t, const Passage& passage, const std::string& traveller,
                                        const FollowedDecision& followed) {
  RedeemedBooking redeemed;
  if (passage.booking_finding) {
    const FindingCause cause = passage.booking_finding->cause;
    redeemed.result = ResultOf(*passage.booking_finding);
    if (!followed.answer && IsBookingAbuse(cause)) redeemed.abuse = cause;
  }
  const bool told_useless = followed.answer && !followed.reserved_booking;
  if (redeemed.result || told_useless || passage.booking_id.empty()) return redeemed;
  ASSIGN_OR_RETURN(auto booking, t.bookings().FindById(passage.booking_id));
  redeemed.result = ResultWithoutDecision(booking, traveller);
  if (redeemed.result == AttemptResult::kOk) {
    redeemed.redemption = BookingRedemption::kRedeemed;
    booking->state = BookingState::kRedeemed;
    booking->redeemed_by = passage.request_id;
    RETURN_IF_ERROR(t.bookings().Update(*booking));
  } else if (redeemed.result == AttemptResult::kSecondUse) {
    redeemed.redemption = BookingRedemption::kUsedBefore;
    redeemed.abuse = FindingCause::kSecondUse;
    ASSIGN_OR_RETURN(redeemed.used_before, FormerUse(t, *booking));
  } else if (redeemed.result == AttemptResult::kOtherDocument) {
    redeemed.abuse = FindingCause::kOtherDocument;
  }
  return redeemed;
}

Status KeepUse(Transaction& t, const Abandonment& abandonment, const std::string& document) {
  if (!abandonment.seal) return OkStatus();
  const ShownSeal& seal = *abandonment.seal;
  std::optional<AttemptResult> result;
  if (seal.finding) result = ResultOf(*seal.finding);
  if (!result && !seal.booking_id.empty()) {
    ASSIGN_OR_RETURN(const auto booking, t.bookings().FindById(seal.booking_id));
    result = ResultWithoutDecision(booking, document);
  }
  return result ? Keep(t, abandonment.at, *result, document, seal.booking_id) : OkStatus();
}

}  // namespace clearance
