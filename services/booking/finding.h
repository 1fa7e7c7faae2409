// Finding a party by its reference and a birth date, against guessing: within a call, and how often a caller may be
// wrong.
#pragma once

#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/booking_calls.h"
#include "services/booking/booking_call.h"

namespace clearance {

// So many look-ups with one reference in vain within an hour, and it is not looked up again until one is an hour old:
// whether there is such a party or not, or the limit would tell.
inline constexpr std::size_t kMaxWrongLookUps = 5;
inline constexpr Duration kWrongLookUpWindow = std::chrono::hours(1);

// The party, by member, those given back too. Refuses NOT_FOUND where the reference or the birth date is wrong, which
// nobody learns; RESOURCE_EXHAUSTED (TOO_MANY_ATTEMPTS) with the wait.
StatusOr<std::vector<Booking>> FindParty(BookingCall& call, const Pseudonyms& pseudonyms, const BookingLookup& lookup);

// How many look-ups of one caller may fail in a row, and how soon another one may.
inline constexpr int kMaxFailedLookUps = 600;
inline constexpr Duration kFailedLookUpEvery = std::chrono::seconds(6);

// The same against guessing references: of a caller, whatever the reference. In memory only. Thread-safe.
class LookUpLimit {
 public:
  // Takes one of the caller's look-ups. RESOURCE_EXHAUSTED (TOO_MANY_ATTEMPTS) with the wait when none is left.
  Status Take(const std::string& caller, Instant now);
  // Gives it back: the look-up went well.
  void GiveBack(const std::string& caller);

 private:
  struct Left {
    int look_ups = kMaxFailedLookUps;
    Instant since{};  // from when on others have come
  };
  std::mutex mutex_;
  std::map<std::string, Left> callers_;  // as many as there are certificates
};

}  // namespace clearance
