// Answers to questions: each meaning of docs/clearctl.md, one by one.
#include "services/clearctl/stay_batch.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/wire/shipped_rule_book.h"

namespace clearance {
namespace {

using Json = nlohmann::json;

class StayBatchTest : public testing::Test {
 protected:
  Json Ask(const Json& question) {
    const std::string line = question.dump();
    const std::string padded = line + std::string(StayRequestParser::kPaddingBytes, ' ');
    std::string answer;
    answered_ = batch_.Answer(std::string_view(padded).substr(0, line.size()), answer);
    EXPECT_EQ(answer.back(), '\n');
    return Json::parse(answer);
  }

  // The question with the regime of 30 days a stay and 90 in any 180.
  static Json Question(const Json& stays, const char* on, const char* question) {
    return {{"id", 1},
            {"regime", {{"per_stay", 30}, {"window_days", 180}, {"window_max", 90}}},
            {"on", on},
            {"question", question},
            {"stays", stays}};
  }
  static Json WithoutPerStay(Json question) {
    question["regime"].erase("per_stay");
    return question;
  }

  StayBatch batch_{KhorgosRuleBook()};
  bool answered_ = false;
};

const Json kThree = R"([["2026-06-01","2026-06-30"],["2026-07-10","2026-08-08"],["2026-09-01","2026-09-28"]])"_json;

TEST_F(StayBatchTest, AnAnswerHasEveryKeyInTheOrderPromised) {
  const std::string line =
      R"({"id":1,"regime":"CHN-KAZ@CHN","stays":[["2026-06-01","2026-06-30"],["2026-07-10","2026-08-08"],)"
      R"(["2026-09-01","2026-09-28"]],"on":"2026-11-22","question":"plan","planned":[["2026-11-22","2026-11-24"]]})";
  const std::string padded = line + std::string(StayRequestParser::kPaddingBytes, ' ');
  std::string answer = "before";
  EXPECT_TRUE(batch_.Answer(std::string_view(padded).substr(0, line.size()), answer));
  EXPECT_EQ(answer,
            R"(before{"id":1,"admissible":true,"days_used":88,"days_left":2,"longest_stay":2,)"
            R"("must_leave_by":"2026-11-23","binding_limit":"CHN-KAZ/rolling-90-180","earliest_entry":"2026-11-22",)"
            R"("window_excess":0,"unlawful_days":0,"overstay":false,"reasons":[],"plan":[{"from":"2026-11-22",)"
            R"("to":"2026-11-24","lawful":false,"first_unlawful_day":"2026-11-24"}]})"
            "\n");
}

TEST_F(StayBatchTest, AnEntryThatIsNotAdmissibleSaysWhyAndWhenItWouldBe) {
  Json stays = kThree;
  stays[2][1] = "2026-09-30";
  Json answer = Ask(Question(stays, "2026-11-22", "enter"));
  EXPECT_EQ(answer["admissible"], false);
  EXPECT_EQ(answer["longest_stay"], 0);
  EXPECT_EQ(answer["must_leave_by"], nullptr);
  EXPECT_EQ(answer["binding_limit"], "inline/rolling-90-180");
  EXPECT_EQ(answer["earliest_entry"], "2026-11-28");
  EXPECT_EQ(answer["reasons"], R"(["STAY_EXHAUSTED"])"_json);
  EXPECT_EQ(answer["overstay"], false);
}

TEST_F(StayBatchTest, AnEntryKnowsOnlyThePast) {
  Json before = Ask(Question(kThree, "2026-07-01", "enter"));
  EXPECT_EQ(before["days_used"], 30);
  EXPECT_EQ(before, Ask(Question(Json::array({kThree[0]}), "2026-07-01", "enter")));
  Json within = Ask(Question(R"([["2026-06-01","2026-06-30"]])"_json, "2026-06-10", "enter"));
  EXPECT_EQ(within["days_used"], 10) << "the day itself counts because it already is one";
  EXPECT_EQ(within["longest_stay"], 30) << "day 1 of a new stay, after an exit on the same day";
}

TEST_F(StayBatchTest, AnOpenStayLastsThroughTheDayWhateverFollows) {
  Json answer = Ask(Question(R"([["2026-06-01",null],["2026-06-05","2026-06-06"]])"_json, "2026-06-10", "enter"));
  EXPECT_EQ(answer["days_used"], 10);
  Json inside = Ask(Question(R"([["2026-06-01",null],["2026-06-05","2026-06-06"]])"_json, "2026-06-10", "inside"));
  EXPECT_EQ(inside["must_leave_by"], "2026-06-30");
  EXPECT_EQ(inside["longest_stay"], 21) << "from this day on";
  Json later = Ask(Question(R"([["2026-06-11",null]])"_json, "2026-06-10", "enter"));
  EXPECT_EQ(later["days_used"], 0) << "one that begins later is no past";
}

TEST_F(StayBatchTest, APresentStaySaysWhatIsUnlawfulAndItsLastLawfulDay) {
  Json last = Ask(Question(R"([["2026-10-23",null]])"_json, "2026-11-21", "inside"));
  EXPECT_EQ(last["admissible"], nullptr);
  EXPECT_EQ(last["overstay"], false);
  EXPECT_EQ(last["must_leave_by"], "2026-11-21");
  EXPECT_EQ(last["longest_stay"], 1);
  Json over = Ask(Question(R"([["2026-10-23",null]])"_json, "2026-11-22", "inside"));
  EXPECT_EQ(over["overstay"], true);
  EXPECT_EQ(over["unlawful_days"], 1);
  EXPECT_EQ(over["longest_stay"], 0);
  EXPECT_EQ(over["must_leave_by"], "2026-11-21") << "also when it has passed";
  EXPECT_EQ(over["reasons"], R"(["OVERSTAY"])"_json);
  EXPECT_EQ(over["window_excess"], 0);
  Json no_first_day = Ask(
      WithoutPerStay(Question(R"([["2026-01-01","2026-03-31"],["2026-04-10",null]])"_json, "2026-04-12", "inside")));
  EXPECT_EQ(no_first_day["must_leave_by"], nullptr) << "not even the first day was lawful";
  EXPECT_EQ(no_first_day["unlawful_days"], 3);
  EXPECT_EQ(no_first_day["window_excess"], 3);
}

TEST_F(StayBatchTest, StaysMayComeUnsortedAndOverlapping) {
  Json sorted = Ask(Question(kThree, "2026-11-22", "enter"));
  EXPECT_EQ(sorted, Ask(Question(Json::array({kThree[2], kThree[0], kThree[1]}), "2026-11-22", "enter")));
  EXPECT_EQ(
      sorted,
      Ask(Question(Json::array({kThree[2], kThree[2], Json::array({"2026-06-05", "2026-06-07"}), kThree[0], kThree[1]}),
                   "2026-11-22", "enter")));
}

TEST_F(StayBatchTest, NobodyInsideIsAnError) {
  Json answer = Ask(Question(kThree, "2026-11-22", "inside"));
  EXPECT_FALSE(answered_);
  EXPECT_EQ(answer, Json({{"id", 1}, {"error", "question: no stay holds the day `on`, so nobody is inside"}}));
}

TEST_F(StayBatchTest, TheEarliestEntryIsForAsManyDaysAsAreAsked) {
  Json question = Question(kThree, "2026-11-22", "enter");
  EXPECT_EQ(Ask(question)["earliest_entry"], "2026-11-22");
  question["regime"]["allowance"] = "fixed_at_entry";
  question["days"] = 3;
  EXPECT_EQ(Ask(question)["earliest_entry"], "2026-11-28");
  question["days"] = 31;
  EXPECT_EQ(Ask(question)["earliest_entry"], nullptr) << "never";
  // The cliff: 80 days on 8 September, 90 on the 9th.
  Json cliff = WithoutPerStay(
      Question(R"([["2017-01-01","2017-01-05"],["2017-01-01","2017-01-10"]])"_json, "2017-02-01", "enter"));
  cliff["days"] = 90;
  EXPECT_EQ(Ask(cliff)["earliest_entry"], "2017-04-11") << "the days before come back while it runs";
}

TEST_F(StayBatchTest, PlansAreAnsweredInTheOrderGivenWhateverIsAsked) {
  Json question = Question(Json::array(), "2026-01-01", "enter");
  EXPECT_EQ(Ask(question)["plan"], nullptr);
  question["planned"] = Json::array();
  EXPECT_EQ(Ask(question)["plan"], nullptr);
  question["planned"] = R"([["2026-03-01","2026-03-31"],["2026-02-01","2026-02-28"]])"_json;
  const Json plan = R"([
      {"from":"2026-03-01","to":"2026-03-31","lawful":false,"first_unlawful_day":"2026-03-31"},
      {"from":"2026-02-01","to":"2026-02-28","lawful":true,"first_unlawful_day":null}])"_json;
  EXPECT_EQ(Ask(question)["plan"], plan);
  question["question"] = "plan";
  EXPECT_EQ(Ask(question)["plan"], plan);
}

