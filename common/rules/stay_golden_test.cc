// Stay rules against rows with a published or stated source: our own in tests/golden/stay.csv, others' in shared data.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "common/rules/stay_rules.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

Date Day(const std::string& text) {
  const auto date = ParseDate(text);
  EXPECT_TRUE(date.ok()) << text;
  return date.value_or(Date());
}

Regime TestRegime(std::optional<int> per_stay, std::optional<int> window_days, std::optional<int> window_max,
                  Allowance allowance) {
  Regime regime{.id = "T", .source = "the row", .counted_bases = {StayBasis::kVisaFree}};
  if (per_stay) regime.limits.push_back(MakeLimit("T", PerStayLimit{*per_stay}));
  if (window_days) regime.limits.push_back(MakeLimit("T", RollingLimit{*window_max, *window_days}));
  regime.allowance.value = allowance;
  return regime;
}

Stay TestStay(const std::string& entry, const std::string& exit) {
  Stay stay{.entry = Day(entry)};
  if (!exit.empty()) stay.exit = Day(exit);
  return stay;
}

// A record in which nothing is missing.
TravelHistory Complete(std::vector<Stay> stays) {
  return {.stays = std::move(stays), .complete_from = MakeDate(1990, 1, 1), .covers_all_ports = true};
}

std::string Text(const std::optional<Date>& date) { return date ? FormatDate(*date) : "-"; }
std::string Text(const std::optional<int>& number) { return number ? std::to_string(*number) : "-"; }

