// Slots as arithmetic: the grid, the window, closures, places and quotas.
#include "services/booking/slots.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/civil_zones.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const ZoneTable kZones = CivilZones();
constexpr Date kToday = MakeDate(2026, 9, 22);
constexpr Instant kMidnight = FromUnixMs(1'790'017'200'000);  // 2026-09-22 00:00 in Almaty
constexpr Movement kIntoIcbc{Territory::kKaz, Territory::kIcbc};
constexpr PlacesWanted kOne{};
const std::vector<DayClosure> kNoClosures;

SlotPlan Plan(DaySpans spans = {{TimeOfDay(0), kEndOfDay}}, int capacity = 2) {
  return {.port = "KHORGOS",
          .lane_group = "icbc-kaz",
          .movement = kIntoIcbc,
          .schedule = EveryDay(Territory::kKaz, std::move(spans)),
          .capacity = capacity};
}

SlotKey At(Instant starts_at) { return {"KHORGOS", "icbc-kaz", kIntoIcbc, starts_at}; }

std::string WhyNot(const Status& status) {
  EXPECT_TRUE(status.ok() || ReasonOf(status) == error_reason::kSlotClosed) << status;
  return std::string(MessageOf(status));
}

TEST(SlotsTest, APlanIsFoundByPortGroupAndMovement) {
  const std::vector<SlotPlan> plans = {Plan(), {.port = "KHORGOS", .lane_group = "icbc-chn", .movement = kIntoIcbc}};
  EXPECT_EQ(FindPlan(plans, At(kMidnight)), &plans[0]);
  EXPECT_EQ(*PlanFor(plans, At(kMidnight)), &plans[0]);
  for (auto change : std::vector<void (*)(SlotKey&)>{[](SlotKey& key) { key.port = "ALASHANKOU"; },
                                                     [](SlotKey& key) { key.lane_group = "road-chn"; },
                                                     [](SlotKey& key) { key.movement.to = Territory::kChn; }}) {
    SlotKey key = At(kMidnight);
    change(key);
    EXPECT_EQ(FindPlan(plans, key), nullptr);
    EXPECT_EQ(ReasonOf(PlanFor(plans, key).status()), error_reason::kSlotClosed);
  }
}

TEST(SlotsTest, TheGridIsOfQuarterHours) {
  EXPECT_EQ(NextSlotStart(kMidnight), kMidnight);
  EXPECT_EQ(NextSlotStart(kMidnight + Duration(1)), kMidnight + kSlotLength);
  EXPECT_EQ(NextSlotStart(kMidnight - Duration(1)), kMidnight);
  EXPECT_EQ(NextSlotStart(Instant(Duration(-1))), Instant{});
}

TEST(SlotsTest, ASlotIsBookableInsideHoursAndWindow) {
  const SlotPlan day = Plan({{hours(7), hours(19)}});
  const BookingWindow window{.horizon = hours(48)};
  struct Case {
    Instant starts_at;
    Instant now;
    std::string why_not;
  };
  const std::vector<Case> table = {
      {kMidnight + hours(7), kMidnight, ""},
      {kMidnight + hours(7) - kSlotLength, kMidnight, "the lane group is closed at that time"},
      {kMidnight + hours(19) - kSlotLength, kMidnight, ""},
      {kMidnight + hours(19), kMidnight, "the lane group is closed at that time"},
      {kMidnight + hours(8) + minutes(1), kMidnight, "slots begin on the quarter hour"},
      {kMidnight + hours(8), kMidnight + hours(8) + kSlotLength - Duration(1), ""},  // its last moment
      {kMidnight + hours(8), kMidnight + hours(8) + kSlotLength, "the slot is over"},
      {kMidnight + hours(48 + 8), kMidnight + hours(8), ""},  // the horizon
      {kMidnight + hours(48 + 8), kMidnight + hours(8) - Duration(1), "the slot cannot be booked yet"},
  };
  for (const Case& c : table) {
    EXPECT_EQ(WhyNot(CheckBookable({day, window, kZones, kNoClosures, c.now}, c.starts_at)), c.why_not)
        << FormatInstant(c.starts_at) << " at " << FormatInstant(c.now);
  }
}