TEST_F(StayBatchTest, WithoutALimitNothingIsCountedDown) {
  Json question = Question(kThree, "2026-11-22", "enter");
  question["regime"] = Json::object();
  Json answer = Ask(question);
  EXPECT_EQ(answer["admissible"], true);
  EXPECT_EQ(answer["longest_stay"], nullptr);
  EXPECT_EQ(answer["days_left"], nullptr);
  EXPECT_EQ(answer["must_leave_by"], nullptr);
  EXPECT_EQ(answer["binding_limit"], nullptr);
  question["regime"] = {{"per_stay", 30}};
  EXPECT_EQ(Ask(question)["days_left"], 30) << "of the stay";
}

TEST_F(StayBatchTest, RegimesOfTheRuleBookAreFoundByIdAndHost) {
  // 80 days used: China caps the stay at entry; Kazakhstan's strictest reading does too, its mildest does not.
  Json question =
      Question(Json::array({kThree[0], kThree[1], Json::array({"2026-09-01", "2026-09-20"})}), "2026-11-22", "enter");
  question["regime"] = "CHN-KAZ";
  Json first = Ask(question);
  EXPECT_EQ(first["must_leave_by"], "2026-12-01");
  question["regime"] = "CHN-KAZ@CHN";
  EXPECT_EQ(Ask(question), first) << "the plain id is the first";
  question["regime"] = "CHN-KAZ@KAZ";
  EXPECT_EQ(Ask(question)["binding_limit"], "CHN-KAZ/rolling-90-180");
  for (const char* unknown : {"CHN-KAZ@ICBC", "nowhere", "", "ICBC@CHN"}) {
    question["regime"] = unknown;
    EXPECT_EQ(Ask(question)["error"].get<std::string>().substr(0, 21), "regime: the rule book") << unknown;
  }
  question["regime"] = "CHN-KAZ@USA";
  EXPECT_EQ(Ask(question)["error"], "regime: the host behind @ must be CHN, KAZ or ICBC");
}

