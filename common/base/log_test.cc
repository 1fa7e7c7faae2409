// Log lines: one JSON object each, whatever the fields hold.
#include "common/base/log.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/instant.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

class LogTest : public testing::Test {
 protected:
  ~LogTest() override { StartLog("", LogLevel::kWarning); }

  std::vector<nlohmann::json> Lines() const {
    const std::string text = *ReadFile(file_, 1 << 20);
    std::vector<nlohmann::json> lines;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = text.find('\n', at);
      lines.push_back(nlohmann::json::parse(text.substr(at, end - at)));
      at = end + 1;
    }
    return lines;
  }

  const TemporaryFolder folder_;
  const std::string file_ = folder_.Path("log.jsonl");
};

TEST_F(LogTest, WritesOneJsonObjectALine) {
  StartLog("clearance-server", LogLevel::kInfo, file_);
  LogInfo("started",
          {{"port", 8443}, {"lane", "A1"}, {"gate", std::string_view("gate-1")}, {"ratio", 0.5}, {"mtls", true}});
  LogError("failed");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["process"], "clearance-server");
  EXPECT_EQ(lines[0]["level"], "info");
  EXPECT_EQ(lines[0]["event"], "started");
  EXPECT_EQ(lines[0]["port"], 8443);
  EXPECT_EQ(lines[0]["lane"], "A1");
  EXPECT_EQ(lines[0]["gate"], "gate-1");
  EXPECT_EQ(lines[0]["ratio"], 0.5);
  EXPECT_EQ(lines[0]["mtls"], true);
  EXPECT_TRUE(ParseInstant(lines[0]["time"].get<std::string>()).ok());
  EXPECT_EQ(lines[1]["level"], "error");
}

TEST_F(LogTest, EscapesWhateverAFieldHolds) {
  StartLog("p\"1", LogLevel::kInfo, file_);
  LogInfo("odd\nevent", {{"text", "a\"b\\c\n\r\t\x01 {} %v \xC3\xBC \xFF end"}, {"key\"", "x"}});
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["process"], "p\"1");
  EXPECT_EQ(lines[0]["event"], "odd\nevent");
  EXPECT_EQ(lines[0]["text"], "a\"b\\c\n\r\t\x01 {} %v \xC3\xBC \xEF\xBF\xBD end");
  EXPECT_EQ(lines[0]["key\""], "x");
}

TEST_F(LogTest, NumbersKeepTheirValue) {
  StartLog("p", LogLevel::kInfo, file_);
  LogInfo("numbers", {{"max", std::numeric_limits<std::uint64_t>::max()},
                      {"min", std::numeric_limits<std::int64_t>::min()},
                      {"tenth", 0.1},
                      {"large", 1e300},
                      {"nan", std::numeric_limits<double>::quiet_NaN()},
                      {"inf", std::numeric_limits<double>::infinity()}});
  const nlohmann::json line = Lines().at(0);
  EXPECT_EQ(line["max"], std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(line["min"], std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(line["tenth"], 0.1);
  EXPECT_EQ(line["large"], 1e300);
  EXPECT_TRUE(line["nan"].is_null());
  EXPECT_TRUE(line["inf"].is_null());
}

TEST_F(LogTest, LeavesOutWhatIsBelowItsLevelAndAppends) {
  StartLog("p", LogLevel::kWarning, file_);
  LogInfo("left out");
  LogWarning("first");
  StartLog("p", LogLevel::kDebug, file_);
  Log(LogLevel::kDebug, "second");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0]["event"], "first");
  EXPECT_EQ(lines[1]["event"], "second");
  EXPECT_EQ(lines[1]["level"], "debug");
}

// As logrotate's copytruncate does: no hole of zeros stays where the earlier lines stood.
TEST_F(LogTest, AFileCutOffFromUnderItBeginsAnew) {
  StartLog("p", LogLevel::kInfo, file_);
  LogInfo("before");
  std::filesystem::resize_file(file_, 0);
  LogInfo("behind");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["event"], "behind");
}

TEST_F(LogTest, LinesOfManyThreadsStayWhole) {
  StartLog("p", LogLevel::kInfo, file_);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 100; ++i) LogInfo("line", {{"thread", t}, {"i", i}});
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(Lines().size(), 400u);
}

TEST_F(LogTest, AFileThatCannotBeOpenedFallsBackToStandardErrorAndSaysSo) {
  testing::internal::CaptureStderr();
  StartLog("p", LogLevel::kInfo, folder_.path());
  LogInfo("still heard");
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("log_file_unusable"), std::string::npos);
  EXPECT_NE(text.find("still heard"), std::string::npos);
}

// What only opening it finds out: the process has as many files open as it may.
TEST_F(LogTest, WhatNoLookCouldFindIsSaidToo) {
  testing::internal::CaptureStderr();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  const int next = ::dup(STDERR_FILENO);
  ::close(next);
  const rlimit none_more{.rlim_cur = static_cast<rlim_t>(next), .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none_more), 0);
  StartLog("p", LogLevel::kInfo, file_);
  LogInfo("still heard");
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("log_file_unusable"), std::string::npos) << text;
  EXPECT_NE(text.find("Too many open files"), std::string::npos) << text;
  EXPECT_NE(text.find("still heard"), std::string::npos) << text;
}

// The opening of a pipe would wait for a reader, for ever and without a word.
TEST_F(LogTest, NoPipeIsWaitedFor) {
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  ::alarm(60);  // reached only when something is broken: ends the test
  testing::internal::CaptureStderr();
  StartLog("p", LogLevel::kInfo, file_);
  LogInfo("still heard");
  const std::string text = testing::internal::GetCapturedStderr();
  ::alarm(0);
  EXPECT_NE(text.find("cannot open " + file_ + ": it is no regular file"), std::string::npos) << text;
  EXPECT_NE(text.find("still heard"), std::string::npos) << text;
}

TEST_F(LogTest, TheNullDeviceTakesALog) {
  testing::internal::CaptureStderr();
  StartLog("p", LogLevel::kInfo, "/dev/null");
  LogInfo("not heard");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST_F(LogTest, NoFolderIsMadeForAFile) {
  testing::internal::CaptureStderr();
  StartLog("p", LogLevel::kInfo, folder_.Path("absent/p.log"));
  const std::string text = testing::internal::GetCapturedStderr();
  EXPECT_NE(text.find("its folder " + folder_.Path("absent") + ": No such file or directory"), std::string::npos)
      << text;
  EXPECT_FALSE(std::filesystem::exists(folder_.Path("absent")));
}

}  // namespace
}  // namespace clearance
