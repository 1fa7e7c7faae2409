// The abuse desk: what officers see of attempts at places and bookings, and what of it looks like abuse. Every look is
// an entry of the ledger. Decides nothing: abuse is no ground to refuse a crossing.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/domain/booking.h"
#include "common/wire/booking_wire.h"
#include "db/store.h"

namespace clearance {

struct AttemptPage {
  std::vector<BookingAttempt> attempts{};
  bool more = false;
};

struct AbusePage {
  std::vector<AbuseCount> cases{};
  bool more = false;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given. `by`: the
// officer, role and id.
class AbuseDesk {
 public:
  using OnAttempts = std::function<void(StatusOr<AttemptPage>)>;
  using OnAbuse = std::function<void(StatusOr<AbusePage>)>;

  AbuseDesk(Store& store, const Clock& clock) : store_(store), clock_(clock) {}

  // The earlier first.
  void ListAttempts(const AttemptQuery& query, const std::string& by, OnAttempts done);

  // Those with more first; never more than kMaxRowsPerRead of them on all pages.
  void ListAbuse(const AbuseQuery& query, const std::string& by, OnAbuse done);

 private:
  Store& store_;
  const Clock& clock_;
};

}  // namespace clearance