TEST_F(StayBatchTest, ReadingsThatDifferAreNoOverstay) {
  // Two days are left on entry; by the rolling reading June comes back meanwhile.
  Json stays = kThree;
  stays.push_back(Json::array({"2026-11-27", nullptr}));
  Json question = Question(stays, "2026-12-20", "inside");
  question["regime"] = "CHN-KAZ@KAZ";
  Json answer = Ask(question);
  EXPECT_EQ(answer["reasons"], R"(["READINGS_DIFFER"])"_json);
  EXPECT_EQ(answer["overstay"], false);
  question["regime"] = "CHN-KAZ@CHN";
  EXPECT_EQ(Ask(question)["reasons"], R"(["OVERSTAY"])"_json) << "China has published its reading";
}

TEST_F(StayBatchTest, TheEndOfAStayIsAnnouncedWhereTheBookSaysSo) {
  Json question = Question(R"([["2026-11-01",null]])"_json, "2026-11-25", "inside");
  question["regime"] = "ICBC";
  EXPECT_EQ(Ask(question)["reasons"], R"(["STAY_ENDS_SOON"])"_json);
  question["on"] = "2026-11-24";
  EXPECT_EQ(Ask(question)["reasons"], Json::array());
}

TEST(InlineRegimesTest, LimitsMakeOneRegimeHoweverManyThereAre) {
  InlineRegimes regimes;
  for (int round = 0; round < 2; ++round) {
    for (int days = 1; days <= 3'000; ++days) {
      const Regime& regime = regimes.Of({.per_stay_days = days});
      ASSERT_EQ(regime.limits.size(), 1u);
      ASSERT_EQ(regime.limits[0].id, "inline/per-stay-" + std::to_string(days));
      ASSERT_EQ(&regimes.Of({.per_stay_days = days}), &regime);
    }
  }
  EXPECT_TRUE(CheckRegime(regimes.Of({30, 180, 90, Allowance::kFixedAtEntry})).ok());
}

}  // namespace
}  // namespace clearance
