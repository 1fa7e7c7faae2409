// What the kernel says of the clock, against the kernel itself.
#include "common/base/kernel_clock.h"

#include <gtest/gtest.h>
#include <sys/timex.h>

namespace clearance {
namespace {

TEST(KernelClockTest, TellsWhatTheKernelTellsOrNothing) {
  timex kernel{};
  const bool answers = adjtimex(&kernel) >= 0;
  const std::optional<KernelClock> clock = AskKernelClock();
  ASSERT_EQ(clock.has_value(), answers);
  if (!answers) GTEST_SKIP() << "this process may not ask the kernel";
  EXPECT_EQ(clock->synchronised, (kernel.status & STA_UNSYNC) == 0);
  // Grows by itself, 500 µs a second, and has an end.
  EXPECT_GE(clock->max_error_seconds, 0);
  EXPECT_LE(clock->max_error_seconds, 17);
}

}  // namespace
}  // namespace clearance
