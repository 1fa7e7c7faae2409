// Opening hours by the clock on the wall: weekdays, exceptions, midnight, and days on which a clock changes.
#include "services/booking/slots_schedule.h"

#include <gtest/gtest.h>

#include <string>

#include "common/domain/booking.h"
#include "tests/support/civil_zones.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

const ZoneTable kZones = CivilZones();
constexpr Date kSunday = MakeDate(2026, 11, 22);
constexpr TimeOfDay kMidnight{0};

Instant At(Territory clock, Date day, Duration since_midnight) { return kZones.StartOf(clock, day) + since_midnight; }

// The open slots of [from, to) as local times, the first of each run and the end of its last: "07:00-19:00".
std::string OpenRuns(const SlotSchedule& schedule, Instant from, Instant to) {
  std::string text;
  bool was_open = false;
  for (Instant start = from; start <= to; start += kSlotLength) {
    const bool open = start < to && OpenAt(schedule, kZones, start);
    const std::string time = kZones.FormatLocal(schedule.clock, start).substr(11);
    if (open && !was_open) text += (text.empty() ? "" : " ") + time;
    if (!open && was_open) text += "-" + time;
    was_open = open;
  }
  return text;
}

int OpenSlotsOn(const SlotSchedule& schedule, Date day) {
  int open = 0;
  const Instant end = kZones.StartOf(schedule.clock, day + Days(1));
  for (Instant start = kZones.StartOf(schedule.clock, day); start < end; start += kSlotLength)
    open += OpenAt(schedule, kZones, start) ? 1 : 0;
  return open;
}

TEST(SlotScheduleTest, SpansAreOnTheGridWithinADayAndApart) {
  EXPECT_TRUE(WellFormed({}));
  EXPECT_TRUE(WellFormed({{kMidnight, kEndOfDay}}));
  EXPECT_TRUE(WellFormed({{hours(13), hours(20)}, {hours(8), hours(13)}})) << "in any order, one after the other";
  EXPECT_FALSE(WellFormed({{hours(8), hours(8)}}));
  EXPECT_FALSE(WellFormed({{hours(9), hours(8)}}));
  EXPECT_FALSE(WellFormed({{hours(8), minutes(490)}}));
  EXPECT_FALSE(WellFormed({{minutes(485), hours(9)}}));
  EXPECT_FALSE(WellFormed({{hours(23), hours(25)}}));
  EXPECT_FALSE(WellFormed({{minutes(-15), hours(1)}}));
  EXPECT_FALSE(WellFormed({{hours(8), hours(12)}, {minutes(705), hours(13)}}));
}

TEST(SlotScheduleTest, AnExceptionStandsForItsDayAndNoOther) {
  SlotSchedule schedule = EveryDay(Territory::kKaz, {{hours(8), hours(20)}});
  schedule.weekdays[6] = {};
  EXPECT_EQ(SpansOf(schedule, kSunday), DaySpans());
  EXPECT_EQ(SpansOf(schedule, kSunday + Days(1)), (DaySpans{{hours(8), hours(20)}})) << "Monday is the first";
  EXPECT_EQ(SpansOf(schedule, kSunday - Days(1)), (DaySpans{{hours(8), hours(20)}}));
  schedule.exceptions[kSunday] = {{hours(10), hours(11)}};
  schedule.exceptions[kSunday + Days(1)] = {};
  EXPECT_EQ(SpansOf(schedule, kSunday), (DaySpans{{hours(10), hours(11)}}));
  EXPECT_EQ(SpansOf(schedule, kSunday + Days(1)), DaySpans());
  EXPECT_EQ(SpansOf(schedule, kSunday + Days(7)), DaySpans()) << "the next Sunday is as every Sunday";
  EXPECT_EQ(SpansOf(schedule, kSunday + Days(8)), (DaySpans{{hours(8), hours(20)}}));
}

TEST(SlotScheduleTest, HoursAreThoseOfTheSchedulesOwnClock) {
  const SlotSchedule kaz = EveryDay(Territory::kKaz, {{hours(8), hours(20)}});
  const SlotSchedule chn = EveryDay(Territory::kChn, {{hours(8), hours(20)}});
  const Instant in_utc = Instant(kSunday.time_since_epoch());
  EXPECT_TRUE(OpenAt(kaz, kZones, in_utc + hours(3)));
  EXPECT_FALSE(OpenAt(kaz, kZones, in_utc + hours(3) - kSlotLength));
  EXPECT_TRUE(OpenAt(kaz, kZones, in_utc + hours(15) - kSlotLength));
  EXPECT_FALSE(OpenAt(kaz, kZones, in_utc + hours(15)));
  EXPECT_TRUE(OpenAt(chn, kZones, in_utc));
  EXPECT_FALSE(OpenAt(chn, kZones, in_utc - kSlotLength));
  EXPECT_FALSE(OpenAt(chn, kZones, in_utc + hours(12)));
}

