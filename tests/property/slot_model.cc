#include "tests/property/slot_model.h"

namespace clearance::slot_model {
namespace {

constexpr long kMinutesOfDay = 1'440;
constexpr Minute kSlot = 15;

Minute Shown(const Clock& clock, Minute utc) { return utc + (utc < clock.changes_at ? clock.before : clock.after); }
long DayOf(const Clock& clock, Minute utc) { return Shown(clock, utc) / kMinutesOfDay; }

bool OpenInMinute(const Hall& hall, Minute utc) {
  const long day = DayOf(hall.clock, utc);
  const auto minute = static_cast<std::size_t>(Shown(hall.clock, utc) % kMinutesOfDay);
  if (hall.exceptions.contains(day)) return hall.exceptions.at(day)[minute];
  const long weekday = (day + 3) % 7;  // 1970-01-01 was a Thursday
  return hall.weekdays[static_cast<std::size_t>(weekday)][minute];
}

// Walks to the minute in which the slot's booking opens.
bool OpenForBooking(const Hall& hall, Minute starts_at, Minute now) {
  if (hall.opens_at < 0) return starts_at - now <= hall.horizon;
  const long opening_day = DayOf(hall.clock, starts_at) - hall.horizon / kMinutesOfDay;
  for (Minute minute = starts_at - hall.horizon - 3 * kMinutesOfDay; minute <= now; ++minute) {
    const long day = DayOf(hall.clock, minute);
    if (day > opening_day) return true;
    if (day == opening_day && Shown(hall.clock, minute) % kMinutesOfDay >= hall.opens_at) return true;
  }
  return false;
}

struct People {
  int general = 0;
  int family = 0;
  int assisted = 0;
};

People PresentIn(const std::vector<Party>& parties, Minute minute, Minute now) {
  People people;
  for (const Party& party : parties) {
    const bool there = party.starts_at <= minute && minute < party.starts_at + kSlot;
    const bool gone = party.gone_at >= 0 && party.gone_at <= now;
    for (int person = 0; there && !gone && person < party.people; ++person) {
      if (party.quota == Quota::kGeneral) ++people.general;
      if (party.quota == Quota::kFamily) ++people.family;
      if (party.quota == Quota::kAssisted) ++people.assisted;
    }
  }
  return people;
}

// Is there any way to seat them? Tries how many of the families and of the assisted sit in their own seats.
bool CanSit(const Hall& hall, const People& people, bool released) {
  const int seats = BookableSeats(hall);
  if (released) return people.general + people.family + people.assisted <= seats;
  const int general_seats = seats - hall.family_seats - hall.assisted_seats;
  for (int family = 0; family <= people.family && family <= hall.family_seats; ++family) {
    for (int assisted = 0; assisted <= people.assisted && assisted <= hall.assisted_seats; ++assisted) {
      const int others = people.general + (people.family - family) + (people.assisted - assisted);
      if (others <= general_seats) return true;
    }
  }
  return false;
}

}  // namespace

bool Bookable(const Hall& hall, Minute starts_at, Minute now) {
  if (starts_at % kSlot != 0) return false;
  for (Minute minute = starts_at; minute < starts_at + kSlot; ++minute) {
    if (!OpenInMinute(hall, minute)) return false;
  }
  if (hall.closed_days.contains(DayOf(hall.clock, starts_at))) return false;
  if (now >= starts_at + kSlot || now > starts_at + kSlot - hall.last_call) return false;
  return OpenForBooking(hall, starts_at, now);
}

int Room(const Hall& hall, const std::vector<Party>& parties, Minute starts_at, Minute now, Quota quota) {
  const bool released = starts_at - now <= hall.quota_release;
  int room = 0;
  for (;; ++room) {
    for (Minute minute = starts_at; minute < starts_at + kSlot; ++minute) {
      People people = PresentIn(parties, minute, now);
      if (quota == Quota::kGeneral) people.general += room + 1;
      if (quota == Quota::kFamily) people.family += room + 1;
      if (quota == Quota::kAssisted) people.assisted += room + 1;
      if (!CanSit(hall, people, released)) return room;
    }
  }
}

int MostPresent(const std::vector<Party>& parties, Minute starts_at, Minute now) {
  int most = 0;
  for (Minute minute = starts_at; minute < starts_at + kSlot; ++minute) {
    const People people = PresentIn(parties, minute, now);
    const int present = people.general + people.family + people.assisted;
    if (present > most) most = present;
  }
  return most;
}

int BookableSeats(const Hall& hall) {
  int walk_ins = 0;
  while (walk_ins * 100 < hall.capacity * hall.walk_in_percent) ++walk_ins;
  return hall.capacity - walk_ins;
}

}  // namespace clearance::slot_model
