// Calendar days and ages.
#include "common/domain/date.h"

#include <gtest/gtest.h>

#include <string>

namespace clearance {
namespace {

static_assert(MakeDate(1970, 1, 1).time_since_epoch() == Days(0));
static_assert(MakeDate(2024, 3, 1) - MakeDate(2024, 2, 28) == Days(2));
static_assert(MakeDate(2023, 3, 1) - MakeDate(2023, 2, 28) == Days(1));

TEST(DateTest, WritesIsoDates) {
  EXPECT_EQ(FormatDate(MakeDate(2026, 11, 22)), "2026-11-22");
  EXPECT_EQ(FormatDate(MakeDate(1900, 1, 1)), "1900-01-01");
}

TEST(DateTest, WritesWholeAYearThatNoInputMayHave) {
  EXPECT_EQ(FormatDate(MakeDate(0, 3, 4)), "0000-03-04");
  EXPECT_EQ(FormatDate(MakeDate(9999, 12, 31)), "9999-12-31");
  EXPECT_EQ(FormatDate(MakeDate(10000, 1, 2)), "10000-01-02");
  EXPECT_EQ(FormatDate(MakeDate(-1, 12, 31)), "-001-12-31");
}

TEST(DateTest, ReadsExactlyWhatItWrites) {
  for (const Date date : {MakeDate(1900, 1, 1), MakeDate(2000, 2, 29), MakeDate(2024, 2, 29), MakeDate(2199, 12, 31)}) {
    const auto read = ParseDate(FormatDate(date));
    ASSERT_TRUE(read.ok()) << FormatDate(date);
    EXPECT_EQ(*read, date);
  }
}

TEST(DateTest, RefusesEverythingElse) {
  for (const char* text : {"", "2026-11-2", "2026-11-22 ", " 2026-11-22", "2026/11/22", "2026-1-22", "20261122",
                           "2026-13-01", "2026-00-10", "2026-11-31", "2023-02-29", "1900-02-29", "1899-12-31",
                           "2200-01-01", "-026-11-22", "2026-11-2x", "+026-11-22"}) {
    const auto read = ParseDate(text);
    EXPECT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.status().code(), StatusCode::kInvalidArgument) << text;
    EXPECT_EQ(FieldOf(read.status()), "date") << text;
  }
  EXPECT_FALSE(ParseDate(std::string_view("2026-11-22\0", 11)).ok());
}

TEST(DateTest, TheDayOfUtcEndsWithItsLastMillisecond) {
  using Moment = std::chrono::sys_time<std::chrono::milliseconds>;
  const Moment midnight = std::chrono::sys_days(std::chrono::year(2026) / 11 / 23);
  EXPECT_EQ(UtcDayOf(midnight), MakeDate(2026, 11, 23));
  EXPECT_EQ(UtcDayOf(midnight - std::chrono::milliseconds(1)), MakeDate(2026, 11, 22));
  EXPECT_EQ(UtcDayOf(Moment(std::chrono::milliseconds(-1))), MakeDate(1969, 12, 31));
}

TEST(DateTest, CompletesYearsOnTheBirthday) {
  EXPECT_EQ(AgeOn(MakeDate(2012, 11, 22), MakeDate(2026, 11, 21)), 13);
  EXPECT_EQ(AgeOn(MakeDate(2012, 11, 22), MakeDate(2026, 11, 22)), 14);
  EXPECT_EQ(AgeOn(MakeDate(2012, 12, 1), MakeDate(2026, 11, 22)), 13);
  EXPECT_EQ(AgeOn(MakeDate(2026, 11, 22), MakeDate(2026, 11, 22)), 0);
}

TEST(DateTest, CompletesALeapDayYearOnTheFirstOfMarch) {
  EXPECT_EQ(AgeOn(MakeDate(2012, 2, 29), MakeDate(2026, 2, 28)), 13);
  EXPECT_EQ(AgeOn(MakeDate(2012, 2, 29), MakeDate(2026, 3, 1)), 14);
  EXPECT_EQ(AgeOn(MakeDate(2012, 2, 29), MakeDate(2024, 2, 28)), 11);
  EXPECT_EQ(AgeOn(MakeDate(2012, 2, 29), MakeDate(2024, 2, 29)), 12);
}

}  // namespace
}  // namespace clearance