TEST(SlotScheduleTest, AroundTheClockThereIsNoGapAtMidnight) {
  for (const Territory clock : {Territory::kKaz, Territory::kChn}) {
    const SlotSchedule schedule = EveryDay(clock, {{kMidnight, kEndOfDay}});
    EXPECT_EQ(OpenRuns(schedule, At(clock, kSunday, hours(0)), At(clock, kSunday, hours(72))), "00:00-00:00");
    EXPECT_EQ(OpenSlotsOn(schedule, kSunday), 96);
  }
}

TEST(SlotScheduleTest, AWeekdayEndsAtItsOwnMidnight) {
  SlotSchedule schedule;
  schedule.clock = Territory::kChn;
  schedule.weekdays[5] = {{hours(22), kEndOfDay}};                         // Saturday
  schedule.weekdays[6] = {{kMidnight, hours(2)}, {hours(23), kEndOfDay}};  // Sunday
  const Instant saturday = At(Territory::kChn, kSunday - Days(1), hours(0));
  EXPECT_EQ(OpenRuns(schedule, saturday, saturday + hours(72)), "22:00-02:00 23:00-00:00");
}

TEST(SlotScheduleTest, ASlotMustEndWithinItsSpan) {
  const SlotSchedule schedule = EveryDay(Territory::kChn, {{hours(8), hours(9)}});
  EXPECT_TRUE(OpenAt(schedule, kZones, At(Territory::kChn, kSunday, minutes(525))));
  EXPECT_FALSE(OpenAt(schedule, kZones, At(Territory::kChn, kSunday, minutes(526)))) << "it would end at 09:01";
}

// 29 February 2024 had 25 hours in Almaty: 23:00 to 24:00 came twice.
TEST(SlotScheduleTest, TheHourThatComesTwiceIsOpenTwice) {
  const Date long_day = MakeDate(2024, 2, 29);
  const SlotSchedule always = EveryDay(Territory::kKaz, {{kMidnight, kEndOfDay}});
  EXPECT_EQ(OpenSlotsOn(always, long_day), 100);
  EXPECT_EQ(OpenSlotsOn(always, long_day + Days(1)), 96);
  const SlotSchedule late = EveryDay(Territory::kKaz, {{minutes(23 * 60 + 30), kEndOfDay}});
  const Instant evening = At(Territory::kKaz, long_day, hours(22));
  EXPECT_EQ(OpenRuns(late, evening, evening + hours(3)), "23:30-23:00 23:30-00:00") << "shut in between";
  EXPECT_EQ(OpenSlotsOn(late, long_day), 4);
  const SlotSchedule day = EveryDay(Territory::kKaz, {{hours(8), hours(20)}});
  EXPECT_EQ(OpenSlotsOn(day, long_day), 48);
  EXPECT_EQ(OpenRuns(day, At(Territory::kKaz, long_day, hours(0)), At(Territory::kKaz, long_day, hours(25))),
            "08:00-20:00");
  EXPECT_EQ(OpenRuns(day, At(Territory::kKaz, long_day + Days(1), hours(0)),
                     At(Territory::kKaz, long_day + Days(1), hours(24))),
            "08:00-20:00");
}

// No clock of this border goes forward; a zone that does has a day of 23 hours.
TEST(SlotScheduleTest, TheHourThatIsSkippedHasNoSlots) {
  const Instant forward(std::chrono::sys_days(std::chrono::year(2026) / 3 / 29) + hours(2));
  const ZoneTable zones({{Instant{}, hours(0)}, {forward, hours(1)}}, {{Instant{}, hours(5)}});
  const SlotSchedule always = EveryDay(Territory::kChn, {{kMidnight, kEndOfDay}});
  const SlotSchedule night = EveryDay(Territory::kChn, {{hours(1), hours(4)}});
  int all = 0;
  int in_the_night = 0;
  const Date day = MakeDate(2026, 3, 29);
  for (Instant start = zones.StartOf(Territory::kChn, day); start < zones.StartOf(Territory::kChn, day + Days(1));
       start += kSlotLength) {
    all += OpenAt(always, zones, start) ? 1 : 0;
    in_the_night += OpenAt(night, zones, start) ? 1 : 0;
  }
  EXPECT_EQ(all, 92);
  EXPECT_EQ(in_the_night, 8);
}

}  // namespace
}  // namespace clearance
