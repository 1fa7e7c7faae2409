// `clearctl stay evaluate` as a process: our golden pairs, others' published examples, and 20,000 random questions
// against the engine's whole account.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/domain/reason.h"
#include "common/rules/stay_account.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

std::vector<std::string> LinesOf(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// What the process answers to `questions`, line by line.
std::vector<std::string> Ask(const std::string& questions) {
  const std::string path = testing::TempDir() + "stay_evaluate_" + std::to_string(getpid()) + ".jsonl";
  EXPECT_TRUE(WriteFile(path, questions).ok());
  int exit_code = -1;
  const auto output = RunProcess({BinPath("clearctl"), "stay", "evaluate", "--jsonl", path}, path + ".log", exit_code);
  EXPECT_TRUE(output.ok()) << output.status();
  EXPECT_EQ(exit_code, 0);
  std::filesystem::remove(path);
  std::filesystem::remove(path + ".log");
  return LinesOf(output.value_or(""));
}

TEST(StayEvaluateTest, AnswersEveryGoldenQuestion) {
  std::ifstream file(SourcePath("tests/golden/stay_batch.jsonl"));
  std::vector<Json> pairs;
  std::string questions;
  for (std::string line; std::getline(file, line);) {
    pairs.push_back(Json::parse(line));
    EXPECT_FALSE(pairs.back()["source"].get<std::string>().empty());
    questions += pairs.back()["request"].dump() + "\n";
  }
  ASSERT_GE(pairs.size(), 50u);
  const std::vector<std::string> answers = Ask(questions);
  ASSERT_EQ(answers.size(), pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    EXPECT_EQ(answers[i], pairs[i]["answer"].dump()) << pairs[i]["request"] << " " << pairs[i]["source"];
  }
}

// A row of the shared files as a question; null where the files ask for what no answer tells.
Json QuestionOf(const Json& row) {
  if (row["direction"] == "peak") return nullptr;
  const Json& terms = row["regime"];
  return {{"id", row["id"]},
          {"regime",
           {{"per_stay", terms["per_stay_max"]},
            {"window_days", terms["window_days"]},
            {"window_max", terms["window_max"]},
            {"allowance", terms.value("allowance", "rolling")}}},
          {"stays", row["stays"]},
          {"on", row["date"]},
          {"question", row["direction"] == "inside" ? "inside" : "enter"}};
}

// Our key for one of theirs; "" where no answer tells it.
std::string KeyOf(const std::string& field) {
  static const std::map<std::string, std::string> kKeys = {
      {"days_used", "days_used"},         {"remaining", "days_left"},
      {"max_stay", "longest_stay"},       {"latest_exit", "must_leave_by"},
      {"must_leave_by", "must_leave_by"}, {"admissible", "admissible"},
      {"overstay", "overstay"},           {"illegal_days", "unlawful_days"},
      {"window_excess", "window_excess"}, {"earliest_next_entry", "earliest_entry"}};
  const auto found = kKeys.find(field);
  return found == kKeys.end() ? "" : found->second;
}

void CheckShared(const std::string& path, int& gates) {
  const Json rows = Json::parse(std::ifstream(path));
  std::vector<Json> asked;
  std::string questions;
  for (const Json& row : rows) {
    const Json question = QuestionOf(row);
    if (question.is_null() || row.contains("suspect")) continue;
    asked.push_back(row);
    questions += question.dump() + "\n";
  }
  const std::vector<std::string> answers = Ask(questions);
  ASSERT_EQ(answers.size(), asked.size());
  for (std::size_t i = 0; i < asked.size(); ++i) {
    Json answer = Json::parse(answers[i]);
    EXPECT_EQ(answer["id"], asked[i]["id"]);
    for (const auto& [field, expected] : asked[i]["expected"].items()) {
      if (KeyOf(field).empty()) continue;
      EXPECT_EQ(answer[KeyOf(field)], expected) << asked[i]["id"] << " " << field << " " << asked[i]["source"];
      ++gates;
    }
  }
}

TEST(StayEvaluateTest, AgreesWithThePublishedExamples) {
  REQUIRE_SHARED(path, "testdata/stay");
  int gates = 0;
  for (const char* name : {"sem_official", "cn_kz_derived", "schengen_track", "others"}) {
    CheckShared(path + "/" + name + ".json", gates);
  }
  EXPECT_GE(gates, 50) << "the files have lost their rows";
}

Json DateOrNull(const std::optional<Date>& date) { return date ? Json(FormatDate(*date)) : Json(nullptr); }
Json NumberOrNull(const std::optional<int>& number) { return number ? Json(*number) : Json(nullptr); }

// What a line must be answered with, from the whole account.
Json AnswerOf(const Json& id, const StayAccount& account) {
  Json reasons = Json::array();
  for (const Reason& reason : account.reasons) reasons.push_back(ReasonCodeName(reason.code));
  Json plan = nullptr;
  for (const PlannedAnswer& planned : account.planned) {
    plan.push_back({{"from", FormatDate(planned.stay.from)},
                    {"to", FormatDate(planned.stay.to)},
                    {"lawful", planned.lawful},
                    {"first_unlawful_day", DateOrNull(planned.first_unlawful_day)}});
  }
  const StayAnswer& answer = account.answer;
  return {{"id", id},
          {"admissible", account.inside ? Json(nullptr) : Json(answer.longest_stay_days != 0)},
          {"days_used", answer.days_used},
          {"days_left", NumberOrNull(account.days_left)},
          {"longest_stay", NumberOrNull(answer.longest_stay_days)},
          {"must_leave_by", DateOrNull(answer.must_leave_by)},
          {"binding_limit", answer.binding_limit.empty() ? Json(nullptr) : Json(answer.binding_limit)},
          {"earliest_entry", DateOrNull(account.earliest_entry)},
          {"window_excess", account.window_excess},
          {"unlawful_days", answer.unlawful_days},
          {"overstay", answer.unlawful_days > 0},
          {"reasons", reasons},
          {"plan", plan}};
}

// One random question, as a line and as the engine's own values.
class RandomQuestion {
 public:
  RandomQuestion(SeededRandom& random, const RuleBook& book, int id) : random_(random), id_(id) {
    on_ = MakeDate(2025, 1, 1) + Days(Below(730));
    MakeRegime(book);
    for (std::uint64_t stays = Below(9); stays > 0; --stays) MakeStay();
    for (std::uint64_t planned = random_.Below(4) == 0 ? Below(4) : 0; planned > 0; --planned) MakePlanned();
    days_ = random_.Below(2) == 0 ? 1 : 1 + static_cast<int>(Below(60));
    question_ = static_cast<StayQuestion>(Below(3));
  }

  std::string Line() const {
    const std::vector<std::string> questions = {"enter", "inside", "plan"};
    Json line = {{"id", id_}, {"regime", regime_json_}, {"stays", stays_json_}, {"on", FormatDate(on_)}};
    line["question"] = questions[static_cast<std::size_t>(question_)];
    if (days_ != 1) line["days"] = days_;
    for (const PlannedStay& stay : planned_) line["planned"].push_back({FormatDate(stay.from), FormatDate(stay.to)});
    return line.dump();
  }

  // nullopt where nobody is inside.
  std::optional<Json> Answer() const {
    TravelHistory history{.complete_from = MakeDate(1900, 1, 1), .covers_all_ports = true};
    history.stays = stays_;
    std::stable_sort(history.stays.begin(), history.stays.end(), [](const Stay& a, const Stay& b) {
      return std::tie(a.entry, a.exit) < std::tie(b.entry, b.exit);
    });
    const auto account = AccountOf(CountedHistory{history, regime_, ""},
                                   {.question = question_, .on = on_, .days = days_, .planned = planned_});
    return account ? std::optional(AnswerOf(id_, *account)) : std::nullopt;
  }

 private:
  std::uint64_t Below(std::uint64_t bound) { return random_.Below(bound); }

  void MakeRegime(const RuleBook& book) {
    if (Below(3) == 0) {
      regime_ = book.regimes[Below(book.regimes.size())];
      regime_json_ = regime_.id + "@" + std::string(TerritoryName(regime_.host));
      return;
    }
    regime_ = {.id = "inline", .source = "the test", .counted_bases = {StayBasis::kVisaFree}};
    regime_json_ = Json::object();
    if (Below(4) != 0) {
      const int most = 1 + static_cast<int>(Below(40));
      regime_.limits.push_back(MakeLimit("inline", PerStayLimit{most}));
      regime_json_["per_stay"] = most;
    }
    if (Below(4) != 0) {
      const int days = 2 + static_cast<int>(Below(Below(2) == 0 ? 30 : 400));
      const int most = 1 + static_cast<int>(Below(static_cast<std::uint64_t>(days)));
      regime_.limits.push_back(MakeLimit("inline", RollingLimit{most, days}));
      regime_json_["window_days"] = days;
      regime_json_["window_max"] = most;
    }
    if (Below(2) == 0) {
      regime_.allowance.value = Allowance::kFixedAtEntry;
      regime_json_["allowance"] = "fixed_at_entry";
    }
  }

  void MakeStay() {
    Stay stay{.territory = regime_.host, .entry = on_ - Days(Below(260)) + Days(Below(20))};
    stay.basis = regime_.counted_bases.front();
    Json json = {FormatDate(*stay.entry)};
    if (Below(6) == 0) {
      stay.exit = std::max(*stay.entry, on_);
      json.push_back(nullptr);
    } else {
      stay.exit = *stay.entry + Days(Below(45));
      json.push_back(FormatDate(*stay.exit));
    }
    stays_.push_back(stay);
    stays_json_.push_back(json);
  }

  void MakePlanned() {
    const Date from = on_ - Days(10) + Days(Below(200));
    planned_.push_back({from, from + Days(Below(50))});
  }

  SeededRandom& random_;
  int id_;
  Date on_{};
  Regime regime_;
  Json regime_json_;
  std::vector<Stay> stays_;
  Json stays_json_ = Json::array();
  std::vector<PlannedStay> planned_;
  int days_ = 1;
  StayQuestion question_ = StayQuestion::kEnter;
};

TEST(StayEvaluateTest, TwentyThousandRandomLinesAreAnsweredAsTheEngineAnswers) {
  constexpr int kLines = 20'000;
  SeededRandom random(20261122);
  const RuleBook book = KhorgosRuleBook();
  std::vector<std::optional<Json>> expected;
  std::string questions;
  for (int i = 0; i < kLines; ++i) {
    const RandomQuestion question(random, book, i);
    questions += question.Line() + "\n";
    expected.push_back(question.Answer());
  }
  const std::vector<std::string> asked = LinesOf(questions);
  const std::vector<std::string> answers = Ask(questions);
  ASSERT_EQ(answers.size(), expected.size());
  int nobody_inside = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (expected[i]) {
      ASSERT_EQ(answers[i], expected[i]->dump()) << asked[i];
    } else {
      ASSERT_NE(answers[i].find("nobody is inside"), std::string::npos) << answers[i];
      ++nobody_inside;
    }
  }
  EXPECT_GT(nobody_inside, 1'000);
  EXPECT_LT(nobody_inside, 6'000);
}

}  // namespace
}  // namespace clearance
