// Lines of questions: what one may say, and every bad one named by its field.
#include "services/clearctl/stay_request.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr char kGood[] =
    R"({"id":"a-1","regime":"CHN-KAZ@KAZ","stays":[["2025-01-03","2025-01-10"],["2025-02-01",null]],)"
    R"("on":"2025-02-20","question":"plan","days":5,"planned":[["2025-03-01","2025-03-02"]]})";
constexpr char kInline[] =
    R"({"id":7,"regime":{"per_stay":30,"window_days":180,"window_max":90,"allowance":"fixed_at_entry"},)"
    R"("stays":[],"on":"2025-02-20","question":"enter"})";

// `line` with one piece changed.
std::string With(std::string line, const std::string& piece, const std::string& by) {
  EXPECT_NE(line.find(piece), std::string::npos) << piece;
  return line.replace(line.find(piece), piece.size(), by);
}

std::string Repeated(const std::string& piece, std::size_t times) {
  std::string list;
  for (std::size_t i = 0; i < times; ++i) list.append(i == 0 ? "" : ",").append(piece);
  return list;
}

class StayRequestTest : public testing::Test {
 protected:
  Status Parse(const std::string& line) {
    padded_ = line + std::string(StayRequestParser::kPaddingBytes, '"');
    return parser_.Parse(std::string_view(padded_).substr(0, line.size()), request_);
  }
  std::string Refusal(const std::string& line) { return MessageOf(Parse(line)); }
  std::string IdOf(const std::string& id) {
    EXPECT_TRUE(Parse(With(kInline, "7", id)).ok()) << id;
    return request_.id;
  }

  StayRequestParser parser_;
  StayRequest request_;
  std::string padded_;
};

TEST_F(StayRequestTest, EveryKeyIsRead) {
  ASSERT_TRUE(Parse(kGood).ok());
  EXPECT_EQ(request_.id, "\"a-1\"");
  EXPECT_EQ(std::get<std::string_view>(request_.regime), "CHN-KAZ@KAZ");
  ASSERT_EQ(request_.stays.size(), 2u);
  EXPECT_EQ(request_.stays[0].entry, MakeDate(2025, 1, 3));
  EXPECT_EQ(request_.stays[0].exit, MakeDate(2025, 1, 10));
  EXPECT_EQ(request_.stays[1].entry, MakeDate(2025, 2, 1));
  EXPECT_FALSE(request_.stays[1].exit);
  EXPECT_EQ(request_.on, MakeDate(2025, 2, 20));
  EXPECT_EQ(request_.question, StayQuestion::kPlan);
  EXPECT_EQ(request_.days, 5);
  EXPECT_EQ(request_.planned, (std::vector<PlannedStay>{{MakeDate(2025, 3, 1), MakeDate(2025, 3, 2)}}));

  ASSERT_TRUE(Parse(kInline).ok());
  EXPECT_EQ(request_.id, "7");
  EXPECT_EQ(std::get<InlineTerms>(request_.regime), (InlineTerms{30, 180, 90, Allowance::kFixedAtEntry}));
  EXPECT_TRUE(request_.stays.empty()) << "nothing of the line before is left";
  EXPECT_TRUE(request_.planned.empty());
  EXPECT_EQ(request_.days, 1);
}

TEST_F(StayRequestTest, WhatIsAbsentMayBeNull) {
  ASSERT_TRUE(
      Parse(With(kGood, R"("days":5,"planned":[["2025-03-01","2025-03-02"]])", R"("days":null,"planned":null)")).ok());
  EXPECT_EQ(request_.days, 1);
  ASSERT_TRUE(Parse(With(kInline, R"("per_stay":30,"window_days":180,"window_max":90,"allowance":"fixed_at_entry")",
                         R"("per_stay":null,"window_days":null,"window_max":null)"))
                  .ok());
  EXPECT_EQ(std::get<InlineTerms>(request_.regime), InlineTerms());
  EXPECT_TRUE(Parse(With(kGood, R"(["2025-03-01","2025-03-02"])", "")).ok()) << "nothing planned";
  EXPECT_TRUE(Parse("  " + std::string(kGood) + " \t\r").ok());
}

