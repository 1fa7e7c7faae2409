#include "services/clearance/booking_use.h"

#include <optional>
#include <vector>

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

// Of a seal that named no booking; nothing where none was shown.
std::optional<AttemptResult> ResultOf(const std::vector<Finding>& findings) {
  const Finding* finding = FindFinding(findings, CheckKind::kBooking);
  if (finding == nullptr) return std::nullopt;
  switch (finding->cause) {
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

Status Keep(Transaction& t, Instant at, AttemptResult result, const std::string& document, const std::string& booking) {
  return t.booking_attempts().Add(
      {.at = at, .act = AttemptAct::kUse, .result = result, .document = document, .subject = booking});
}

}  // namespace

StatusOr<BookingUse> EstablishBooking(const Snapshot& snapshot, const CrossingRequest& request,
                                      const std::string& traveller, const BookingTolerance& tolerance, Instant now) {
  if (request.booking_id.empty()) return BookingUse::kNone;
  ASSIGN_OR_RETURN(const auto booking, snapshot.bookings().FindById(request.booking_id));
  if (!booking) return BookingUse::kUnknownBooking;
  if (booking->traveller != traveller) return BookingUse::kOtherDocument;
  if (booking->state == BookingState::kCancelled || booking->state == BookingState::kMoved)
    return BookingUse::kCancelled;
  if (booking->state == BookingState::kRedeemed) return BookingUse::kSecondUse;
  const bool held_by_another = booking->state == BookingState::kReserved &&
                               booking->reserved_by != request.request_id && booking->reserved_until > now;
  if (held_by_another) return BookingUse::kSecondUse;
  const SlotKey& slot = booking->slot;
  if (slot.port != request.lane.port || slot.lane_group != request.lane.lane_group ||
      slot.movement != request.lane.movement)
    return BookingUse::kWrongPort;
  if (now < slot.starts_at - tolerance.early) return BookingUse::kTooEarly;
  if (now > slot.starts_at + kSlotLength + tolerance.late) return BookingUse::kTooLate;
  return BookingUse::kValid;
}

Status KeepUse(Transaction& t, const CrossingRequest& request, const std::string& traveller, BookingUse use,
               Instant now) {
  if (use != BookingUse::kNone) return Keep(t, now, ResultOf(use), traveller, request.booking_id);
  const std::optional<AttemptResult> result = ResultOf(request.findings);
  return result ? Keep(t, now, *result, traveller, "") : OkStatus();
}

Status KeepUse(Transaction& t, const Passage& passage, const std::string& traveller, BookingRedemption redemption) {
  if (redemption == BookingRedemption::kUntouched) return OkStatus();
  const bool first = redemption == BookingRedemption::kRedeemed;
  return Keep(t, passage.passed_at, first ? AttemptResult::kOk : AttemptResult::kSecondUse, traveller,
              passage.booking_id);
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

StatusOr<BookingRedemption> RedeemBooking(Transaction& t, const Passage& passage, const std::string& traveller) {
  if (passage.booking_id.empty()) return BookingRedemption::kUntouched;
  ASSIGN_OR_RETURN(auto booking, t.bookings().FindById(passage.booking_id));
  if (!booking || booking->traveller != traveller) return BookingRedemption::kUntouched;
  if (booking->state == BookingState::kCancelled || booking->state == BookingState::kMoved)
    return BookingRedemption::kUntouched;
  if (booking->state == BookingState::kRedeemed)
    return booking->redeemed_by == passage.request_id ? BookingRedemption::kRedeemed : BookingRedemption::kUsedBefore;
  const bool held_by_another = booking->state == BookingState::kReserved &&
                               booking->reserved_by != passage.decision_request_id &&
                               booking->reserved_until > passage.passed_at;
  if (held_by_another) return BookingRedemption::kUntouched;
  booking->state = BookingState::kRedeemed;
  booking->redeemed_by = passage.request_id;
  RETURN_IF_ERROR(t.bookings().Update(*booking));
  return BookingRedemption::kRedeemed;
}

}  // namespace clearance
