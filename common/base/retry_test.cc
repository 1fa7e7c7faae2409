// A wait travels with its failure and changes nothing else of it.
#include "common/base/retry.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

TEST(RetryTest, WhatAsksToBeTriedAgainIsWorthASecondTry) {
  const Status refused = Error(StatusCode::kResourceExhausted, error_reason::kOverloaded, "full");
  EXPECT_EQ(RetryAfterOf(refused).count(), 0);
  EXPECT_FALSE(IsRetryable(refused));
  EXPECT_EQ(RetryAfterOf(OkStatus()).count(), 0);
  const Status later = WithRetryAfter(refused, std::chrono::milliseconds(1'234));
  EXPECT_EQ(RetryAfterOf(later).count(), 1'234);
  EXPECT_EQ(later.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(later), error_reason::kOverloaded);
  EXPECT_EQ(MessageOf(later), "full");
  EXPECT_TRUE(IsRetryable(later));
  EXPECT_EQ(RetryAfterOf(Overloaded("full")), kOverloadedRetryAfter);
  EXPECT_EQ(ReasonOf(Overloaded("full")), error_reason::kOverloaded);
}

}  // namespace
}  // namespace clearance
