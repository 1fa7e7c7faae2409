#include "common/base/end_signals.h"

#include <gtest/gtest.h>
#include <pthread.h>

namespace clearance {
namespace {

TEST(EndSignals, WaitTakesASignalThatCameBefore) {
  const EndSignals signals;
  pthread_kill(pthread_self(), SIGTERM);
  EXPECT_EQ(signals.Wait(), SIGTERM);
  pthread_kill(pthread_self(), SIGINT);
  EXPECT_EQ(signals.Wait(), SIGINT);
}

}  // namespace
}  // namespace clearance
