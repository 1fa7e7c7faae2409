#include "common/base/stop_signals.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <latch>

#include "common/base/end_signals.h"

namespace clearance {
namespace {

// Of a signal more than the first nothing is heard, and nothing dies of it.
TEST(StopSignals, TheFirstSignalAsksTheTokenToStop) {
  const StopSignals signals;
  EXPECT_TRUE(CheckNotStopped(signals.token()).ok());
  EXPECT_EQ(signals.signal(), 0);
  std::latch asked(1);
  const std::stop_callback told(signals.token(), [&asked] { asked.count_down(); });
  kill(getpid(), SIGHUP);
  asked.wait();
  EXPECT_EQ(signals.signal(), SIGHUP);
  EXPECT_EQ(CheckNotStopped(signals.token()).code(), StatusCode::kCancelled);
  kill(getpid(), SIGTERM);
  EXPECT_EQ(EndSignals().Wait(), SIGTERM) << "and it is not left to whoever waits next in this process";
  EXPECT_EQ(signals.signal(), SIGHUP);
}

TEST(StopSignals, WhereNobodyCanAskNothingIsStopped) { EXPECT_TRUE(CheckNotStopped({}).ok()); }

}  // namespace
}  // namespace clearance
