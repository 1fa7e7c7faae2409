#include "gate-agent/link/backoff.h"

#include <gtest/gtest.h>

#include "common/base/retry.h"

namespace clearance {
namespace {

constexpr BackoffLimits kLimits{.first = Duration(100), .most = Duration(1000)};

TEST(Backoff, DoublesUpToTheLimitAndStaysBetweenAHalfAndTheWhole) {
  SeededRandom random(7);
  const int wholes[] = {100, 200, 400, 800, 1000, 1000, 1000};
  for (int repetition = 1; repetition <= 7; ++repetition) {
    for (int draw = 0; draw < 200; ++draw) {
      const Duration delay = BackoffDelay(kLimits, repetition, random);
      EXPECT_GE(delay.count(), wholes[repetition - 1] / 2);
      EXPECT_LE(delay.count(), wholes[repetition - 1]);
    }
  }
}

TEST(Backoff, TwoGatesDoNotWaitTheSame) {
  SeededRandom random(7);
  bool differs = false;
  const Duration first = BackoffDelay(kLimits, 5, random);
  for (int draw = 0; draw < 20; ++draw) differs = differs || BackoffDelay(kLimits, 5, random) != first;
  EXPECT_TRUE(differs);
}

TEST(Backoff, TheWaitThatWasAskedForComesFirst) {
  SeededRandom random(7);
  for (int draw = 0; draw < 200; ++draw) {
    const Duration told = RetryDelay(kLimits, 1, Overloaded("full"), random);
    EXPECT_GE(told, kOverloadedRetryAfter + kLimits.first / 2);
    EXPECT_LE(told, kOverloadedRetryAfter + kLimits.first);
    EXPECT_LE(RetryDelay(kLimits, 1, Status(StatusCode::kUnavailable, ""), random), kLimits.first);
  }
}

TEST(Backoff, AVeryLateRepetitionDoesNotOverflow) {
  SeededRandom random(7);
  EXPECT_LE(BackoffDelay(kLimits, 1'000'000, random), kLimits.most);
}

}  // namespace
}  // namespace clearance
