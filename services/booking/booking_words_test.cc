// What travellers are told of a booking, in each language.
#include "services/booking/booking_words.h"

#include <gtest/gtest.h>

#include <set>

#include "common/zones/zone_source.h"

namespace clearance {
namespace {

TEST(BookingWordsTest, TheLateRuleSaysBothTimes) {
  const LateRule rule{.early = std::chrono::minutes(17), .late = std::chrono::minutes(31)};
  EXPECT_EQ(
      LateRuleInWords(Language::kEn, rule),
      "Come up to 17 minutes before your slot or up to 31 minutes after it; at any other time you cross without a "
      "booking.");
  std::set<std::string> different;
  for (const Language language : kAllLanguages) {
    const std::string words = LateRuleInWords(language, rule);
    EXPECT_LT(words.find("17"), words.find("31")) << words;
    EXPECT_TRUE(different.insert(words).second);
  }
}

TEST(BookingWordsTest, ASlotIsToldByBothClocks) {
  const ZoneTable zones = *MakeZoneTable();
  const Instant evening = *ParseInstant("2026-11-22T17:45:00Z");
  EXPECT_EQ(SlotInWords(Language::kEn, zones, evening), "2026-11-22 22:45 in Kazakhstan, 2026-11-23 01:45 in China");
  for (const Language language : kAllLanguages) {
    const std::string words = SlotInWords(language, zones, evening);
    EXPECT_NE(words.find("2026-11-22 22:45"), std::string::npos) << words;
    EXPECT_NE(words.find("2026-11-23 01:45"), std::string::npos) << words;
  }
  const Instant before = *ParseInstant("2024-02-29T17:45:00Z");  // Kazakhstan's clocks go back in a quarter of an hour
  EXPECT_EQ(SlotInWords(Language::kRu, zones, before), "2024-02-29 23:45 в Казахстане, 2024-03-01 01:45 в Китае");
  const Instant after = before + std::chrono::minutes(15);
  EXPECT_EQ(SlotInWords(Language::kRu, zones, after), "2024-02-29 23:00 в Казахстане, 2024-03-01 02:00 в Китае");
}

}  // namespace
}  // namespace clearance
