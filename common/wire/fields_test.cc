// The rules of single fields, and page tokens.
#include "common/wire/fields.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

void ExpectBad(const Status& status) {
  EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(status), "field");
}

TEST(FieldsTest, Uuids) {
  EXPECT_TRUE(RequireUuid("11111111-1111-4111-8111-111111111111", "field").ok());
  EXPECT_TRUE(OptionalUuid("", "field").ok());
  ExpectBad(RequireUuid("", "field"));
  ExpectBad(OptionalUuid("11111111-1111-4111-8111-11111111111", "field"));
  ExpectBad(OptionalUuid("11111111-1111-4111-8111-11111111111G", "field"));
}

TEST(FieldsTest, UpperCaseWords) {
  EXPECT_TRUE(RequireUpper("AZ09", 4, "", "field").ok());
  EXPECT_TRUE(RequireUpper("A-B_C", 5, "-_", "field").ok());
  ExpectBad(RequireUpper("", 4, "", "field"));
  ExpectBad(RequireUpper("AAAAA", 4, "", "field"));
  ExpectBad(RequireUpper("A-B", 4, "_", "field"));
  ExpectBad(RequireUpper("a", 4, "", "field"));
  ExpectBad(RequireUpper(std::string(1, '\0'), 4, "", "field"));
  ExpectBad(RequireUpper("А", 4, "", "field"));  // Cyrillic
}

TEST(FieldsTest, Slugs) {
  EXPECT_TRUE(RequireSlug("gate-1/a", "field").ok());
  EXPECT_TRUE(RequireSlug(std::string(64, 'a'), "field").ok());
  ExpectBad(RequireSlug("", "field"));
  ExpectBad(RequireSlug(std::string(65, 'a'), "field"));
  ExpectBad(RequireSlug("gate_1", "field"));
  ExpectBad(RequireSlug("Gate", "field"));
}

TEST(FieldsTest, GroundsCountCharactersNotBytes) {
  std::string two_hundred;
  for (int i = 0; i < kMaxGroundCharacters; ++i) two_hundred += "Ж";
  EXPECT_TRUE(RequireGround(two_hundred, "field").ok());
  ExpectBad(RequireGround(two_hundred + "a", "field"));
  EXPECT_TRUE(RequireGround(std::string(200, 'a'), "field").ok());
  ExpectBad(RequireGround(std::string(201, 'a'), "field"));
  ExpectBad(RequireGround("", "field"));
  for (const char control : {'\0', '\n', '\x1f', '\x7f'}) ExpectBad(RequireGround(std::string("a") + control, "field"));
}

TEST(FieldsTest, GroundsAreNotOfBlanksAlone) {
  for (const char* blank : {" ", "   ", "\xC2\xA0", "\xE3\x80\x80 \xE3\x80\x80"})
    ExpectBad(RequireGround(blank, "field"));
  EXPECT_TRUE(RequireGround(" \xE3\x80\x80.", "field").ok());
  EXPECT_TRUE(RequireText("   ", 3, "field").ok());
  ExpectBad(RequireText("", 3, "field"));
  ExpectBad(RequireText("    ", 3, "field"));
}

TEST(FieldsTest, GroundsAreUtf8) {
  for (const std::string_view bytes :
       {"\x80", "\xC3", "a\xC3(", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80", "\xFF"})
    ExpectBad(RequireGround(bytes, "field"));
}

TEST(FieldsTest, PageSizes) {
  EXPECT_EQ(*PageSize(0, 96, "field"), 96);
  EXPECT_EQ(*PageSize(1, 96, "field"), 1);
  EXPECT_EQ(*PageSize(1000, 96, "field"), 1000);
  ExpectBad(PageSize(1001, 96, "field").status());
  ExpectBad(PageSize(-1, 96, "field").status());
}

TEST(FieldsTest, PageTokens) {
  EXPECT_EQ(*ParsePageToken(""), 0u);
  for (const std::uint64_t position : {std::uint64_t{0}, std::uint64_t{41}, ~std::uint64_t{0}})
    EXPECT_EQ(*ParsePageToken(MakePageToken(position)), position);
  for (const std::string_view bad : {"x", "1x", " 1", "-1", "+1", "18446744073709551616", "1.0"})
    EXPECT_EQ(ReasonOf(ParsePageToken(bad).status()), error_reason::kPageTokenInvalid) << bad;
}

google::protobuf::Timestamp Timestamp(std::int64_t seconds, std::int32_t nanos) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(nanos);
  return timestamp;
}

TEST(FieldsTest, Instants) {
  for (const std::int64_t unix_ms :
       {std::int64_t{0}, std::int64_t{1}, std::int64_t{1'790'000'000'999}, std::int64_t{7'258'118'399'999}}) {
    google::protobuf::Timestamp timestamp;
    ToProto(FromUnixMs(unix_ms), &timestamp);
    EXPECT_EQ(*FromProto(timestamp, "field"), FromUnixMs(unix_ms));
  }
  EXPECT_EQ(*FromProto(Timestamp(1, 1'999'999), "field"), FromUnixMs(1001)) << "finer than a millisecond is cut off";
  ExpectBad(FromProto(Timestamp(-1, 0), "field").status());
  ExpectBad(FromProto(Timestamp(7'258'118'400, 0), "field").status());
  ExpectBad(FromProto(Timestamp(0, -1), "field").status());
  ExpectBad(FromProto(Timestamp(0, 1'000'000'000), "field").status());
  ExpectBad(FromProto(Timestamp(std::numeric_limits<std::int64_t>::max(), 0), "field").status());
}

v1::Date DateOf(int year, int month, int day) {
  v1::Date date;
  date.set_year(year);
  date.set_month(month);
  date.set_day(day);
  return date;
}

TEST(FieldsTest, Dates) {
  for (const Date day : {MakeDate(1900, 1, 1), MakeDate(2024, 2, 29), MakeDate(2199, 12, 31)}) {
    v1::Date message;
    ToProto(day, &message);
    EXPECT_EQ(*FromProto(message, "field"), day);
  }
  for (const v1::Date& bad :
       {DateOf(1899, 12, 31), DateOf(2200, 1, 1), DateOf(2026, 0, 1), DateOf(2026, 13, 1), DateOf(2026, 1, 0),
        DateOf(2026, 1, 32), DateOf(2026, 2, 29), DateOf(2100, 2, 29), DateOf(2026, 4, 31), DateOf(-2026, -1, -1)})
    ExpectBad(FromProto(bad, "field").status());
}

}  // namespace
}  // namespace clearance
