// Tests of instant_option: days and moments, and what is told of everything else.
#include "services/clearctl/instant_option.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

const Instant kAt = ParseInstant("2021-09-15T00:00:00Z").value();

std::string Problem(const std::string& text) {
  const auto at = ReadInstantOption("--at", text);
  EXPECT_FALSE(at.ok()) << text;
  EXPECT_EQ(FieldOf(at.status()), "--at");
  return MessageOf(at.status());
}

TEST(InstantOptionTest, ReadsDaysAndMoments) {
  EXPECT_EQ(ReadInstantOption("--at", "2021-09-15").value(), kAt);
  EXPECT_EQ(ReadInstantOption("--at", "2021-09-15T00:00:00Z").value(), kAt);
  EXPECT_EQ(ReadInstantOption("--at", "2021-09-14T23:59:59.999Z").value(), kAt - Duration(1));
  EXPECT_TRUE(ReadInstantOption("--at", "1900-01-01").ok());
  EXPECT_TRUE(ReadInstantOption("--at", "2199-12-31T23:59:59Z").ok());
  EXPECT_GT(ReadInstantOption("--at", "").value(), kAt) << "now";
}

TEST(InstantOptionTest, TellsAYearOutOfRangeFromAnotherForm) {
  for (const char* text :
       {"9999-12-31", "0000-01-01", "1899-12-31", "2200-01-01", "9999-12-31T00:00:00Z", "2200-01-01T00:00:00.000Z"}) {
    EXPECT_EQ(Problem(text), "--at: must be in the years 1900 to 2199") << text;
  }
  for (const char* text : {"2021-09-31", "9999-13-31", "yesterday", "2021-09-15T00:00:00", "2021-09-15T24:00:00Z",
                           "-999-12-31", "12021-09-15", " 2021-09-15"}) {
    EXPECT_EQ(Problem(text), "--at: must be a day as 2026-11-25 or a moment as 2026-11-25T08:00:00Z") << text;
  }
}

}  // namespace
}  // namespace clearance