TEST_F(StayRequestTest, TheIdIsGivenBackAsItCame) {
  EXPECT_EQ(IdOf("0"), "0");
  EXPECT_EQ(IdOf("-9223372036854775808"), "-9223372036854775808");
  EXPECT_EQ(IdOf("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(IdOf("\"\""), "\"\"");
  EXPECT_EQ(IdOf(R"("a\"b\\c\n")"), R"("a\"b\\c\n")");
  EXPECT_EQ(IdOf("\"\xD0\x96\xE4\xB8\xAD\""), "\"\xD0\x96\xE4\xB8\xAD\"");
  EXPECT_EQ(IdOf(R"("\u4e2d")"), "\"\xE4\xB8\xAD\"");
}

TEST_F(StayRequestTest, ABadLineIsNamedByItsField) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"", "line: is not JSON"},
      {"nonsense", "line: is not JSON"},
      {With(kGood, "}", ""), "line: is not JSON"},
      {std::string(kGood) + "{}", "line: is not JSON"},
      {With(kGood, "a-1", "a\xFF"), "line: is not JSON"},
      {"[]", "line: is not a JSON object"},
      {"7", "line: is not a JSON object"},
      {"{}", "id: is missing"},
      {With(kInline, R"("id":7,)", ""), "id: is missing"},
      {With(kInline, "7", "null"), "id: must not be null"},
      {With(kInline, "7", "7.5"), "id: must be a string or a whole number"},
      {With(kInline, "7", "[7]"), "id: must be a string or a whole number"},
      {With(kInline, "7", "true"), "id: must be a string or a whole number"},
      {With(kInline, R"("on":"2025-02-20",)", ""), "on: is missing"},
      {With(kInline, R"("2025-02-20")", "null"), "on: must not be null"},
      {With(kInline, R"("stays":[],)", ""), "stays: is missing"},
      {With(kInline, R"(,"question":"enter")", ""), "question: is missing"},
      {With(kGood, R"("regime":"CHN-KAZ@KAZ",)", ""), "regime: is missing"},
      {With(kInline, R"("on")", R"("at")"), "at: is not a known key"},
      {With(kInline, R"("on")", "\"" + std::string(41, 'x') + "\""), "a key: is not a known key"},
      {With(kInline, "7", R"(7,"id":8)"), "id: stands twice"},
      {With(kInline, "[]", R"([],"stays":[])"), "stays: stands twice"},
      {With(kGood, "CHN-KAZ@KAZ\"", "x\",\"days\":null"), "days: stands twice"},
      {With(kInline, R"("enter")", R"("exit")"), "question: must be"},
      {With(kInline, R"("enter")", "1"), "question: must be"},
      {With(kGood, R"("CHN-KAZ@KAZ")", "3"), "regime: must be an id or an object"},
      {With(kGood, R"("days":5)", R"("days":0)"), "days: must be a whole number from 1 to 1000"},
      {With(kGood, R"("days":5)", R"("days":1001)"), "days: must be"},
      {With(kGood, R"("days":5)", R"("days":5.0)"), "days: must be"},
      {With(kGood, R"("days":5)", R"("days":"5")"), "days: must be"},
      {With(kGood, R"("days":5)", R"("days":18446744073709551615)"), "days: must be"},
  };
  for (const auto& [line, problem] : table) {
    EXPECT_EQ(Refusal(line).substr(0, problem.size()), problem) << line;
  }
}

TEST_F(StayRequestTest, ABadLimitIsNamed) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"({"per_stay":0})", "regime.per_stay: must be a whole number from 1 to 3653"},
      {R"({"per_stay":3654})", "regime.per_stay: must be"},
      {R"({"per_stay":-1})", "regime.per_stay: must be"},
      {R"({"per_stay":"30"})", "regime.per_stay: must be"},
      {R"({"window_days":1,"window_max":1})", "regime.window_days: must be a whole number from 2 to 1000"},
      {R"({"window_days":1001,"window_max":1})", "regime.window_days: must be"},
      {R"({"window_days":180,"window_max":0})", "regime.window_max: must be"},
      {R"({"window_days":180})", "regime.window_max: must stand beside window_days"},
      {R"({"window_max":90,"window_days":null})", "regime.window_days: must stand beside window_max"},
      {R"({"allowance":"fixed"})", "regime.allowance: must be"},
      {R"({"allowance":7})", "regime.allowance: must be"},
      {R"({"per_stay_max":30})", "regime.per_stay_max: is not a known key"},
      {R"({"per_stay":30,"per_stay":30})", "regime.per_stay: stands twice"},
  };
  for (const auto& [regime, problem] : table) {
    EXPECT_EQ(Refusal(With(kGood, R"("CHN-KAZ@KAZ")", regime)).substr(0, problem.size()), problem) << regime;
    EXPECT_EQ(request_.id, "\"a-1\"");
  }
  for (const char* regime : {"{}", R"({"per_stay":3653})", R"({"window_days":2,"window_max":1})",
                             R"({"window_days":1000,"window_max":3653,"allowance":"rolling"})"}) {
    EXPECT_TRUE(Parse(With(kGood, R"("CHN-KAZ@KAZ")", regime)).ok()) << regime;
  }
}

