// A naive model of slots, written apart from services/booking/slots*: it walks minutes, counts people one by one and
// tries every way to seat them. Slow, and meant to be.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "common/domain/booking.h"

namespace clearance::slot_model {

using Minute = long;  // since 1970-01-01 00:00 UTC

// A clock that changes once.
struct Clock {
  Minute changes_at = 0;
  int before = 0;  // minutes ahead of UTC
  int after = 0;
};

// A plan as a list of open minutes.
struct Hall {
  Clock clock{};
  std::vector<std::vector<bool>> weekdays{};       // 7, Monday first, of 1,440 minutes each
  std::map<long, std::vector<bool>> exceptions{};  // by day since 1970
  std::set<long> closed_days{};
  int capacity = 0;
  int walk_in_percent = 0;
  int family_seats = 0;
  int assisted_seats = 0;
  Minute quota_release = 0;
  Minute horizon = 0;
  Minute opens_at = -1;  // of the day; -1: each slot by itself
  Minute last_call = 0;
};

// Somebody's places.
struct Party {
  Minute starts_at = 0;
  int people = 1;
  Quota quota = Quota::kGeneral;
  Minute gone_at = -1;  // a hold's end; -1: never
};

// Could the slot that begins at `starts_at` be booked at `now`, were there room?
bool Bookable(const Hall& hall, Minute starts_at, Minute now);

// The most people of that quota for whom there is room beside those there.
int Room(const Hall& hall, const std::vector<Party>& parties, Minute starts_at, Minute now, Quota quota);

// The most people that are there in any one minute of the slot, and the seats that may be booked.
int MostPresent(const std::vector<Party>& parties, Minute starts_at, Minute now);
int BookableSeats(const Hall& hall);

}  // namespace clearance::slot_model
