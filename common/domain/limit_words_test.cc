// Limits as people read them, and the ids that stay ids.
#include "common/domain/limit_words.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

struct Row {
  const char* id;
  const char *en, *zh, *kk, *ru;
};

// Every form in every language.
constexpr Row kRows[] = {
    {"X/per-stay-30", "30 days per stay", "每次停留30天", "бір рет келгенде 30 күн", "30 дней за одно пребывание"},
    {"X/rolling-90-180", "90 days in any 180", "任意180天内90天", "кез келген 180 күн ішінде 90 күн",
     "90 дней за любой период в 180 дней"},
    {"X/calendar-year-30", "30 days in a calendar year", "一个日历年内30天", "күнтізбелік жыл ішінде 30 күн",
     "30 дней за календарный год"},
    {"X/calendar-month-10", "10 days in a calendar month", "一个日历月内10天", "күнтізбелік ай ішінде 10 күн",
     "10 дней за календарный месяц"},
    {"X/entries-2-rolling-180", "2 entries in any 180 days", "任意180天内入境2次",
     "кез келген 180 күн ішінде 2 рет кіру", "2 въезда за любой период в 180 дней"},
    {"X/entries-4-year", "4 entries in a calendar year", "一个日历年内入境4次", "күнтізбелік жыл ішінде 4 рет кіру",
     "4 въезда за календарный год"},
    {"X/entries-1-month", "1 entry in a calendar month", "一个日历月内入境1次", "күнтізбелік ай ішінде 1 рет кіру",
     "1 въезд за календарный месяц"},
    {"X/gap-90", "90 days outside between two stays", "两次停留之间在境外90天", "екі келу арасында аумақтан тыс 90 күн",
     "90 дней за пределами территории между двумя пребываниями"},
    {"X/hours-240-from-midnight", "240 hours from midnight after the entry", "自入境次日零时起240小时",
     "кіргеннен кейінгі түн ортасынан бастап 240 сағат", "240 часов с полуночи после въезда"},
    {"X/hours-24-from-entry", "24 hours from the entry", "自入境时起24小时", "кірген сәттен бастап 24 сағат",
     "24 часа с момента въезда"},
};

TEST(LimitWordsTest, EveryFormInEveryLanguage) {
  ASSERT_EQ(std::size(kRows), kLimitFormCount);
  for (std::size_t i = 0; i < std::size(kRows); ++i) {
    const Row& row = kRows[i];
    const auto limit = ReadLimitId(row.id);
    ASSERT_TRUE(limit) << row.id;
    EXPECT_EQ(limit->form, static_cast<LimitForm>(i)) << row.id;
    EXPECT_EQ(LimitInWords(row.id, Language::kEn), row.en);
    EXPECT_EQ(LimitInWords(row.id, Language::kZh), row.zh);
    EXPECT_EQ(LimitInWords(row.id, Language::kKk), row.kk);
    EXPECT_EQ(LimitInWords(row.id, Language::kRu), row.ru);
  }
}

TEST(LimitWordsTest, ReadsTheNumbersOfAnId) {
  EXPECT_EQ(ReadLimitId("CHN-KAZ/rolling-90-180"), (NamedLimit{LimitForm::kRolling, 90, 180}));
  EXPECT_EQ(ReadLimitId("X/entries-2-rolling-180"), (NamedLimit{LimitForm::kEntriesRolling, 2, 180}));
  EXPECT_EQ(ReadLimitId("/gap-1"), (NamedLimit{LimitForm::kGap, 1, 0}));
}

TEST(LimitWordsTest, AnyOtherIdStaysAsItIs) {
  for (const char* id :
       {"", "/", "X/", "rolling-90-180", "X/calendar-30", "X/rolling-90", "X/rolling-90-180-2", "X/per-stay-",
        "X/per-stay--30", "X/per-stay-+30", "X/per-stay- 30", "X/per-stay-30 ", "X/per-stay-99999999999",
        "X/entries-2-week", "X/hours-24", "X/gap-90/gap-90", "X/PER-STAY-30", "X/calendar-year-#"}) {
    EXPECT_EQ(ReadLimitId(id), std::nullopt) << id;
    for (const Language language : kAllLanguages) EXPECT_EQ(LimitInWords(id, language), id);
  }
}

TEST(LimitWordsTest, RussianAndEnglishNounsFollowTheirNumber) {
  const auto days = [](int count, Language language) {
    return LimitInWords("X/calendar-year-" + std::to_string(count), language);
  };
  EXPECT_EQ(days(1, Language::kEn), "1 day in a calendar year");
  EXPECT_EQ(days(21, Language::kEn), "21 days in a calendar year");
  for (const auto& [count, words] : {std::pair{0, "0 дней"},
                                     {1, "1 день"},
                                     {2, "2 дня"},
                                     {4, "4 дня"},
                                     {5, "5 дней"},
                                     {11, "11 дней"},
                                     {12, "12 дней"},
                                     {14, "14 дней"},
                                     {20, "20 дней"},
                                     {21, "21 день"},
                                     {22, "22 дня"},
                                     {25, "25 дней"},
                                     {101, "101 день"},
                                     {111, "111 дней"},
                                     {112, "112 дней"},
                                     {122, "122 дня"}}) {
    EXPECT_EQ(days(count, Language::kRu), std::string(words) + " за календарный год");
  }
  EXPECT_EQ(LimitInWords("X/entries-5-rolling-21", Language::kRu), "5 въездов за любой период в 21 день");
  EXPECT_EQ(LimitInWords("X/hours-1-from-entry", Language::kRu), "1 час с момента въезда");
  EXPECT_EQ(LimitInWords("X/hours-1-from-entry", Language::kEn), "1 hour from the entry");
}

}  // namespace
}  // namespace clearance
