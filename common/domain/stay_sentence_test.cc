// What a traveller is told about a stay that no reason stands against.
#include "common/domain/stay_sentence.h"

#include <gtest/gtest.h>

#include <set>

namespace clearance {
namespace {

constexpr Date kOn = MakeDate(2026, 11, 22);

// An entry on kOn with 88 of 90 days used.
StayAnswer TwoDaysLeft() {
  return {.territory = Territory::kChn,
          .regime = "CHN-KAZ",
          .days_used = 88,
          .longest_stay_days = 2,
          .must_leave_by = MakeDate(2026, 11, 23),
          .binding_limit = "CHN-KAZ/rolling-90-180"};
}

StayAnswer NoDayLeft() {
  return {.territory = Territory::kChn,
          .regime = "CHN-KAZ",
          .days_used = 90,
          .longest_stay_days = 0,
          .binding_limit = "CHN-KAZ/rolling-90-180",
          .earliest_entry = MakeDate(2026, 11, 28)};
}

// The first day of thirty, entered on kOn.
StayAnswer ThirtyDaysLeft() {
  return {.territory = Territory::kKaz,
          .regime = "CHN-KAZ",
          .days_used = 1,
          .longest_stay_days = 30,
          .must_leave_by = MakeDate(2026, 12, 21),
          .binding_limit = "CHN-KAZ/per-stay-30"};
}

StayAnswer OneDayOver() {
  return {.territory = Territory::kKaz,
          .regime = "CHN-KAZ",
          .days_used = 31,
          .longest_stay_days = 0,
          .must_leave_by = MakeDate(2026, 11, 21),
          .binding_limit = "CHN-KAZ/per-stay-30",
          .unlawful_days = 1};
}

std::string Entering(const StayAnswer& stay, Language language = Language::kEn) {
  return DescribeStay(stay, kOn, false, language);
}

std::string Inside(const StayAnswer& stay, Language language = Language::kEn) {
  return DescribeStay(stay, kOn, true, language);
}

TEST(StaySentenceTest, AnEntryIsToldItsDaysItsLastDayAndTheLimit) {
  EXPECT_EQ(Entering(TwoDaysLeft()),
            "May stay 2 days, until 2026-11-23; the limit that binds is 90 days in any 180 (88 used).");
  EXPECT_EQ(Entering(TwoDaysLeft(), Language::kZh),
            "可停留2天，至2026-11-23止；适用限额为任意180天内90天（已用88天）。");
  EXPECT_EQ(Entering(TwoDaysLeft(), Language::kKk),
            "Болуға рұқсат етіледі: 2 күн, соңғы күні 2026-11-23; қолданылатын шектеу: кез келген 180 күн ішінде 90 "
            "күн (пайдаланылғаны: 88).");
  EXPECT_EQ(Entering(TwoDaysLeft(), Language::kRu),
            "Разрешено пребывание: 2 дня, по 2026-11-23 включительно; действует ограничение: 90 дней за любой период в "
            "180 дней (использовано: 88).");
}

TEST(StaySentenceTest, WithoutADayLeftTheEarliestEntryIsTold) {
  EXPECT_EQ(Entering(NoDayLeft()),
            "No day is left today: 90 days used, the limit is 90 days in any 180; earliest entry 2026-11-28.");
  EXPECT_EQ(Entering(NoDayLeft(), Language::kZh),
            "今日已无可用停留天数：已用90天，限额为任意180天内90天；最早可入境日期为2026-11-28。");
  EXPECT_EQ(Entering(NoDayLeft(), Language::kKk),
            "Бүгінге күн қалмады; пайдаланылғаны: 90 күн; шектеу: кез келген 180 күн ішінде 90 күн; ең ерте кіру күні: "
            "2026-11-28.");
  EXPECT_EQ(Entering(NoDayLeft(), Language::kRu),
            "На сегодня дней пребывания не осталось; использовано: 90 дней; ограничение: 90 дней за любой период в 180 "
            "дней; самая ранняя дата въезда: 2026-11-28.");
}

TEST(StaySentenceTest, InsideTheLastDayIsTold) {
  EXPECT_EQ(Inside(ThirtyDaysLeft()),
            "KAZ must be left by 2026-12-21 (30 days, today included); the limit that binds is 30 days per stay.");
  EXPECT_EQ(Inside(ThirtyDaysLeft(), Language::kZh),
            "最迟须于2026-12-21离开哈萨克斯坦（含今日还有30天）；适用限额为每次停留30天。");
  EXPECT_EQ(Inside(ThirtyDaysLeft(), Language::kKk),
            "Қазақстанда болудың соңғы күні: 2026-12-21 (бүгінгіні қоса 30 күн қалды); қолданылатын шектеу: бір рет "
            "келгенде 30 күн.");
  EXPECT_EQ(Inside(ThirtyDaysLeft(), Language::kRu),
            "Последний день пребывания в Казахстане: 2026-12-21 (осталось с сегодняшним: 30 дней); действует "
            "ограничение: 30 дней за одно пребывание.");
}

TEST(StaySentenceTest, InsidePastTheLastDayTheDaysOverAreTold) {
  EXPECT_EQ(Inside(OneDayOver()), "The last lawful day was 2026-11-21; 1 day over; the limit is 30 days per stay.");
  EXPECT_EQ(Inside(OneDayOver(), Language::kZh), "最后合法停留日为2026-11-21；已超期1天；限额为每次停留30天。");
  EXPECT_EQ(Inside(OneDayOver(), Language::kKk),
            "Соңғы заңды күн: 2026-11-21; асып кеткені: 1 күн; шектеу: бір рет келгенде 30 күн.");
  EXPECT_EQ(Inside(OneDayOver(), Language::kRu),
            "Последний законный день: 2026-11-21; превышение: 1 день; ограничение: 30 дней за одно пребывание.");
}

TEST(StaySentenceTest, NoOverstayIsToldThatOneReadingDoesNotSee) {
  StayAnswer stay = OneDayOver();
  stay.unlawful_days = 0;
  EXPECT_EQ(Inside(stay),
            "By the strictest count the last lawful day was 2026-11-21; by another the stay is lawful; the limit is 30 "
            "days per stay.");
  stay.must_leave_by = MakeDate(2026, 11, 18);  // four days by the strictest, one by all
  stay.unlawful_days = 1;
  EXPECT_EQ(Inside(stay), "The last lawful day was 2026-11-21; 1 day over.");
}

TEST(StaySentenceTest, AStayWithoutALawfulDaySaysSo) {
  StayAnswer stay = OneDayOver();
  stay.must_leave_by.reset();
  EXPECT_EQ(Inside(stay), "No day of the stay was lawful; 1 day over; the limit is 30 days per stay.");
  stay.unlawful_days = 0;
  EXPECT_EQ(Inside(stay),
            "By the strictest count no day of the stay was lawful; by another the stay is lawful; the limit is 30 days "
            "per stay.");
}

TEST(StaySentenceTest, TheLastDayItselfIsLawful) {
  StayAnswer stay = OneDayOver();
  stay.must_leave_by = kOn;
  stay.unlawful_days = 0;
  EXPECT_EQ(Inside(stay),
            "KAZ must be left by 2026-11-22 (1 day, today included); the limit that binds is 30 days per stay.");
}

TEST(StaySentenceTest, WithoutALimitNoDayIsNamed) {
  const StayAnswer stay{.territory = Territory::kIcbc, .regime = "ICBC", .days_used = 3};
  EXPECT_EQ(Entering(stay), "May stay without limit.");
  EXPECT_EQ(Inside(stay), "May stay without limit.");
}

TEST(StaySentenceTest, DaysUsedAreToldOnlyBesideTheLimitTheyCountTowards) {
  StayAnswer stay = ThirtyDaysLeft();
  stay.days_used = 30;  // in the window of the limit that does not bind
  EXPECT_EQ(Entering(stay), "May stay 30 days, until 2026-12-21; the limit that binds is 30 days per stay.");
  stay.longest_stay_days = 0;
  EXPECT_EQ(Entering(stay), "No day is left today, the limit is 30 days per stay.");
}

TEST(StaySentenceTest, EveryKindIsOneSentenceInEveryLanguage) {
  const StayAnswer unlimited{};
  StayAnswer strictest_ended = OneDayOver();
  strictest_ended.unlawful_days = 0;
  for (const Language language : kAllLanguages) {
    std::set<std::string> seen;
    for (const std::string& sentence :
         {Entering(TwoDaysLeft(), language), Entering(NoDayLeft(), language), Entering(unlimited, language),
          Inside(ThirtyDaysLeft(), language), Inside(OneDayOver(), language), Inside(strictest_ended, language)}) {
      EXPECT_TRUE(sentence.ends_with(language == Language::kZh ? "。" : ".")) << sentence;
      EXPECT_EQ(sentence.find_first_of("{}[]|"), std::string::npos) << sentence;
      EXPECT_TRUE(seen.insert(sentence).second) << sentence;
    }
  }
}

}  // namespace
}  // namespace clearance
