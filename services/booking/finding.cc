#include "services/booking/finding.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "common/base/retry.h"
#include "common/crypto/secret.h"

namespace clearance {
namespace {

Status NotFound() {
  return Error(StatusCode::kNotFound, error_reason::kNotFound, "no booking has this reference and birth date");
}

Status TooManyAttempts(std::string_view why, Duration wait) {
  return WithRetryAfter(Error(StatusCode::kResourceExhausted, error_reason::kTooManyAttempts, why),
                        std::max(wait, Duration(1)));
}

}  // namespace

StatusOr<std::vector<Booking>> FindParty(BookingCall& call, const Pseudonyms& pseudonyms, const BookingLookup& lookup) {
  const std::string reference_hash = pseudonyms.Reference(lookup.reference);
  call.ConcernsReference(reference_hash);
  ASSIGN_OR_RETURN(const auto failed,
                   call.t().booking_attempts().FailedLookUps(
                       reference_hash, call.now() - kWrongLookUpWindow + Duration(1), kMaxRowsPerRead));
  if (failed.size() >= kMaxWrongLookUps) {
    // As many as there may be are left when this one has become too old.
    const Instant oldest = failed[failed.size() - kMaxWrongLookUps];
    return call.RefuseLookUp(
        AttemptResult::kRateLimited,
        TooManyAttempts("too many look-ups with this reference have failed", oldest + kWrongLookUpWindow - call.now()));
  }
  ASSIGN_OR_RETURN(auto party, call.t().bookings().FindByReference(lookup.reference));
  if (party.empty()) return call.RefuseLookUp(AttemptResult::kNotFound, NotFound());
  const std::string birth_date = pseudonyms.BirthDate(lookup.reference, lookup.birth_date);
  const bool known = std::any_of(party.begin(), party.end(), [&](const Booking& booking) {
    return ConstantTimeEqual(booking.birth_date_hash, birth_date);
  });
  if (!known) return call.RefuseLookUp(AttemptResult::kWrongBirthDate, NotFound());
  call.ConcernsContact(party.front().contact_hash);
  return party;
}

Status LookUpLimit::Take(const std::string& caller, Instant now) {
  const std::scoped_lock lock(mutex_);
  Left& left = callers_[caller];
  if (left.look_ups >= kMaxFailedLookUps) left.since = now;
  const auto come = std::max<Duration::rep>((now - left.since) / kFailedLookUpEvery, 0);
  left.look_ups = static_cast<int>(std::min<Duration::rep>(left.look_ups + come, kMaxFailedLookUps));
  left.since = left.look_ups == kMaxFailedLookUps ? now : left.since + come * kFailedLookUpEvery;
  if (left.look_ups == 0)
    return TooManyAttempts("too many look-ups of this caller have failed", left.since + kFailedLookUpEvery - now);
  --left.look_ups;
  return OkStatus();
}

void LookUpLimit::GiveBack(const std::string& caller) {
  const std::scoped_lock lock(mutex_);
  Left& left = callers_[caller];
  left.look_ups = std::min(left.look_ups + 1, kMaxFailedLookUps);
}

}  // namespace clearance
