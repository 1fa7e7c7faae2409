#include "gate-agent/evaluation/written_together.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

class WrittenTogetherTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("clearance_together_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  Status Write(const std::string& content) const {
    return WriteTogether((folder_ / "report").string(), {{"a.txt", content}, {"b.csv", content}, {"c.png", content}});
  }
  std::string Read(const std::string& name) const {
    const auto content = ReadFile((folder_ / "report" / name).string(), 100);
    return content.ok() ? *content : "none";
  }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "report")) names.insert(entry.path().filename().string());
    return names;
  }

  fs::path folder_;
};

TEST_F(WrittenTogetherTest, AllAreThereAndNothingElseAndTheNextReplaceThem) {
  ASSERT_TRUE(Write("old").ok());
  EXPECT_EQ(Names(), (std::set<std::string>{"a.txt", "b.csv", "c.png"}));
  ASSERT_TRUE(Write("new").ok());
  EXPECT_EQ(Names(), (std::set<std::string>{"a.txt", "b.csv", "c.png"}));
  for (const char* name : {"a.txt", "b.csv", "c.png"}) EXPECT_EQ(Read(name), "new") << name;
}

TEST_F(WrittenTogetherTest, WhereOneCannotBeWrittenTheOthersStayAsTheyWere) {
  ASSERT_TRUE(Write("old").ok());
  fs::remove(folder_ / "report/c.png");
  fs::create_directories(folder_ / "report/c.png");
  const Status status = Write("new");
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(status).find("c.png"), std::string::npos) << MessageOf(status);
  EXPECT_EQ(Read("a.txt"), "old");
  EXPECT_EQ(Read("b.csv"), "old");
  EXPECT_EQ(Names(), (std::set<std::string>{"a.txt", "b.csv", "c.png"}));
}

TEST_F(WrittenTogetherTest, WhatCannotBeWrittenIsToldBeforeThereIsAnythingToWrite) {
  const auto check = [&](const std::string& folder) {
    return MessageOf(CheckTogether((folder_ / folder).string(), {"a.txt", "b.csv"}));
  };
  EXPECT_EQ(check("report/of/today"), "");
  EXPECT_FALSE(fs::exists(folder_)) << "nothing is made";
  ASSERT_TRUE(Write("old").ok());
  EXPECT_EQ(check("report"), "");
  EXPECT_NE(check("report/a.txt").find("a.txt is no folder"), std::string::npos) << check("report/a.txt");
  EXPECT_NE(check("report/a.txt/below").find("a.txt"), std::string::npos) << check("report/a.txt/below");
  fs::remove(folder_ / "report/b.csv");
  fs::create_directories(folder_ / "report/b.csv");
  EXPECT_NE(check("report").find("b.csv: it is there already and is no regular file"), std::string::npos);
}

TEST_F(WrittenTogetherTest, AFolderThatCannotBeMadeIsNamed) {
  fs::create_directories(folder_);
  ASSERT_TRUE(WriteFile((folder_ / "report").string(), "a file").ok());
  const Status status = Write("new");
  EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
  EXPECT_NE(MessageOf(status).find("report"), std::string::npos) << MessageOf(status);
}

}  // namespace
}  // namespace clearance
