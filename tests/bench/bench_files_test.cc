#include "tests/bench/bench_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "common/base/bytes.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::size_t kMaxBytes = 1 << 20;
const BenchOrigin kOrigin{.machine = "a processor", .cores = 2, .commit = "0123456789ab", .at = "2026-11-26T08:00:00Z"};

class BenchFilesTest : public testing::Test {
 protected:
  std::string Text(const std::string& file) const {
    const auto text = ReadFile(folder_ + "/" + file, kMaxBytes);
    EXPECT_TRUE(text.ok()) << text.status();
    return text.ok() ? *text : "";
  }

  const TemporaryFolder parent_;
  const std::string folder_ = parent_.Path("made");
};

TEST_F(BenchFilesTest, ASectionsFileSaysWhereWhenAndBesideWhatItWasMeasured) {
  const BenchSection section{"centre",
                             "The centre",
                             {{"pairs", 50, "/s", "two bare | calls", 100}, {"memory", 7, "MiB", "", 0}},
                             {{"faces", "no models"}}};
  ASSERT_TRUE(WriteBenchSection(section, kOrigin, folder_).ok());
  const nlohmann::json json = nlohmann::json::parse(Text("centre.json"), nullptr, false);
  ASSERT_TRUE(json.is_object());
  EXPECT_EQ(json["section"], "centre");
  EXPECT_EQ(json["machine"], "a processor");
  EXPECT_EQ(json["commit"], "0123456789ab");
  EXPECT_EQ(json["at"], "2026-11-26T08:00:00Z");
  EXPECT_EQ(json["figures"][0]["ratio"], 0.5);
  EXPECT_EQ(json["figures"][0]["bare"], 100);
  EXPECT_FALSE(json["figures"][1].contains("ratio"));
  EXPECT_EQ(json["missing"][0]["why"], "no models");
}

TEST_F(BenchFilesTest, TheTableHasEverySectionInTheFolderAndTheNewestOfEach) {
  ASSERT_TRUE(WriteBenchSection({"stay", "Stays", {{"decide", 3, "µs", "", 0}}, {}}, kOrigin, folder_).ok());
  ASSERT_TRUE(WriteBenchSection({"centre", "The centre", {{"pairs", 1, "/s", "a | b", 2}}, {}}, kOrigin, folder_).ok());
  ASSERT_TRUE(
      WriteBenchSection({"centre", "The centre", {{"pairs", 50, "/s", "a | b", 100}}, {{"x", "y"}}}, kOrigin, folder_)
          .ok());
  ASSERT_TRUE(WriteFile(folder_ + "/bench.json", "{\"figures\": []}").ok()) << "of an older bench";
  ASSERT_TRUE(WriteFile(folder_ + "/broken.json", "{").ok());
  ASSERT_TRUE(WriteBenchTable(folder_).ok());
  const std::string table = Text("bench.md");
  EXPECT_THAT(table, HasSubstr("## The centre\n\na processor, 2 cores, commit 0123456789ab, 2026-11-26T08:00:00Z\n"));
  EXPECT_THAT(table, HasSubstr("| pairs | 50 /s | a \\| b: 100 /s | 0.5 |\n"));
  EXPECT_THAT(table, HasSubstr("| x | not measured: y | | |\n"));
  EXPECT_THAT(table, HasSubstr("| decide | 3 µs |  |  |\n"));
  EXPECT_THAT(table, Not(HasSubstr("| pairs | 1 /s")));
  EXPECT_LT(table.find("## The centre"), table.find("## Stays"));
}

TEST_F(BenchFilesTest, AFolderIsMadeAndTriedBeforeThereAreFigures) {
  EXPECT_TRUE(CheckBenchFolder(folder_).ok());
  EXPECT_TRUE(std::filesystem::is_empty(folder_));
  EXPECT_FALSE(CheckBenchFolder("/proc/nope").ok());
  EXPECT_FALSE(CheckBenchFolder("/proc").ok());
}

TEST_F(BenchFilesTest, TheCommitIsTheProgramsOwnWhateverFolderItRunsIn) {
  const std::filesystem::path here = std::filesystem::current_path();
  const std::string commit = OriginOfThisRun().commit;
  std::filesystem::current_path("/");
  EXPECT_EQ(OriginOfThisRun().commit, commit);
  std::filesystem::current_path(here);
  EXPECT_THAT(commit, testing::AnyOf("unknown", testing::MatchesRegex("[0-9a-f]{12}[+]?")));
}

TEST_F(BenchFilesTest, TheReportWritesWhatItWasTold) {
  BenchReport report;
  report.Begin("rules");
  report.Section("Rules");
  report.Add({"Decide", 2, "µs", "bare", 1});
  report.Begin("vision");
  report.Missing("faces", "no models");
  ASSERT_TRUE(report.Write(folder_).ok());
  EXPECT_THAT(Text("rules.json"), HasSubstr("\"Decide\""));
  EXPECT_THAT(Text("vision.json"), HasSubstr("\"no models\""));
  EXPECT_THAT(Text("bench.md"), HasSubstr("| Decide | 2 µs | bare: 1 µs | 2 |"));
}

}  // namespace
}  // namespace clearance
