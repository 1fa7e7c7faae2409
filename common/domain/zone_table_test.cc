// Civil days from offsets: the hours in which the two sides have different dates, and the hour that happened twice.
#include "common/domain/zone_table.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Instant Utc(const char* text) {
  const auto instant = ParseInstant(text);
  EXPECT_TRUE(instant.ok()) << text;
  return *instant;
}

// Almaty before and after 2024-03-01 00:00; before that day civil time was UTC+6.
ZoneTable Khorgos() {
  return ZoneTable({{Utc("1990-01-01T00:00:00Z"), hours(8)}},
                   {{Utc("1990-01-01T00:00:00Z"), hours(6)}, {Utc("2024-02-29T18:00:00Z"), hours(5)}});
}

TEST(ZoneTableTest, TheTwoSidesHaveDifferentDatesFrom16To19Utc) {
  const ZoneTable zones = Khorgos();
  const auto differ = [&](const char* text) {
    return zones.DateAt(Territory::kChn, Utc(text)) != zones.DateAt(Territory::kKaz, Utc(text));
  };
  EXPECT_FALSE(differ("2026-11-22T15:59:59.999Z"));
  EXPECT_TRUE(differ("2026-11-22T16:00:00Z"));
  EXPECT_TRUE(differ("2026-11-22T18:59:59.999Z"));
  EXPECT_FALSE(differ("2026-11-22T19:00:00Z"));
  EXPECT_TRUE(differ("2023-11-22T17:59:59.999Z"));
  EXPECT_FALSE(differ("2023-11-22T18:00:00Z"));
  EXPECT_EQ(zones.DateAt(Territory::kChn, Utc("2026-11-22T17:00:00Z")), MakeDate(2026, 11, 23));
  EXPECT_EQ(zones.DateAt(Territory::kKaz, Utc("2026-11-22T17:00:00Z")), MakeDate(2026, 11, 22));
}

TEST(ZoneTableTest, TheHourThatHappenedTwiceIsOneDay) {
  const ZoneTable zones = Khorgos();
  const Instant first = Utc("2024-02-29T17:30:00Z");
  const Instant second = Utc("2024-02-29T18:30:00Z");
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, first), "2024-02-29 23:30");
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, second), "2024-02-29 23:30");
  EXPECT_EQ(zones.DateAt(Territory::kKaz, first), MakeDate(2024, 2, 29));
  EXPECT_EQ(zones.DateAt(Territory::kKaz, second), MakeDate(2024, 2, 29));
  EXPECT_EQ(zones.NextMidnight(Territory::kKaz, first), Utc("2024-02-29T19:00:00Z"));
  EXPECT_EQ(zones.NextMidnight(Territory::kKaz, second), Utc("2024-02-29T19:00:00Z"));
  EXPECT_EQ(zones.StartOf(Territory::kKaz, MakeDate(2024, 3, 1)), Utc("2024-02-29T19:00:00Z"));
  EXPECT_EQ(zones.StartOf(Territory::kKaz, MakeDate(2024, 2, 29)), Utc("2024-02-28T18:00:00Z"));
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2024-02-29T19:00:00Z")), "2024-03-01 00:00");
}

TEST(ZoneTableTest, MidnightBelongsToTheNewDay) {
  const ZoneTable zones = Khorgos();
  EXPECT_EQ(zones.NextMidnight(Territory::kChn, Utc("2026-11-22T15:59:59.999Z")), Utc("2026-11-22T16:00:00Z"));
  EXPECT_EQ(zones.NextMidnight(Territory::kChn, Utc("2026-11-22T16:00:00Z")), Utc("2026-11-23T16:00:00Z"));
  EXPECT_EQ(zones.DateAt(Territory::kChn, Utc("2026-11-22T16:00:00Z")), MakeDate(2026, 11, 23));
}

