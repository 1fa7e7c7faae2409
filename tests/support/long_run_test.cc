// What asks for a long run, and what does not.
#include "tests/support/long_run.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace clearance {
namespace {

TEST(LongRunTest, OnlyAOneAsksForIt) {
  const char* before = std::getenv("CLEARANCE_LONG");
  const std::optional<std::string> kept = before == nullptr ? std::nullopt : std::optional<std::string>(before);
  ASSERT_EQ(unsetenv("CLEARANCE_LONG"), 0);
  EXPECT_FALSE(IsLongRun());
  for (const char* value : {"", "0", "no", "10", " 1"}) {
    ASSERT_EQ(setenv("CLEARANCE_LONG", value, 1), 0);
    EXPECT_FALSE(IsLongRun()) << "'" << value << "'";
  }
  ASSERT_EQ(setenv("CLEARANCE_LONG", "1", 1), 0);
  EXPECT_TRUE(IsLongRun());
  ASSERT_EQ(kept ? setenv("CLEARANCE_LONG", kept->c_str(), 1) : unsetenv("CLEARANCE_LONG"), 0);
}

}  // namespace
}  // namespace clearance
