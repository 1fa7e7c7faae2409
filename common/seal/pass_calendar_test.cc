// Tests of the calendar of a pass: what RFC 5545 asks of it, and that the seal stays out of it.
#include "common/seal/pass_calendar.h"

#include <gmock/gmock.h>

#include "common/base/text.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Instant kStart = FromUnixMs(1'795'305'600'000);  // 2026-11-22T00:00:00Z

SealClaims Claims() {
  return {"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42",
          kStart,
          kStart + std::chrono::minutes(15),
          "KHORGOS",
          {Territory::kKaz, Territory::kIcbc},
          "icbc-kaz",
          std::string(32, 'h')};
}

std::string Seal(const SealClaims& claims) {
  static const SigningKey key = SigningKey::Generate();
  return SignSeal(claims, key).value();
}

BookingPass Pass(Language language = Language::kEn) {
  return {{Seal(Claims())}, "K7M2QX9R", std::chrono::minutes(15), std::chrono::minutes(30), language};
}

std::string Unfolded(std::string text) {
  for (std::size_t at = 0; (at = text.find("\r\n ")) != std::string::npos;) text.erase(at, 3);
  return text;
}

TEST(PassCalendarTest, HoldsTheSlotInUtc) {
  const std::string calendar = PassCalendar(Pass(), kStart - std::chrono::hours(40)).value();
  EXPECT_EQ(calendar, PassCalendar(Pass(), kStart - std::chrono::hours(40)).value());
  EXPECT_TRUE(calendar.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
  EXPECT_TRUE(calendar.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
  EXPECT_THAT(calendar, HasSubstr("\r\nUID:1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42\r\n"));
  EXPECT_THAT(calendar,
              HasSubstr("\r\nDTSTAMP:20261120T080000Z\r\nDTSTART:20261122T000000Z\r\nDTEND:20261122T001500Z"));
  EXPECT_THAT(calendar, HasSubstr("\r\nLOCATION:KHORGOS\\, icbc-kaz\r\n"));
  const std::string whole = Unfolded(calendar);
  EXPECT_THAT(whole, HasSubstr("SUMMARY:Booking of a border crossing: Kazakhstan → ICBC Khorgos\r\n"));
  EXPECT_THAT(whole, HasSubstr("DESCRIPTION:Reference: K7M2QX9R\\nCome up to 15 minutes before your slot or up to 30 "
                               "minutes after it\\; at any other time"));
}

TEST(PassCalendarTest, FoldsLongLinesBetweenCharactersInEveryLanguage) {
  for (const Language language : kAllLanguages) {
    const std::string calendar = PassCalendar(Pass(language), kStart).value();
    for (std::size_t from = 0; from < calendar.size();) {
      const std::size_t end = calendar.find("\r\n", from);
      ASSERT_NE(end, std::string::npos);
      const std::string line = calendar.substr(from, end - from);
      EXPECT_LE(line.size(), 75U) << line;
      EXPECT_TRUE(IsUtf8(line)) << line;
      EXPECT_EQ(line.find('\n'), std::string::npos);
      from = end + 2;
    }
    EXPECT_THAT(Unfolded(calendar), HasSubstr(std::string(WordsOf(language).title)));
    EXPECT_THAT(Unfolded(calendar), Not(HasSubstr("{")));
  }
}

TEST(PassCalendarTest, NeverHoldsTheSeal) {
  EXPECT_THAT(Unfolded(PassCalendar(Pass(), kStart).value()), Not(HasSubstr(kSealPrefix)));
}

TEST(PassCalendarTest, APartyIsOfOneSlot) {
  BookingPass pass = Pass();
  SealClaims other = Claims();
  other.booking_id = "1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b43";
  pass.seals.push_back(Seal(other));
  EXPECT_TRUE(PassCalendar(pass, kStart).ok());
  other.slot_ends_at += std::chrono::minutes(15);
  pass.seals.push_back(Seal(other));
  EXPECT_EQ(FieldOf(PassCalendar(pass, kStart).status()), "seals");
  pass.seals = {"KHG1:NOSEAL"};
  EXPECT_EQ(FieldOf(PassCalendar(pass, kStart).status()), "seals");
  pass.seals.clear();
  EXPECT_EQ(FieldOf(PassCalendar(pass, kStart).status()), "seals");
  pass.seals.assign(9, Seal(Claims()));
  EXPECT_EQ(FieldOf(PassCalendar(pass, kStart).status()), "seals");
}

}  // namespace
}  // namespace clearance