TEST(ZoneTableTest, ADayWithoutItsMidnightBeginsWhenTheClocksAreSet) {
  // Clocks go from 00:00 to 01:00 as the day begins.
  const ZoneTable zones({{Utc("2000-01-01T00:00:00Z"), hours(8)}},
                        {{Utc("2000-01-01T00:00:00Z"), hours(0)}, {Utc("2000-05-01T00:00:00Z"), hours(1)}});
  EXPECT_EQ(zones.StartOf(Territory::kKaz, MakeDate(2000, 5, 1)), Utc("2000-05-01T00:00:00Z"));
  EXPECT_EQ(zones.FormatLocal(Territory::kKaz, Utc("2000-05-01T00:00:00Z")), "2000-05-01 01:00");
  EXPECT_EQ(zones.StartOf(Territory::kKaz, MakeDate(2000, 5, 2)), Utc("2000-05-01T23:00:00Z"));
}

TEST(ZoneTableTest, ATimeOfDayIsWhatTheClockShows) {
  const ZoneTable zones = Khorgos();
  const auto shown = [&](const char* utc) { return zones.TimeOfDayAt(Territory::kKaz, Utc(utc)); };
  EXPECT_EQ(shown("2024-02-28T18:00:00Z"), hours(0));
  EXPECT_EQ(shown("2024-02-29T17:59:59.999Z"), hours(24) - Duration(1));
  EXPECT_EQ(shown("2024-02-29T18:00:00Z"), hours(23)) << "the hour that came twice";
  EXPECT_EQ(shown("2024-02-29T19:00:00Z"), hours(0));
  EXPECT_EQ(zones.TimeOfDayAt(Territory::kChn, Utc("1969-12-31T20:00:00Z")), hours(4));
}

TEST(ZoneTableTest, ATimeThatComesTwiceIsFirstTheFirstTime) {
  const ZoneTable zones = Khorgos();
  const auto first = [&](Duration time) { return zones.FirstMomentAt(Territory::kKaz, MakeDate(2024, 2, 29), time); };
  EXPECT_EQ(first(hours(9)), Utc("2024-02-29T03:00:00Z"));
  EXPECT_EQ(first(hours(23) + std::chrono::minutes(30)), Utc("2024-02-29T17:30:00Z"));
  EXPECT_EQ(first(hours(24)), Utc("2024-02-29T19:00:00Z"));
}

TEST(ZoneTableTest, ATimeThatIsSkippedIsTheMomentTheClocksAreSet) {
  const ZoneTable zones({{Utc("2000-01-01T00:00:00Z"), hours(8)}},
                        {{Utc("2000-01-01T00:00:00Z"), hours(0)}, {Utc("2000-05-01T02:00:00Z"), hours(1)}});
  const auto first = [&](Duration time) { return zones.FirstMomentAt(Territory::kKaz, MakeDate(2000, 5, 1), time); };
  EXPECT_EQ(first(hours(1)), Utc("2000-05-01T01:00:00Z"));
  EXPECT_EQ(first(hours(2) + std::chrono::minutes(30)), Utc("2000-05-01T02:00:00Z"));
  EXPECT_EQ(first(hours(3)), Utc("2000-05-01T02:00:00Z"));
  EXPECT_EQ(first(hours(9)), Utc("2000-05-01T08:00:00Z"));
}

TEST(ZoneTableTest, BeforeTheFirstOffsetTheFirstHolds) {
  const ZoneTable zones = Khorgos();
  EXPECT_EQ(zones.FormatLocal(Territory::kChn, Utc("1980-05-01T00:00:00Z")), "1980-05-01 08:00");
  EXPECT_EQ(zones.StartOf(Territory::kChn, MakeDate(1980, 5, 1)), Utc("1980-04-30T16:00:00Z"));
}

TEST(ZoneTableDeathTest, IcbcHasNoCivilTimeOfItsOwn) {
  const ZoneTable zones = Khorgos();
  EXPECT_DEATH(zones.DateAt(Territory::kIcbc, Utc("2026-11-22T15:59:59Z")), "CHECK");
  EXPECT_DEATH(ZoneTable({}, {{Utc("2000-01-01T00:00:00Z"), hours(0)}}), "CHECK");
}

}  // namespace
}  // namespace clearance
