// The demo as an acceptance test, in the ways ./dev demo --check does not run it.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

class DemoTest : public testing::Test {
 protected:
  DemoTest() {
    std::string pattern = testing::TempDir() + "demo-test-XXXXXX";
    folder_ = mkdtemp(pattern.data());
  }
  ~DemoTest() override { std::filesystem::remove_all(folder_); }

  // The exit code; `output_` has what it printed.
  int RunDemo(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BinPath("clearance-demo"));
    int exit_code = -1;
    auto output = RunProcess(std::move(arguments), folder_ + "/stderr", exit_code);
    EXPECT_TRUE(output.ok());
    if (output.ok()) output_ = *std::move(output);
    return exit_code;
  }

  std::string folder_;
  std::string output_;
};

TEST_F(DemoTest, ComesOutAsExpectedWithoutModels) {
  EXPECT_EQ(RunDemo({"--check", "--models", "none"}), 0) << output_;
  EXPECT_NE(output_.find("NO FACE MODELS"), std::string::npos) << "it must be said loudly";
  EXPECT_NE(output_.find("0 different"), std::string::npos) << output_;
  EXPECT_NE(output_.find("HOLD (EXIT_BAN)"), std::string::npos) << "a hold is hit: " << output_;
  EXPECT_NE(output_.find("DIFFERENT at position "), std::string::npos) << "a tampered copy is caught: " << output_;
}

TEST_F(DemoTest, ComesOutAsExpectedWithPhotographs) {
  REQUIRE_SHARED(faces, "testdata/faces");
  REQUIRE_SHARED(models, "models");
  EXPECT_EQ(RunDemo({"--check", "--photos", "--models", models}), 0) << output_;
  EXPECT_NE(output_.find("column *full*, photographs"), std::string::npos) << output_;
}

TEST_F(DemoTest, CheckFailsOnAnotherOutcomeThanExpected) {
  auto expectations = ReadFile(SourcePath("tests/golden/demo.csv"), 1 << 20);
  ASSERT_TRUE(expectations.ok());
  const std::string day_90 = "until +0 by";
  const std::size_t place = expectations->rfind(day_90);  // in the column *no biometrics*
  ASSERT_NE(place, std::string::npos);
  expectations->replace(place, day_90.size(), "until +1 by");
  const std::string path = folder_ + "/expectations.csv";
  ASSERT_TRUE(WriteFile(path, *expectations).ok());
  EXPECT_EQ(RunDemo({"--check", "--models", "none", "--expectations", path}), 1) << output_;
  EXPECT_NE(output_.find(" 1 different"), std::string::npos) << output_;
}

}  // namespace
}  // namespace clearance
