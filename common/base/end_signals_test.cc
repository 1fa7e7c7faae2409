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

TEST(EndSignals, ATerminalThatHasGoneEndsUnlessNohupSaidOtherwise) {
  signal(SIGHUP, SIG_IGN);
  const EndSignals unheard;
  kill(getpid(), SIGHUP);
  kill(getpid(), SIGTERM);
  EXPECT_EQ(unheard.Wait(), SIGTERM);
  signal(SIGHUP, SIG_DFL);
  const EndSignals heard;
  kill(getpid(), SIGHUP);
  EXPECT_EQ(heard.Wait(), SIGHUP);
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

TEST(EndSignals, AProcessMayEndOfItself) {
  const EndSignals signals;
  std::thread finds_out([] { EndSignals::EndOfItself(); });
  EXPECT_EQ(signals.Wait(), EndSignals::kNone);
  finds_out.join();
}

}  // namespace
}  // namespace clearance
