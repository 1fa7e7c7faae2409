#include "db/booking_attempts.h"

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"

namespace clearance {
namespace {

bool HashOrNone(const std::string& hash) { return hash.empty() || hash.size() == kPseudonymBytes; }

bool Agrees(const std::string& wanted, const std::string& there) { return wanted.empty() || wanted == there; }

}  // namespace

bool Passes(const AttemptFilter& filter, const BookingAttempt& attempt) {
  if (attempt.at < filter.from || attempt.at >= filter.to) return false;
  if (filter.act && attempt.act != *filter.act) return false;
  if (filter.result && attempt.result != *filter.result) return false;
  return Agrees(filter.contact_hash, attempt.contact_hash) && Agrees(filter.document, attempt.document) &&
         Agrees(filter.subject, attempt.subject);
}

Status ValidateBookingAttempt(const BookingAttempt& attempt) {
  if (!HashOrNone(attempt.contact_hash)) return InvalidField("contact_hash", "a keyed hash has 32 bytes");
  if (!HashOrNone(attempt.document)) return InvalidField("document", "a pseudonym has 32 bytes");
  const bool booking = UuidToBytes(attempt.subject).has_value();
  const bool hash = attempt.act != AttemptAct::kUse && HashOrNone(attempt.subject);
  if (!attempt.subject.empty() && !booking && !hash) return InvalidField("subject", "a booking id or a keyed hash");
  return OkStatus();
}

}  // namespace clearance
