#include "gate-agent/link/grpc_calls.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "common/wire/grpc_status.h"

namespace clearance {
namespace {

TEST(CallStatus, IsThatNobodyAnsweredWhereGrpcItselfSaysSo) {
  // CANCELLED is what a call gets that reaches a centre in the moment in which it is told to end: it was never looked
  // at.
  for (const auto code : {grpc::StatusCode::UNAVAILABLE, grpc::StatusCode::CANCELLED}) {
    const Status status = CallStatus(grpc::Status(code, "by gRPC"));
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_EQ(ReasonOf(status), error_reason::kCentreUnreachable);
    EXPECT_TRUE(IsRetryable(status));
  }
  const Status late = CallStatus(grpc::Status(grpc::StatusCode::DEADLINE_EXCEEDED, "by gRPC"));
  EXPECT_EQ(late.code(), StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(late), error_reason::kCentreUnreachable);
}

TEST(CallStatus, IsTheCentresAnswerOtherwise) {
  const Status refused = Error(StatusCode::kUnavailable, error_reason::kShuttingDown, "the server is shutting down");
  EXPECT_EQ(ReasonOf(CallStatus(ToGrpcStatus(refused))), error_reason::kShuttingDown);
  const Status denied = Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied, "no");
  EXPECT_EQ(CallStatus(ToGrpcStatus(denied)).code(), StatusCode::kPermissionDenied);
  EXPECT_TRUE(CallStatus(grpc::Status::OK).ok());
}

}  // namespace
}  // namespace clearance
