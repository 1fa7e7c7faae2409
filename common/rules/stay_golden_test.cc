// Stay rules against rows with a published or stated source: our own in tests/golden/stay.csv, others' in shared data.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "common/rules/stay_account.h"
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
  Regime regime{.id = "T", .source = "the row", .example = true, .counted_bases = {StayBasis::kVisaFree}};
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

// One row of tests/golden/stay.csv by the names of its columns. "-" is none.
//   limits    as the book names them: "per-stay-30 rolling-90-180"
//   reading   words that differ from "rolling entry counts ends"; "?" marks an inferred one: "fixed? next free"
//   record    complete, from:DATE (complete from then on), this-port, never
//   stays     ENTRY..EXIT, "?" for an unknown end, "open"; then /visa, /other-nationality, /elsewhere, /zone-in,
//             /zone-out, /stamp, /declared
//   reason    the first of the account
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

// "entries-2-rolling-180" → the limit of that name.
StayLimit GoldenLimit(const std::string& name) {
  const std::vector<std::string> words = Split(name, '-');
  const auto number = [&](std::size_t i) { return i < words.size() ? std::atoi(words[i].c_str()) : 0; };
  const auto period = [&](std::size_t i) { return ParseCalendarPeriod(words.at(i)).value_or(CalendarPeriod::kYear); };
  LimitTerms terms;
  if (words.at(0) == "per") terms = PerStayLimit{number(2)};
  if (words.at(0) == "rolling") terms = RollingLimit{number(1), number(2)};
  if (words.at(0) == "calendar") terms = CalendarLimit{number(2), period(1)};
  if (words.at(0) == "gap") terms = GapLimit{number(1)};
  if (words.at(0) == "hours") {
    terms = HoursLimit{number(1), words.at(3) == "entry" ? HoursFrom::kEntry : HoursFrom::kNextMidnight};
  }
  if (words.at(0) == "entries") {
    terms = words.at(2) == "rolling" ? EntriesLimit{number(1), Days(number(3))} : EntriesLimit{number(1), period(2)};
  }
  const StayLimit limit = MakeLimit("T", terms);
  EXPECT_EQ(limit.id, "T/" + name);
  return limit;
}

void AddReadingWord(Regime& regime, const std::string& text) {
  const bool inferred = text.back() == '?';
  const std::string word = inferred ? text.substr(0, text.size() - 1) : text;
  const Certainty certainty = inferred ? Certainty::kInferred : Certainty::kFact;
  if (word == "fixed" || word == "rolling") {
    regime.allowance = {word == "fixed" ? Allowance::kFixedAtEntry : Allowance::kRolling, certainty};
  } else if (word == "next") {
    regime.day_one = {DayOne::kNext, certainty};
  } else if (word == "free") {
    regime.exit_day_counts = {false, certainty};
  } else if (word.starts_with("days-from:")) {
    regime.effective_days_from = Day(word.substr(10));
  } else {
    const auto zone_exit = ParseZoneExit(word);
    EXPECT_TRUE(zone_exit.has_value()) << text;
    regime.zone_exit = {zone_exit.value_or(ZoneExit::kEnds), certainty};
  }
}

Regime GoldenRegime(const Row& row) {
  Regime regime = TestRegime({}, {}, {}, Allowance::kRolling);
  if (row.at("limits") != "-") {
    for (const std::string& name : Split(row.at("limits"), ' ')) regime.limits.push_back(GoldenLimit(name));
  }
  for (const std::string& word : Split(row.at("reading"), ' ')) AddReadingWord(regime, word);
  return regime;
}

Stay GoldenStay(const std::string& text) {
  const std::vector<std::string> parts = Split(text, '/');
  const std::size_t dots = parts.at(0).find("..");
  const std::string entry = parts[0].substr(0, dots);
  const std::string exit = parts[0].substr(dots + 2);
  Stay stay{.nationality = "KAZ"};
  if (entry != "?") stay.entry = Day(entry);
  if (exit == "?") stay.exit_unknown = true;
  if (exit != "?" && exit != "open") stay.exit = Day(exit);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i] == "visa") stay.basis = StayBasis::kVisa;
    if (parts[i] == "other-nationality") stay.nationality = "DEU";
    if (parts[i] == "elsewhere") stay.territory = Territory::kIcbc;
    if (parts[i] == "zone-in") stay.entered_from = Territory::kIcbc;
    if (parts[i] == "zone-out") stay.left_to = Territory::kIcbc;
    if (parts[i] == "stamp") stay.provenance = Provenance::kStamp;
    if (parts[i] == "declared") stay.provenance = Provenance::kDeclaration;
  }
  return stay;
}

TravelHistory GoldenHistory(const Row& row) {
  TravelHistory history = Complete({});
  if (row.at("stays") != "-") {
    for (const std::string& text : Split(row.at("stays"), ' ')) history.stays.push_back(GoldenStay(text));
  }
  const std::string& record = row.at("record");
  if (record.starts_with("from:")) history.complete_from = Day(record.substr(5));
  if (record == "never") history.complete_from.reset();
  if (record == "this-port") history.covers_all_ports = false;
  return history;
}

TEST(StayGoldenTest, OurOwnRows) {
  const std::vector<Row> rows = ReadGolden();
  ASSERT_GE(rows.size(), 80u);
  for (Row row : rows) {
    SCOPED_TRACE(row["id"]);
    EXPECT_FALSE(row["source"].empty());
    const Regime regime = GoldenRegime(row);
    EXPECT_TRUE(CheckRegime(regime).ok());
    const TravelHistory history = GoldenHistory(row);
    StayInquiry inquiry{.on = Day(row["on"])};
    if (row["question"] == "inside") inquiry.question = StayQuestion::kInside;
    if (row["question"] == "return") inquiry.route = EntryRoute::kBackFromZone;
    if (const auto days = Number(row["for_days"])) inquiry.days = *days;
    const auto account = AccountOf({history, regime, "KAZ"}, inquiry);
    ASSERT_TRUE(account.has_value());
    const StayAnswer& answer = account->answer;
    EXPECT_EQ(std::to_string(answer.days_used), row["days_used"]);
    EXPECT_EQ(Text(answer.longest_stay_days), row["longest_stay"]);
    EXPECT_EQ(Text(answer.must_leave_by), row["must_leave_by"]);
    EXPECT_EQ(answer.binding_limit, row["binding_limit"] == "-" ? "" : "T/" + row["binding_limit"]);
    EXPECT_EQ(Text(answer.earliest_entry), row["earliest_entry"]);
    EXPECT_EQ(std::to_string(answer.unlawful_days), row["unlawful_days"]);
    EXPECT_EQ(account->reasons.empty() ? "-" : ReasonCodeName(account->reasons.front().code), row["reason"]);
    if (row["for_days"] != "-") {
      EXPECT_EQ(Text(account->earliest_entry), row["earliest_for_days"]);
    }
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
