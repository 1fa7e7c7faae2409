// Slots against a naive model (slot_model.h): whatever is held, booked, moved, cancelled and closed in whatever order
// while time goes on and clocks change, the slots that are shown are those the model finds, each of them can be taken,
// no other can, and there are never more people than places.
#include <gtest/gtest.h>
// rapidcheck's own bridge needs gtest first.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "services/booking/slots.h"
#include "tests/property/ranges.h"
#include "tests/property/slot_model.h"

namespace clearance {
namespace {

namespace model = slot_model;
using model::Minute;
using std::chrono::minutes;

// Every property of this file runs this many cases, unless RC_PARAMS says otherwise.
const int kConfigured = setenv("RC_PARAMS", "max_success=3000", 0);

constexpr Minute kSlot = 15;
constexpr Minute kHour = 60;
constexpr Minute kDay = 24 * kHour;
// Almaty's clock went back at 2024-02-29 18:00 UTC.
constexpr Minute kChange = 28'487'160;
static_assert(FromUnixMs(kChange * 60'000) == std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + minutes(1'080));

Instant InstantOf(Minute minute) { return FromUnixMs(minute * 60'000); }
Minute MinuteOf(Instant instant) { return ToUnixMs(instant) / 60'000; }

// The same world twice: as the slots take it, and as the model does.
struct World {
  SlotPlan plan{.port = "KHORGOS", .lane_group = "icbc-kaz"};
  BookingWindow window{};
  ZoneTable zones{{{Instant{}, minutes(0)}}, {{Instant{}, minutes(0)}}};
  std::vector<DayClosure> closures{};
  model::Hall hall{};
  std::vector<model::Party> parties{};
  Minute now = 0;

  SlotView View() const { return {plan, window, zones, closures, InstantOf(now)}; }
  // Counted apart from the model's people: as a store would.
  std::vector<SlotCount> Taken() const {
    std::map<Minute, SlotUse> uses;
    for (const model::Party& party : parties) {
      if (party.gone_at >= 0 && party.gone_at <= now) continue;
      SlotUse& use = uses[party.starts_at];
      (party.quota == Quota::kGeneral  ? use.general
       : party.quota == Quota::kFamily ? use.family
                                       : use.assisted) += party.people;
    }
    std::vector<SlotCount> taken;
    for (const auto& [starts_at, use] : uses) taken.push_back({InstantOf(starts_at), use});
    return taken;
  }
  SlotUse TakenOf(Minute starts_at) const {
    for (const SlotCount& count : Taken()) {
      if (count.starts_at == InstantOf(starts_at)) return count.use;
    }
    return {};
  }
};

Quota AnyQuota() { return *rc::gen::elementOf(std::vector(kAllQuotas.begin(), kAllQuotas.end())); }

// Up to three spans of a day, for both.
std::pair<DaySpans, std::vector<bool>> AnyHours() {
  DaySpans spans;
  std::vector<bool> open(kDay, false);
  int free_from = 0;
  for (int i = *Between(0, 4); i > 0 && free_from < 96; --i) {
    const int from = *Between(free_from, 96);
    const int to = *rc::gen::oneOf(Between(from + 1, 97), rc::gen::just(96));
    spans.push_back({minutes(from * kSlot), minutes(to * kSlot)});
    std::fill(open.begin() + from * kSlot, open.begin() + to * kSlot, true);
    free_from = to;
  }
  if (*Between(0, 3) == 0) {
    spans = {{TimeOfDay(0), kEndOfDay}};
    std::fill(open.begin(), open.end(), true);
  }
  return {spans, open};
}

void SetClock(World& world) {
  world.hall.clock = *rc::gen::element(model::Clock{kChange, 360, 300}, model::Clock{kChange, 300, 360},
                                       model::Clock{kChange, 480, 480}, model::Clock{kChange, -480, -420});
  const model::Clock& clock = world.hall.clock;
  world.plan.schedule.clock = *rc::gen::element(Territory::kKaz, Territory::kChn);
  std::vector<ZoneOffset> ours = {{Instant{}, minutes(clock.before)}, {InstantOf(kChange), minutes(clock.after)}};
  std::vector<ZoneOffset> theirs = {{Instant{}, minutes(60)}};
  if (world.plan.schedule.clock == Territory::kChn) std::swap(ours, theirs);
  world.zones = ZoneTable(theirs, ours);
}

void SetSchedule(World& world) {
  world.hall.weekdays.resize(7);
  for (std::size_t day = 0; day < 7; ++day) {
    auto [spans, open] = AnyHours();
    world.plan.schedule.weekdays[day] = std::move(spans);
    world.hall.weekdays[day] = std::move(open);
  }
  const Date first = MakeDate(2024, 2, 28);
  for (int i = *Between(0, 3); i > 0; --i) {
    const Date day = first + Days(*Between(0, 6));
    auto [spans, open] = AnyHours();
    world.plan.schedule.exceptions[day] = std::move(spans);
    world.hall.exceptions[day.time_since_epoch().count()] = std::move(open);
  }
}

void SetPlaces(World& world) {
  SlotPlan& plan = world.plan;
  model::Hall& hall = world.hall;
  plan.capacity = hall.capacity = *Between(1, 13);
  plan.walk_in_percent = hall.walk_in_percent = *rc::gen::element(0, 0, 10, 25, 33, 100);
  const int bookable = model::BookableSeats(hall);
  plan.family_places = hall.family_seats = *Between(0, bookable + 1);
  plan.assisted_places = hall.assisted_seats = *Between(0, bookable - hall.family_seats + 1);
  hall.quota_release = *rc::gen::element<Minute>(0, 30, kHour, 5 * kHour);
  plan.quota_release = minutes(hall.quota_release);
}

void SetWindow(World& world) {
  model::Hall& hall = world.hall;
  hall.horizon = *rc::gen::element(kDay, 2 * kDay);
  hall.opens_at = *rc::gen::element<Minute>(-1, -1, 0, 9 * kHour, 10 * kHour + 30, 23 * kHour, 23 * kHour + 30);
  hall.last_call = *rc::gen::element<Minute>(0, 0, 10, kSlot, 3 * kHour);
  world.window.horizon = minutes(hall.horizon);
  if (hall.opens_at >= 0) world.window.opens_at = minutes(hall.opens_at);
  world.window.last_call = minutes(hall.last_call);
}

World AnyWorld() {
  World world;
  SetClock(world);
  SetSchedule(world);
  SetPlaces(world);
  SetWindow(world);
  world.now = kChange - kDay + *Between(0, static_cast<int>(2 * kDay));
  return world;
}

// A slot near now, most of them within the window; now and then no beginning of one.
Minute AnyStart(const World& world) {
  const Minute near = world.now / kSlot * kSlot + kSlot * *Between(-2, 20);
  return near + *rc::gen::element<Minute>(0, 0, 0, 0, 0, 0, 0, 1) + *rc::gen::element<Minute>(0, 0, 0, kDay, 2 * kDay);
}

// As the desk does it: may it be booked, and is there room?
bool MayTake(const World& world, Minute starts_at, int people, Quota quota) {
  const Instant start = InstantOf(starts_at);
  return CheckBookable(world.View(), start).ok() &&
         PlacesLeft(world.plan, start, world.TakenOf(starts_at), InstantOf(world.now), quota) >= people;
}

bool ModelMayTake(const World& world, Minute starts_at, int people, Quota quota) {
  return model::Bookable(world.hall, starts_at, world.now) &&
         model::Room(world.hall, world.parties, starts_at, world.now, quota) >= people;
}

void Take(World& world, bool hold) {
  model::Party party{.starts_at = AnyStart(world), .people = *Between(1, 5), .quota = AnyQuota()};
  if (hold) party.gone_at = world.now + 10;
  const bool may = MayTake(world, party.starts_at, party.people, party.quota);
  RC_ASSERT(may == ModelMayTake(world, party.starts_at, party.people, party.quota));
  if (may) world.parties.push_back(party);
}

// Own places count as free, and stay where they are when the other slot has no room.
void Move(World& world) {
  if (world.parties.empty()) return;
  const auto index = static_cast<std::size_t>(*Between(0, static_cast<int>(world.parties.size())));
  model::Party party = world.parties[index];
  if (party.gone_at >= 0) return;
  World without = world;
  without.parties.erase(without.parties.begin() + static_cast<std::ptrdiff_t>(index));
  party.starts_at = *rc::gen::element(party.starts_at, AnyStart(world));
  const bool may = MayTake(without, party.starts_at, party.people, party.quota);
  RC_ASSERT(may == ModelMayTake(without, party.starts_at, party.people, party.quota));
  if (!may) return;
  without.parties.push_back(party);
  world = std::move(without);
}

void Cancel(World& world) {
  if (world.parties.empty()) return;
  const int index = *Between(0, static_cast<int>(world.parties.size()));
  world.parties.erase(world.parties.begin() + index);
}

void CloseADay(World& world) {
  const Date day = MakeDate(2024, 2, 28) + Days(*Between(0, 6));
  const bool ours = *Between(0, 3) > 0;
  world.closures.push_back({.port = ours ? "KHORGOS" : "ALTYNKOL", .day = day});
  if (ours) world.hall.closed_days.insert(day.time_since_epoch().count());
}

void Step(World& world) {
  const int act = *Between(0, 20);
  if (act < 9) return Take(world, false);
  if (act < 12) return Take(world, true);
  if (act < 14) return Move(world);
  if (act < 16) return Cancel(world);
  if (act == 16) return CloseADay(world);
  world.now += *rc::gen::element<Minute>(1, 5, 10, kSlot, kHour, 5 * kHour);
}

void CheckNobodyIsTooMany(const World& world) {
  for (const model::Party& party : world.parties)
    RC_ASSERT(model::MostPresent(world.parties, party.starts_at, world.now) <= model::BookableSeats(world.hall));
}

// What is shown is what the model would let somebody take, with its room, and nothing else.
void CheckWhatIsShown(const World& world) {
  const PlacesWanted wanted{.places = *Between(1, 5), .quota = AnyQuota()};
  const Minute from =
      world.now - kHour + *rc::gen::element<Minute>(0, 0, kDay - kHour, 2 * kDay - kHour) + *Between(0, 15);
  const Minute to = from + 6 * kHour;
  const auto shown = OpenSlots(world.View(), wanted, InstantOf(from), InstantOf(to), world.Taken(), 1'000);
  auto next = shown.begin();
  for (Minute start = (from + kSlot - 1) / kSlot * kSlot; start < to; start += kSlot) {
    const bool is_shown = next != shown.end() && next->starts_at == InstantOf(start);
    RC_ASSERT(is_shown == ModelMayTake(world, start, wanted.places, wanted.quota));
    RC_ASSERT(is_shown == MayTake(world, start, wanted.places, wanted.quota));
    if (!is_shown) continue;
    RC_ASSERT(next->places_left == model::Room(world.hall, world.parties, start, world.now, wanted.quota));
    ++next;
  }
  RC_ASSERT(next == shown.end());
}

RC_GTEST_PROP(SlotsProperty, WhatIsShownCanBeTakenAndNothingElse, ()) {
  World world = AnyWorld();
  const int steps = *Between(1, 24);
  for (int step = 0; step < steps; ++step) {
    Step(world);
    CheckNobodyIsTooMany(world);
  }
  CheckWhatIsShown(world);
  CheckWhatIsShown(world);
}

// The nearest slots of a full one are the last before it and the first after it that the model finds within a day.
RC_GTEST_PROP(SlotsProperty, TheNearestAreTheNearest, ()) {
  World world = AnyWorld();
  const int steps = *Between(1, 16);
  for (int step = 0; step < steps; ++step) Step(world);
  const PlacesWanted wanted{.places = *Between(1, 4), .quota = AnyQuota()};
  const Minute full = world.now / kSlot * kSlot + kSlot * *Between(0, 120);
  const NearestSlots nearest = FindNearest(world.View(), wanted, InstantOf(full), world.Taken());
  const auto first = [&](Minute direction) -> std::optional<Minute> {
    for (Minute away = kSlot; away <= kDay; away += kSlot) {
      const Minute start = full + direction * away;
      if (ModelMayTake(world, start, wanted.places, wanted.quota)) return start;
    }
    return std::nullopt;
  };
  const auto start_of = [](const std::optional<OpenSlot>& slot) -> std::optional<Minute> {
    if (!slot) return std::nullopt;
    return MinuteOf(slot->starts_at);
  };
  RC_ASSERT(start_of(nearest.before) == first(-1));
  RC_ASSERT(start_of(nearest.after) == first(1));
}

}  // namespace
}  // namespace clearance
