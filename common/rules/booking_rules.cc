// What a booking adds to a decision: a note, never more. A booking never changes the verdict (domain page §8).
#include "common/rules/crossing_view.h"

namespace clearance {
namespace {

// What the centre knows goes before what the lane could see; without a booking in the request the lane's finding
// stands, a seal it found forged among them. kNone: the booking is in order.
FindingCause BookingCause(const CrossingView& view) {
  switch (view.facts.booking) {
    case BookingUse::kValid:
      return FindingCause::kNone;
    case BookingUse::kTooEarly:
      return FindingCause::kTooEarly;
    case BookingUse::kTooLate:
      return FindingCause::kTooLate;
    case BookingUse::kWrongPort:
      return FindingCause::kWrongPort;
    case BookingUse::kUnknownBooking:
      return FindingCause::kNoBooking;
    case BookingUse::kCancelled:
      return FindingCause::kCancelled;
    case BookingUse::kSecondUse:
      return FindingCause::kSecondUse;
    case BookingUse::kOtherDocument:
      return FindingCause::kOtherDocument;
    case BookingUse::kNone:
      break;
  }
  const Finding* finding = FindFinding(view.facts.request.findings, CheckKind::kBooking);
  const bool says_why =
      finding != nullptr && finding->result != FindingResult::kPassed && finding->cause != FindingCause::kNone;
  return says_why ? finding->cause : FindingCause::kNoBooking;
}

}  // namespace

bool IsBookingAbuse(FindingCause cause) {
  return cause == FindingCause::kBadSignature || cause == FindingCause::kUnknownKey ||
         cause == FindingCause::kSecondUse || cause == FindingCause::kOtherDocument;
}

void AddBookingNotes(const CrossingView& view, Reasons& reasons) {
  const FindingCause cause = BookingCause(view);
  if (cause == FindingCause::kNone) return;
  const std::string detail(FindingCauseName(cause));
  if (IsBookingAbuse(cause)) {
    reasons.push_back({.code = ReasonCode::kBookingAbuse, .detail = detail});
  } else if (view.entry_rules_apply) {
    // Leaving, and coming home, need no booking: nobody is a walk-in there.
    reasons.push_back({.code = ReasonCode::kWalkIn, .detail = detail});
  }
}

}  // namespace clearance