TEST(SlotsTest, ASlotThatNoSealCanBeMadeForIsNeitherShownNorHeld) {
  const SlotPlan plan = Plan();
  const Instant last = kMidnight + hours(10);
  const SlotView view{plan, {}, kZones, kNoClosures, kMidnight, last + kSlotLength};
  EXPECT_TRUE(CheckBookable(view, last).ok());
  EXPECT_TRUE(CheckHeld(view, last).ok());
  EXPECT_EQ(ReasonOf(CheckBookable(view, last + kSlotLength)), error_reason::kSlotClosed);
  EXPECT_EQ(ReasonOf(CheckHeld(view, last + kSlotLength)), error_reason::kSlotClosed);
  const auto open = OpenSlots(view, kOne, last - kSlotLength, last + hours(2), {}, 100);
  ASSERT_EQ(open.size(), 2u);
  EXPECT_EQ(open.back().starts_at, last);
}

TEST(SlotsTest, ALastCallEndsASlotBeforeItsEnd) {
  const SlotPlan plan = Plan();
  const BookingWindow window{.last_call = minutes(10)};
  const auto why_not = [&](Instant now) {
    return WhyNot(CheckBookable({plan, window, kZones, kNoClosures, now}, kMidnight));
  };
  EXPECT_EQ(why_not(kMidnight + minutes(5)), "");
  EXPECT_EQ(why_not(kMidnight + minutes(5) + Duration(1)), "it is too late to book this slot");
  EXPECT_EQ(why_not(kMidnight + kSlotLength), "the slot is over");
}

TEST(SlotsTest, ADaysSlotsMayOpenTogether) {
  const SlotPlan plan = Plan();
  const BookingWindow window{.horizon = hours(24 * 7), .opens_at = hours(9)};
  const auto bookable = [&](Instant starts_at, Instant now) {
    return CheckBookable({plan, window, kZones, kNoClosures, now}, starts_at).ok();
  };
  const Instant that_day = kMidnight + hours(24 * 7);
  const Instant opening = kMidnight + hours(9);
  for (const Instant starts_at : {that_day, that_day + hours(12), that_day + hours(24) - kSlotLength}) {
    EXPECT_FALSE(bookable(starts_at, opening - Duration(1))) << FormatInstant(starts_at);
    EXPECT_TRUE(bookable(starts_at, opening)) << FormatInstant(starts_at);
  }
  EXPECT_TRUE(bookable(that_day - kSlotLength, opening - hours(24))) << "the day before opened the day before";
  EXPECT_FALSE(bookable(that_day + hours(24), opening)) << "the day after opens tomorrow";
}

// 29 February 2024 showed 23:00 to 24:00 twice: what opens at 23:30 opens once, the first time.
TEST(SlotsTest, OnADayOf25HoursTheOpeningComesOnce) {
  const SlotPlan plan = Plan();
  const Date long_day = MakeDate(2024, 2, 29);
  const Instant midnight = kZones.StartOf(Territory::kKaz, long_day);
  const Instant slot = kZones.StartOf(Territory::kKaz, long_day + Days(7));
  const auto bookable = [&](TimeOfDay opens_at, Instant now) {
    const BookingWindow window{.horizon = hours(24 * 7), .opens_at = opens_at};
    return CheckBookable({plan, window, kZones, kNoClosures, now}, slot).ok();
  };
  const TimeOfDay half_past = hours(23) + minutes(30);
  EXPECT_FALSE(bookable(half_past, midnight + half_past - Duration(1)));
  for (Duration later{}; later <= hours(2); later += minutes(15))
    EXPECT_TRUE(bookable(half_past, midnight + half_past + later)) << later.count();
  EXPECT_FALSE(bookable(hours(9), midnight + hours(9) - Duration(1)));
  EXPECT_TRUE(bookable(hours(9), midnight + hours(9)));
}

// Where a clock has changed since midnight, an opening is at the time the clock shows.
TEST(SlotsTest, AnOpeningIsAtTheTimeTheClockShows) {
  const Date day = MakeDate(2026, 3, 29);
  const Instant midnight(day.time_since_epoch());
  for (const hours change : {hours(1), hours(-1)}) {
    const ZoneTable zones({{Instant{}, hours(0)}, {midnight + hours(2), change}}, {{Instant{}, hours(5)}});
    SlotPlan plan = Plan();
    plan.schedule.clock = Territory::kChn;
    const BookingWindow window{.horizon = hours(24), .opens_at = hours(9)};
    const Instant slot = zones.StartOf(Territory::kChn, day + Days(1));
    const Instant opening = midnight + hours(9) - change;
    EXPECT_FALSE(CheckBookable({plan, window, zones, kNoClosures, opening - Duration(1)}, slot).ok());
    EXPECT_TRUE(CheckBookable({plan, window, zones, kNoClosures, opening}, slot).ok());
  }
}