std::vector<std::string> Split(const std::string& line, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(line);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

std::optional<int> Number(const std::string& text) {
  return text == "-" ? std::nullopt : std::optional(std::stoi(text));
}

// One row of tests/golden/stay.csv by the names of its columns.
using Row = std::map<std::string, std::string>;

std::vector<Row> ReadGolden() {
  std::ifstream file(SourcePath("tests/golden/stay.csv"));
  EXPECT_TRUE(file.is_open());
  std::string line;
  std::getline(file, line);
  const std::vector<std::string> columns = Split(line, ',');
  std::vector<Row> rows;
  while (std::getline(file, line)) {
    const std::vector<std::string> cells = Split(line, ',');
    EXPECT_EQ(cells.size(), columns.size()) << line;
    Row row;
    for (std::size_t i = 0; i < std::min(cells.size(), columns.size()); ++i) row[columns[i]] = cells[i];
    rows.push_back(row);
  }
  return rows;
}

TEST(StayGoldenTest, OurOwnRows) {
  const std::vector<Row> rows = ReadGolden();
  ASSERT_GE(rows.size(), 20u);
  for (Row row : rows) {
    SCOPED_TRACE(row["id"]);
    EXPECT_FALSE(row["source"].empty());
    const Regime regime =
        TestRegime(Number(row["per_stay"]), Number(row["window_days"]), Number(row["window_max"]),
                   row["allowance"] == "fixed_at_entry" ? Allowance::kFixedAtEntry : Allowance::kRolling);
    std::vector<Stay> stays;
    if (row["stays"] != "-") {
      for (const std::string& span : Split(row["stays"], ' ')) {
        stays.push_back(TestStay(span.substr(0, 10), span.substr(12) == "open" ? "" : span.substr(12)));
      }
    }
    const TravelHistory history = Complete(std::move(stays));
    const CountedHistory record{history, regime, ""};
    const Date on = Day(row["on"]);
    const auto inside = row["question"] == "inside" ? EvaluateInside(record, on) : std::nullopt;
    ASSERT_EQ(row["question"] == "inside", inside.has_value());
    const StayAnswer answer = inside ? *inside : EvaluateEntry(record, on);
    EXPECT_EQ(std::to_string(answer.days_used), row["days_used"]);
    EXPECT_EQ(Text(answer.longest_stay_days), row["longest_stay"]);
    EXPECT_EQ(Text(answer.must_leave_by), row["must_leave_by"]);
    EXPECT_EQ(answer.binding_limit.empty() ? "-" : answer.binding_limit, row["binding_limit"]);
    EXPECT_EQ(Text(answer.earliest_entry), row["earliest_entry"]);
    EXPECT_EQ(std::to_string(answer.unlawful_days), row["unlawful_days"]);
  }
}

std::optional<int> IntOf(const nlohmann::json& object, const char* key) {
  return object.contains(key) && !object[key].is_null() ? std::optional(object[key].get<int>()) : std::nullopt;
}

// What the rules say to one row of the shared files, in those files' own words.
class SharedRow {
 public:
  explicit SharedRow(const nlohmann::json& row)
      : on_(Day(row["date"])),
        inside_(row["direction"] == "inside"),
        window_days_(IntOf(row["regime"], "window_days")) {
    const nlohmann::json& terms = row["regime"];
    const bool fixed = terms.value("allowance", "rolling") == "fixed_at_entry";
    window_max_ = IntOf(terms, "window_max");
    regime_ = TestRegime(IntOf(terms, "per_stay_max"), window_days_, window_max_,
                         fixed ? Allowance::kFixedAtEntry : Allowance::kRolling);
    std::vector<Stay> stays;
    for (const auto& stay : row["stays"]) stays.push_back(TestStay(stay[0], stay[1].is_null() ? "" : stay[1]));
    history_ = Complete(std::move(stays));
  }

  std::string Answer(const std::string& field) const {
    const CountedHistory record{history_, regime_, ""};
    if (field == "peak") return std::to_string(Peak(record));
    if (field == "window_start") return FormatDate(on_ - Days(*window_days_ - 1));
    const Stay* present = inside_ ? PresentStay(record, on_) : nullptr;
    if (inside_ && present == nullptr) return "not inside";
    const Reading reading = StrictestReading(regime_);
    const StayCount count = present != nullptr
                                ? *CountInside(record, *present, on_, Evidence::kProven, reading)
                                : CountEntry(record, on_, EntryRoute::kFromOutside, Evidence::kMost, reading);
    const int unlawful = count.UnlawfulDays();
    if (field == "days_used") return std::to_string(count.days_used);
    if (field == "remaining") return std::to_string(*window_max_ - count.days_used);
    if (field == "max_stay") return Text(count.bound.days);
    if (field == "latest_exit" || field == "must_leave_by") {
      return Text(count.LastLawfulDay());
    }
    if (field == "admissible") return count.Admissible() ? "true" : "false";
    if (field == "overstay") return unlawful > 0 ? "true" : "false";
    if (field == "illegal_days") return std::to_string(unlawful);
    if (field == "window_excess") return std::to_string(count.window_excess);
    if (field == "earliest_next_entry") return Text(EarliestEntry(record, on_, 1));
    return "no such field: " + field;
  }

 private:
  int Peak(const CountedHistory& record) const {
    int peak = 0;
    for (Date day = *history_.stays.front().entry; day <= on_; day += Days(1)) {
      peak = std::max(peak, CountEntry(record, day, EntryRoute::kFromOutside, Evidence::kMost, {}).days_used);
    }
    return peak;
  }

  Date on_;
  bool inside_;
  std::optional<int> window_days_;
  std::optional<int> window_max_;
  Regime regime_;
  TravelHistory history_;
};

std::string JsonText(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// Checks every row of `path` that is not marked suspect; of the suspect ones says what we answer instead.
void CheckSharedFile(const std::string& path, int least_gates) {
  std::ifstream file(path);
  const nlohmann::json rows = nlohmann::json::parse(file);
  int gates = 0;
  for (const nlohmann::json& row : rows) {
    const SharedRow shared(row);
    for (const auto& [field, expected] : row["expected"].items()) {
      const std::string answer = shared.Answer(field);
      if (!row.contains("suspect")) {
        EXPECT_EQ(answer, JsonText(expected)) << row["id"] << " " << field << " (" << row["source"] << ")";
        ++gates;
      } else if (answer != JsonText(expected)) {
        std::cout << "suspect " << row["id"] << " " << field << ": theirs " << expected << ", ours " << answer << ": "
                  << row["suspect"].get<std::string>() << "\n";
      }
    }
  }
  EXPECT_GE(gates, least_gates) << "the file has lost its rows";
}

TEST(StayGoldenTest, OfficialExamplesOfTheSwissSem) {
  REQUIRE_SHARED(path, "testdata/stay/sem_official.json");
  CheckSharedFile(path, 15);
}

TEST(StayGoldenTest, RowsDerivedFromChineseAndKazakhTexts) {
  REQUIRE_SHARED(path, "testdata/stay/cn_kz_derived.json");
  CheckSharedFile(path, 14);
}

TEST(StayGoldenTest, RowsOfSchengenTrack) {
  REQUIRE_SHARED(path, "testdata/stay/schengen_track.json");
  CheckSharedFile(path, 18);
}

TEST(StayGoldenTest, RowsOfOtherCalculators) {
  REQUIRE_SHARED(path, "testdata/stay/others.json");
  CheckSharedFile(path, 11);
}

}  // namespace
}  // namespace clearance