TEST_F(StayRequestTest, ABadDayIsNamedByItsPlace) {
  const std::string second = R"(["2025-02-01",null])";
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"(["2025-02-02","2025-02-01"])", "stays[1]: the end is before the beginning"},
      {R"([null,"2025-02-01"])", "stays[1][0]: must be a day"},
      {R"(["2025-02-30","2025-03-01"])", "stays[1][0]: must be a day"},
      {R"(["2025-02-01",7])", "stays[1][1]: must be a day"},
      {R"(["2025-2-1",null])", "stays[1][0]: must be a day"},
      {R"(["2025-02-01T00:00:00Z",null])", "stays[1][0]: must be a day"},
      {R"(["1899-12-31",null])", "stays[1][0]: must be a day"},
      {R"(["2025-02-01","2200-01-01"])", "stays[1][1]: must be a day"},
      {R"(["2025-02-01"])", "stays[1]: must be a pair"},
      {R"(["2025-02-01",null,null])", "stays[1]: must be a pair"},
      {R"("2025-02-01")", "stays[1]: must be a pair"},
      {R"({"from":"2025-02-01"})", "stays[1]: must be a pair"},
  };
  for (const auto& [stay, problem] : table) {
    EXPECT_EQ(Refusal(With(kGood, second, stay)).substr(0, problem.size()), problem) << stay;
  }
  EXPECT_EQ(Refusal(With(kInline, "[]", "{}")), "stays: must be an array of pairs of days");
  EXPECT_EQ(Refusal(With(kInline, "2025-02-20", "2025-13-01")).substr(0, 17), "on: must be a day");
  EXPECT_TRUE(Parse(With(kInline, "[]", R"([["1900-01-01","2199-12-31"],["2024-02-29","2024-02-29"]])")).ok());
  EXPECT_EQ(Refusal(With(kGood, R"("2025-03-02")", "null")).substr(0, 13), "planned[0][1]");
  EXPECT_EQ(Refusal(With(kGood, "2025-03-02", "2025-02-28")), "planned[0]: the end is before the beginning");
}

TEST_F(StayRequestTest, DaysAreTheSameAsParseDates) {
  for (int year = 1899; year <= 2200; ++year) {
    for (int number = 0; number < 1400; number += year == 2024 || year == 1900 ? 1 : 67) {
      std::string text = std::to_string(year) + "-" + std::to_string(100 + number / 100).substr(1) + "-" +
                         std::to_string(100 + number % 100).substr(1);
      const auto date = ParseDate(text);
      ASSERT_EQ(Parse(With(kInline, "2025-02-20", text)).ok(), date.ok()) << text;
      if (date.ok()) {
        ASSERT_EQ(request_.on, *date);
      }
    }
  }
  for (const std::size_t place : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u}) {
    for (const char wrong : {'/', ':', 'x', ' '}) {
      std::string text = "2025-02-20";
      text[place] = wrong;
      EXPECT_FALSE(Parse(With(kInline, "2025-02-20", text)).ok()) << text;
    }
  }
}

TEST_F(StayRequestTest, TheBoundsAreKept) {
  const std::string stay = R"(["2025-01-01","2025-01-02"])";
  EXPECT_TRUE(Parse(With(kInline, "[]", "[" + Repeated(stay, 10'000) + "]")).ok());
  EXPECT_EQ(request_.stays.size(), 10'000u);
  EXPECT_EQ(Refusal(With(kInline, "[]", "[" + Repeated(stay, 10'001) + "]")), "stays: must be at most 10000");
  const std::string planned = R"(["2025-03-01","2025-03-02"])";
  EXPECT_TRUE(Parse(With(kGood, planned, Repeated(planned, 64))).ok());
  EXPECT_EQ(Refusal(With(kGood, planned, Repeated(planned, 65))), "planned: must be at most 64");
  const std::string long_line = kInline + std::string(kMaxStayLineBytes - std::string(kInline).size(), ' ');
  EXPECT_TRUE(Parse(long_line).ok());
  EXPECT_EQ(Refusal(long_line + " "), "line: must be at most 1048576 bytes");
  EXPECT_EQ(request_.id, "null");
}

}  // namespace
}  // namespace clearance