TEST(SlotsTest, AClosureShutsThePortsCivilDay) {
  const SlotPlan plan = Plan();
  const std::vector<DayClosure> closures = {{.port = "KHORGOS", .day = kToday},
                                            {.port = "ALASHANKOU", .day = kToday + Days(1)}};
  const SlotView view{plan, {}, kZones, closures, kMidnight - hours(48)};
  const std::string shut = "the port is closed on that day";
  EXPECT_EQ(WhyNot(CheckBookable(view, kMidnight - kSlotLength)), "");
  EXPECT_EQ(WhyNot(CheckBookable(view, kMidnight)), shut);
  EXPECT_EQ(WhyNot(CheckBookable(view, kMidnight + hours(24) - kSlotLength)), shut);
  EXPECT_EQ(WhyNot(CheckBookable(view, kMidnight + hours(24))), "") << "another port's closure";
  EXPECT_EQ(WhyNot(CheckHeld(view, kMidnight)), shut) << "what was held before does not open it";
  const auto open = OpenSlots(view, kOne, kMidnight - hours(1), kMidnight + hours(25), {}, 100);
  EXPECT_EQ(open.size(), 8U);
  SlotPlan by_the_other_clock = plan;
  by_the_other_clock.schedule.clock = Territory::kChn;
  const SlotView other{by_the_other_clock, view.window, kZones, closures, view.now};
  EXPECT_EQ(WhyNot(CheckBookable(other, kMidnight - hours(3))), shut) << "midnight in Beijing";
  EXPECT_EQ(WhyNot(CheckBookable(other, kMidnight + hours(21))), "");
}

TEST(SlotsTest, AHeldPlaceOutlivesTheLastCallButNotTheSlot) {
  const SlotPlan plan = Plan({{hours(7), hours(19)}});
  const BookingWindow window{.last_call = hours(24)};
  const Instant start = kMidnight + hours(8);
  const auto held = [&](Instant starts_at, Instant now) {
    return WhyNot(CheckHeld({plan, window, kZones, kNoClosures, now}, starts_at));
  };
  EXPECT_EQ(WhyNot(CheckBookable({plan, window, kZones, kNoClosures, start}, start)),
            "it is too late to book this slot");
  EXPECT_EQ(held(start, start + kSlotLength - Duration(1)), "");
  EXPECT_EQ(held(start, start + kSlotLength), "the slot is over");
  EXPECT_EQ(held(kMidnight, kMidnight), "the lane group is closed at that time");
}

TEST(SlotsTest, TheWalkInsShareIsNeverBooked) {
  SlotPlan plan = Plan();
  for (const auto& [capacity, percent, bookable] :
       {std::tuple(40, 0, 40), {40, 20, 32}, {40, 100, 0}, {3, 1, 2}, {3, 33, 2}, {3, 34, 1}, {1, 1, 0}}) {
    plan.capacity = capacity;
    plan.walk_in_percent = percent;
    EXPECT_EQ(BookablePlaces(plan), bookable) << capacity << " places, " << percent << " %";
    EXPECT_EQ(PlacesLeft(plan, kMidnight, {}, kMidnight, Quota::kGeneral), bookable);
  }
}

TEST(SlotsTest, QuotasKeepTheirPlacesUntilTheirRelease) {
  SlotPlan plan = Plan({{TimeOfDay(0), kEndOfDay}}, 12);
  plan.walk_in_percent = 16;  // two
  plan.family_places = 3;
  plan.assisted_places = 2;
  plan.quota_release = hours(1);
  struct Case {
    SlotUse use;
    int general, family, assisted;  // left before the release
    int released;                   // left to all after it
  };
  const std::vector<Case> table = {
      {{0, 0, 0}, 5, 8, 7, 10}, {{5, 0, 0}, 0, 3, 2, 5},
      {{0, 3, 0}, 5, 5, 7, 7},  {{0, 5, 0}, 3, 3, 5, 5},  // two of the families took general places
      {{0, 8, 0}, 0, 0, 2, 2},                            // and five
      {{4, 1, 2}, 1, 3, 1, 3},  {{5, 3, 2}, 0, 0, 0, 0},
      {{9, 0, 0}, 0, 0, 0, 1},  // more than there are: a plan made smaller
      {{20, 0, 0}, 0, 0, 0, 0},
  };
  for (const Case& c : table) {
    const auto left = [&](Quota quota, Instant now) { return PlacesLeft(plan, kMidnight, c.use, now, quota); };
    const Instant before = kMidnight - hours(1) - Duration(1);
    const std::string what =
        std::to_string(c.use.general) + " " + std::to_string(c.use.family) + " " + std::to_string(c.use.assisted);
    EXPECT_EQ(left(Quota::kGeneral, before), c.general) << what;
    EXPECT_EQ(left(Quota::kFamily, before), c.family) << what;
    EXPECT_EQ(left(Quota::kAssisted, before), c.assisted) << what;
    for (const Quota quota : kAllQuotas) EXPECT_EQ(left(quota, before + Duration(1)), c.released) << what;
  }
}

