// Classes and sentences of reasons.
#include "common/domain/reason.h"

#include <gtest/gtest.h>

#include <set>

namespace clearance {
namespace {

TEST(ReasonTest, SentencesCarryTheFacts) {
  const Date date = MakeDate(2026, 12, 1);
  EXPECT_EQ(Describe({.code = ReasonCode::kStayExhausted,
                      .territory = Territory::kChn,
                      .days = 90,
                      .date = date,
                      .limit = "CHN-KAZ/rolling-90-180"}),
            "No day of the visa-free stay in CHN is left: 90 days used, the limit is 90 days in any 180; earliest "
            "entry 2026-12-01.");
  EXPECT_EQ(
      Describe({.code = ReasonCode::kOverstay,
                .territory = Territory::kKaz,
                .days = 1,
                .date = date,
                .limit = "CHN-KAZ/per-stay-30"}),
      "Stayed 1 day longer in KAZ than allowed, the limit is 30 days per stay; the last lawful day was 2026-12-01.");
  EXPECT_EQ(Describe({.code = ReasonCode::kAlreadyInside, .territory = Territory::kIcbc, .date = date}),
            "Recorded as already inside ICBC since 2026-12-01.");
  EXPECT_EQ(Describe({.code = ReasonCode::kInProgressElsewhere, .detail = "gate-2/b"}),
            "This traveller is being cleared at another lane (gate-2/b).");
  EXPECT_EQ(Describe({.code = ReasonCode::kStayEndsSoon, .territory = Territory::kIcbc, .days = 25, .date = date}),
            "The stay in ICBC is in day 25; its last day is 2026-12-01.");
}

TEST(ReasonTest, ALimitOfAnotherShapeIsNamedByItsId) {
  for (const char* id :
       {"X/calendar-30", "X/rolling-90", "X/rolling-90-180-2", "X/per-stay-", "rolling-90-180", "X/"}) {
    const std::string sentence = Describe({.code = ReasonCode::kOverstay, .limit = id});
    EXPECT_NE(sentence.find(std::string("the limit is ") + id), std::string::npos) << sentence;
  }
}

// Every set of the five facts a reason can have, by the bits of `present`.
Reason WithFacts(ReasonCode code, int present) {
  Reason reason{.code = code, .side = Side::kEntry};
  if ((present & 1) != 0) reason.territory = Territory::kKaz;
  if ((present & 2) != 0) reason.days = 3;
  if ((present & 4) != 0) reason.date = MakeDate(2026, 12, 1);
  if ((present & 8) != 0) reason.limit = "CHN-KAZ/per-stay-30";
  if ((present & 16) != 0) reason.detail = "DETAIL";
  return reason;
}

class ReasonInLanguageTest : public testing::TestWithParam<Language> {};

TEST_P(ReasonInLanguageTest, EverySetOfFactsGivesASentence) {
  const std::string stop = GetParam() == Language::kZh ? "。" : ".";
  for (int present = 0; present < 32; ++present) {
    std::set<std::string> seen;
    for (int i = 0; i < kReasonCodeCount; ++i) {
      const std::string sentence = Describe(WithFacts(static_cast<ReasonCode>(i), present), GetParam());
      EXPECT_TRUE(sentence.ends_with(stop)) << sentence;
      EXPECT_GT(sentence.size(), stop.size()) << i;
      EXPECT_EQ(sentence.find_first_of("{}[]|"), std::string::npos) << sentence;
      for (const char* slip : {"  ", " .", " ,", " ;", "()", "..", "（）", "，，", " 。"}) {
        EXPECT_EQ(sentence.find(slip), std::string::npos) << sentence;
      }
      EXPECT_NE(sentence.front(), ' ') << sentence;
      EXPECT_TRUE(seen.insert(sentence).second) << sentence;
    }
  }
}

TEST_P(ReasonInLanguageTest, NoTwoLanguagesSayTheSame) {
  for (int i = 0; i < kReasonCodeCount; ++i) {
    const Reason reason{.code = static_cast<ReasonCode>(i)};
    for (const Language other : kAllLanguages) {
      const bool same = Describe(reason, GetParam()) == Describe(reason, other);
      EXPECT_EQ(same, other == GetParam()) << Describe(reason, other);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, ReasonInLanguageTest, testing::ValuesIn(kAllLanguages),
                         [](const auto& test) { return std::string(LanguageName(test.param)); });

TEST(ReasonTest, IsEnglishWhereNoLanguageIsNamed) {
  for (int i = 0; i < kReasonCodeCount; ++i) {
    const Reason reason = WithFacts(static_cast<ReasonCode>(i), 31);
    EXPECT_EQ(Describe(reason), Describe(reason, Language::kEn));
  }
}

struct Telling {
  Reason reason;
  std::string en, zh, kk, ru;
};

void ExpectTold(const Telling& telling) {
  EXPECT_EQ(Describe(telling.reason, Language::kEn), telling.en);
  EXPECT_EQ(Describe(telling.reason, Language::kZh), telling.zh);
  EXPECT_EQ(Describe(telling.reason, Language::kKk), telling.kk);
  EXPECT_EQ(Describe(telling.reason, Language::kRu), telling.ru);
}

TEST(ReasonTest, AStayThatHasNoDayLeftIsToldInEveryLanguage) {
  ExpectTold({.reason = {.code = ReasonCode::kStayExhausted,
                         .territory = Territory::kChn,
                         .days = 90,
                         .date = MakeDate(2026, 12, 1),
                         .limit = "CHN-KAZ/rolling-90-180"},
              .en = "No day of the visa-free stay in CHN is left: 90 days used, the limit is 90 days in any 180; "
                    "earliest entry 2026-12-01.",
              .zh = "在中国的免签停留天数已用完：已用90天，限额为任意180天内90天；最早可入境日期为2026-12-01。",
              .kk = "Қытайда визасыз болу күндері таусылды; пайдаланылғаны: 90 күн; шектеу: кез келген 180 күн ішінде "
                    "90 күн; ең ерте кіру күні: 2026-12-01.",
              .ru = "Дней безвизового пребывания в Китае не осталось; использовано: 90 дней; ограничение: 90 дней за "
                    "любой период в 180 дней; самая ранняя дата въезда: 2026-12-01."});
}

TEST(ReasonTest, AnOverstayIsToldInEveryLanguage) {
  ExpectTold({.reason = {.code = ReasonCode::kOverstay,
                         .territory = Territory::kKaz,
                         .days = 2,
                         .date = MakeDate(2026, 12, 1),
                         .limit = "CHN-KAZ/per-stay-30"},
              .en = "Stayed 2 days longer in KAZ than allowed, the limit is 30 days per stay; the last lawful day was "
                    "2026-12-01.",
              .zh = "在哈萨克斯坦停留超过允许期限2天，限额为每次停留30天；最后合法停留日为2026-12-01。",
              .kk = "Қазақстанда болу рұқсат етілген мерзімнен 2 күнге асып кетті; шектеу: бір рет келгенде 30 күн; "
                    "соңғы заңды күн: 2026-12-01.",
              .ru = "Пребывание в Казахстане длится дольше разрешённого на 2 дня; ограничение: 30 дней за одно "
                    "пребывание; последний законный день: 2026-12-01."});
}

TEST(ReasonTest, ReadingsThatDifferAreToldInEveryLanguage) {
  ExpectTold(
      {.reason = {.code = ReasonCode::kReadingsDiffer,
                  .territory = Territory::kChn,
                  .days = 1,
                  .date = MakeDate(2026, 12, 1),
                  .limit = "CHN-KAZ/rolling-90-180"},
       .en = "Lawful under one reading of the rules of CHN and not under another, the limit is 90 days in any 180; by "
             "the strictest the last lawful day is 2026-12-01.",
       .zh = "在中国的停留按规则的一种解释合法，按另一种解释不合法，限额为任意180天内90天；按最严格的解释，最后合法停留"
             "日为2026-12-01。",
       .kk = "Қытайда болу ережелердің бір түсіндірмесі бойынша заңды, басқасы бойынша заңсыз; шектеу: кез келген 180 "
             "күн ішінде 90 күн; ең қатаң түсіндірме бойынша соңғы заңды күн: 2026-12-01.",
       .ru = "Пребывание в Китае законно по одному толкованию правил и незаконно по другому; ограничение: 90 дней за "
             "любой период в 180 дней; последний законный день по самому строгому толкованию: 2026-12-01."});
}

TEST(ReasonTest, ATravellerRecordedInsideIsToldInEveryLanguage) {
  ExpectTold(
      {.reason = {.code = ReasonCode::kAlreadyInside, .territory = Territory::kIcbc, .date = MakeDate(2026, 12, 1)},
       .en = "Recorded as already inside ICBC since 2026-12-01.",
       .zh = "记录显示，旅客自2026-12-01起已在霍尔果斯国际边境合作中心停留。",
       .kk = "Жазбалар бойынша жолаушы 2026-12-01 күнінен бері қазірдің өзінде «Қорғас» ШЫХО-да.",
       .ru = "По записям, путешественник уже находится в МЦПС «Хоргос» с 2026-12-01."});
}

TEST(ReasonTest, AnExpiredDocumentIsToldInEveryLanguage) {
  ExpectTold({.reason = {.code = ReasonCode::kDocumentExpired, .date = MakeDate(2026, 12, 1)},
              .en = "The document has expired; its last day was 2026-12-01.",
              .zh = "证件已过期；有效期至2026-12-01。",
              .kk = "Құжаттың қолданылу мерзімі өткен; соңғы күні: 2026-12-01.",
              .ru = "Срок действия документа истёк; последний день: 2026-12-01."});
}

TEST(ReasonTest, WithoutFactsTheSentenceStands) {
  ExpectTold({.reason = {.code = ReasonCode::kStayExhausted},
              .en = "No day of the visa-free stay in the territory is left: some days used.",
              .zh = "在该区域的免签停留天数已用完。",
              .kk = "Бұл аумақта визасыз болу күндері таусылды.",
              .ru = "Дней безвизового пребывания на этой территории не осталось."});
}

TEST(ReasonTest, RussianDaysFollowTheirNumber) {
  for (const auto& [days, words] : {std::pair{1, "1 день"},
                                    {2, "2 дня"},
                                    {5, "5 дней"},
                                    {11, "11 дней"},
                                    {21, "21 день"},
                                    {22, "22 дня"},
                                    {25, "25 дней"},
                                    {111, "111 дней"}}) {
    EXPECT_EQ(Describe({.code = ReasonCode::kOverstay, .territory = Territory::kKaz, .days = days}, Language::kRu),
              std::string("Пребывание в Казахстане длится дольше разрешённого на ") + words + ".");
  }
}

TEST(ReasonTest, ClassesFollowTheOrderOfTheCodes) {
  EXPECT_EQ(ClassOf(ReasonCode::kNationalityDiffers), ReasonClass::kLegal);
  EXPECT_EQ(ClassOf(ReasonCode::kFaceDiffers), ReasonClass::kNotEstablished);
  EXPECT_EQ(ClassOf(ReasonCode::kWalkIn), ReasonClass::kNote);
  for (int i = 1; i < kReasonCodeCount; ++i) {
    EXPECT_LE(ClassOf(static_cast<ReasonCode>(i - 1)), ClassOf(static_cast<ReasonCode>(i))) << i;
  }
}

}  // namespace
}  // namespace clearance
