#include "common/base/end_signals.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <csignal>
#include <latch>
#include <thread>

namespace clearance {
namespace {

TEST(EndSignals, WaitTakesASignalThatCameBefore) {
  const EndSignals signals;
  kill(getpid(), SIGTERM);
  EXPECT_EQ(signals.Wait(), SIGTERM);
  kill(getpid(), SIGINT);
  EXPECT_EQ(signals.Wait(), SIGINT);
}

// As with a library's own thread, started before main: the signal reaches it, and must not kill the process.
TEST(EndSignals, AThreadThatWasThereBeforeDoesNotMatter) {
  std::latch ended(1);
  std::thread before([&ended] { ended.wait(); });
  const EndSignals signals;
  pthread_kill(before.native_handle(), SIGTERM);
  EXPECT_EQ(signals.Wait(), SIGTERM);
  ended.count_down();
  before.join();
}

}  // namespace
}  // namespace clearance