TEST(SlotsTest, OpenSlotsLeaveOutTheFullTheClosedAndTheRest) {
  const SlotPlan plan = Plan({{hours(1), hours(2)}});
  const SlotView view{plan, {}, kZones, kNoClosures, kMidnight};
  const std::vector<SlotCount> taken = {
      {kMidnight, {2, 0, 0}}, {kMidnight + hours(1), {1, 1, 0}}, {kMidnight + hours(1) + kSlotLength, {0, 0, 1}}};
  const std::vector<OpenSlot> expected = {{kMidnight + hours(1) + kSlotLength, 1},
                                          {kMidnight + hours(1) + 2 * kSlotLength, 2},
                                          {kMidnight + hours(1) + 3 * kSlotLength, 2}};
  EXPECT_EQ(OpenSlots(view, kOne, kMidnight, kMidnight + hours(25), taken, 100), expected)
      << "the end of the time asked about is not in it";
  const std::vector<OpenSlot> for_two(expected.begin() + 1, expected.end());
  EXPECT_EQ(OpenSlots(view, {.places = 2}, kMidnight, kMidnight + hours(25), taken, 100), for_two);
  EXPECT_TRUE(OpenSlots(view, {.places = 3}, kMidnight, kMidnight + hours(25), taken, 100).empty());
}

TEST(SlotsTest, OpenSlotsAreThoseOfTheQuotaAskedFor) {
  SlotPlan plan = Plan();
  plan.family_places = 2;
  const SlotView view{plan, {}, kZones, kNoClosures, kMidnight};
  EXPECT_TRUE(OpenSlots(view, kOne, kMidnight + kSlotLength, kMidnight + 2 * kSlotLength, {}, 9).empty());
  EXPECT_EQ(OpenSlots(view, {.places = 2, .quota = Quota::kFamily}, kMidnight + kSlotLength,
                      kMidnight + 2 * kSlotLength, {}, 9),
            (std::vector<OpenSlot>{{kMidnight + kSlotLength, 2}}));
}

TEST(SlotsTest, OpenSlotsBeginOnTheGridAndStopAtTheLimit) {
  const SlotPlan plan = Plan();
  const SlotView view{plan, {}, kZones, kNoClosures, kMidnight};
  const auto open = OpenSlots(view, kOne, kMidnight + minutes(1), kMidnight + hours(24), {}, 3);
  ASSERT_EQ(open.size(), 3u);
  EXPECT_EQ(open[0].starts_at, kMidnight + kSlotLength);
  EXPECT_EQ(open[2].starts_at, kMidnight + 3 * kSlotLength);
  EXPECT_TRUE(OpenSlots(view, kOne, kMidnight, kMidnight, {}, 3).empty());
}

TEST(SlotsTest, TheNearestSlotsAreFoundOnBothSidesWithinADay) {
  const SlotPlan plan = Plan();
  const Instant full = kMidnight + hours(48);
  const SlotView view{plan, {}, kZones, kNoClosures, kMidnight};
  std::vector<SlotCount> taken;
  for (int slot = -3; slot <= 2; ++slot) taken.push_back({full + slot * kSlotLength, {2, 0, 0}});
  const NearestSlots nearest = FindNearest(view, kOne, full, taken);
  EXPECT_EQ(nearest.before, (OpenSlot{full - 4 * kSlotLength, 2}));
  EXPECT_EQ(nearest.after, (OpenSlot{full + 3 * kSlotLength, 2}));

  taken.clear();
  for (int slot = -96; slot < 96; ++slot) taken.push_back({full + slot * kSlotLength, {2, 0, 0}});
  EXPECT_FALSE(FindNearest(view, kOne, full, taken).before) << "none within the day before";
  EXPECT_EQ(FindNearest(view, kOne, full, taken).after, (OpenSlot{full + hours(24), 2})) << "a day later";
  taken.push_back({full + hours(24), {2, 0, 0}});
  EXPECT_FALSE(FindNearest(view, kOne, full, taken).after);
  const SlotView late{plan, view.window, kZones, kNoClosures, full + kSlotLength - Duration(1)};
  EXPECT_FALSE(FindNearest(late, kOne, full, {}).before) << "what is over is no way out";
}

}  // namespace
}  // namespace clearance
