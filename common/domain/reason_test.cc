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
            "No day of the visa-free stay in CHN is left: 90 days used, the limit is 90 days in any 180; "
            "earliest entry 2026-12-01.");
  EXPECT_EQ(Describe({.code = ReasonCode::kOverstay,
                      .territory = Territory::kKaz,
                      .days = 1,
                      .date = date,
                      .limit = "CHN-KAZ/per-stay-30"}),
            "Stayed 1 day longer in KAZ than allowed, the limit is 30 days per stay; the last lawful day was "
            "2026-12-01.");
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

TEST(ReasonTest, EveryCodeHasASentenceOfItsOwnWithAndWithoutFacts) {
  std::set<std::string> bare;
  for (int i = 0; i < kReasonCodeCount; ++i) {
    const auto code = static_cast<ReasonCode>(i);
    const std::string with = Describe({.code = code,
                                       .side = Side::kEntry,
                                       .territory = Territory::kKaz,
                                       .days = 3,
                                       .date = MakeDate(2026, 12, 1),
                                       .limit = "CHN-KAZ/per-stay-30",
                                       .detail = "DETAIL"});
    const std::string without = Describe({.code = code});
    for (const std::string& sentence : {with, without}) {
      EXPECT_TRUE(sentence.ends_with('.')) << sentence;
      EXPECT_EQ(sentence.find("  "), std::string::npos) << sentence;
      EXPECT_EQ(sentence.find(" ."), std::string::npos) << sentence;
    }
    EXPECT_TRUE(bare.insert(without).second) << without;
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
