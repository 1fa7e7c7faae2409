// The demo on a machine so slow that a day ends before a run does: when it began midnight was far, and it comes all the
// same. The clock is set forward under it, which is quicker than to be slow.
#include "tests/acceptance/demo/demo_day.h"
#include "tests/acceptance/demo_fixture.h"

namespace clearance {
namespace {

using std::chrono::seconds;

constexpr seconds kUntilTravellersCome{20};
constexpr seconds kOfOneDay{5};  // what is left of it once they do

TEST_F(DemoTest, IsRunOnceMoreWhereADayHasEndedMeanwhile) {
  const seconds left = std::chrono::duration_cast<seconds>(kLongestRun) + kUntilTravellersCome;
  StartBeforeMidnight(Territory::kKaz, left);
  const auto demo = Process::Start({BinPath("clearance-demo"), "--check", "--models", "none"}, folder_.Path("stderr"));
  ASSERT_TRUE(demo.ok()) << demo.status();
  ASSERT_TRUE((*demo)->WaitForLine("Travellers", std::chrono::minutes(2)).ok());
  StartBeforeMidnight(Territory::kKaz, kOfOneDay);
  EXPECT_EQ((*demo)->Wait(), 0) << (*demo)->Output();
  EXPECT_NE((*demo)->Output().find("once more, from the start"), std::string::npos) << (*demo)->Output();
}

}  // namespace
}  // namespace clearance
