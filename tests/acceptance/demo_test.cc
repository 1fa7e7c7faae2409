// The demo as an acceptance test, in the ways ./dev demo --check does not run it.
#include "tests/acceptance/demo_fixture.h"

namespace clearance {
namespace {

TEST_F(DemoTest, ComesOutAsExpectedWithoutModelsJustBeforeMidnight) {
  StartBeforeMidnight(Territory::kKaz, std::chrono::seconds(30));
  EXPECT_EQ(RunDemo({"--check", "--models", "none"}), 0) << output_;
  EXPECT_NE(output_.find(" s for midnight in Kazakhstan"), std::string::npos) << output_;
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
  const std::string path = folder_.Path("expectations.csv");
  ASSERT_TRUE(WriteFile(path, *expectations).ok());
  EXPECT_EQ(RunDemo({"--check", "--models", "none", "--expectations", path}), 1) << output_;
  EXPECT_NE(output_.find(" 1 different"), std::string::npos) << output_;
}

}  // namespace
}  // namespace clearance
