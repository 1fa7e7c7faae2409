#include "tests/bench/bench_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::HasSubstr;

class BenchHistoryTest : public testing::Test {
 protected:
  void Measure(double pairs, const std::string& at, const std::string& machine = "a processor") {
    const BenchSection section{"centre", "The centre", {{"pairs", pairs, "/s", "bare calls", 100}}, {}};
    const BenchOrigin origin{.machine = machine, .cores = 2, .commit = "of " + at, .at = at};
    const Status appended = AppendBenchHistory(section, origin, folder_);
    EXPECT_TRUE(appended.ok()) << appended;
  }
  std::string Table(const std::string& section = "centre") const {
    const auto table = BenchHistoryTable(section, folder_);
    EXPECT_TRUE(table.ok()) << table.status();
    return table.ok() ? *table : "";
  }
  // The line of that figure, one blank between its words.
  std::string Row(const std::string& figure) const {
    std::istringstream lines(Table());
    for (std::string line; std::getline(lines, line);) {
      if (line.find(figure) == std::string::npos || line.starts_with("centre")) continue;
      std::istringstream words(line);
      std::string row;
      for (std::string word; words >> word;) row += (row.empty() ? "" : " ") + word;
      return row;
    }
    return "";
  }

  const TemporaryFolder parent_;
  const std::string folder_ = parent_.Path("made");
};

TEST_F(BenchHistoryTest, KeepsEveryRunAndTellsTheNewestBesideTheMedian) {
  Measure(40, "2026-11-20");
  Measure(50, "2026-11-21");
  Measure(25, "2026-11-22");
  EXPECT_THAT(Table(), HasSubstr("centre: 3 runs on a processor, from 2026-11-20 (of 2026-11-20) to 2026-11-22 (of "));
  EXPECT_EQ(Row("pairs"), "pairs 3 40 25 /s 0.25 0.62");
}

TEST_F(BenchHistoryTest, ComparesNoMachineWithAnother) {
  Measure(40, "2026-11-20");
  Measure(4000, "2026-11-21", "a faster one");
  EXPECT_THAT(Table(), HasSubstr("1 runs on a faster one"));
  EXPECT_EQ(Row("pairs"), "pairs 1 4000 4000 /s 40 1.00");
}

TEST_F(BenchHistoryTest, PassesOverWhatIsNoLineOfItsOwnAndSaysWhereThereIsNone) {
  EXPECT_EQ(BenchHistoryTable("centre", folder_).status().code(), StatusCode::kNotFound);
  Measure(40, "2026-11-20");
  std::ofstream(folder_ + "/history.jsonl", std::ios::app) << "{\"section\": \"centre\", \"fig\n[]\n";
  Measure(50, "2026-11-21");
  EXPECT_THAT(Table(), HasSubstr("centre: 2 runs"));
  EXPECT_EQ(ReasonOf(BenchHistoryTable("year", folder_).status()), error_reason::kNotFound);
}

TEST_F(BenchHistoryTest, AReportRemembersEachSectionOnce) {
  BenchReport report;
  report.Begin("rules");
  report.Add({"Decide", 2, "µs", "bare", 1});
  ASSERT_TRUE(report.Remember(folder_).ok());
  report.Begin("centre");
  report.Add({"pairs", 50, "/s", "bare calls", 100});
  ASSERT_TRUE(report.Write(folder_).ok());
  ASSERT_TRUE(report.Remember(folder_).ok());
  ASSERT_TRUE(report.Write(folder_).ok());
  EXPECT_THAT(Table("rules"), HasSubstr("rules: 1 runs"));
  EXPECT_THAT(Table("centre"), HasSubstr("centre: 1 runs"));
}

}  // namespace
}  // namespace clearance
