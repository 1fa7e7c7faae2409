// An error keeps its code, words, reason and field over the wire.
#include "common/wire/grpc_status.h"

#include <gtest/gtest.h>

#include <limits>
#include <tuple>

#include "common/base/error_reasons.h"
#include "common/base/retry.h"
#include "common/wire/fields.h"
#include "google/rpc/status.pb.h"

namespace clearance {
namespace {

void ExpectSame(const Status& status) {
  const Status back = FromGrpcStatus(ToGrpcStatus(status));
  EXPECT_EQ(back.code(), status.code());
  EXPECT_EQ(MessageOf(back), MessageOf(status));
  EXPECT_EQ(ReasonOf(back), ReasonOf(status));
  EXPECT_EQ(FieldOf(back), FieldOf(status));
  EXPECT_EQ(RetryAfterOf(back), RetryAfterOf(status));
  EXPECT_EQ(FactsOf(back), FactsOf(status));
}

TEST(GrpcStatusTest, ErrorsComeBackAsTheyWere) {
  ExpectSame(OkStatus());
  ExpectSame(Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "the slot is full"));
  ExpectSame(WithFact(Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "full"), "nearest_slots", "a,b"));
  ExpectSame(Error(StatusCode::kAlreadyExists, error_reason::kRequestIdReused, "used before"));
  ExpectSame(Error(StatusCode::kUnavailable, error_reason::kShuttingDown, ""));
  ExpectSame(InvalidField("document.number", "is required"));
  ExpectSame(WithFieldPrefix(InvalidField("check", "is required"), "findings[2]"));
  ExpectSame(InvalidPageToken("was not made by this service"));
  ExpectSame(Status(StatusCode::kDeadlineExceeded, "too late"));
  ExpectSame(Overloaded("too many writes are waiting"));
  ExpectSame(WithRetryAfter(Status(StatusCode::kUnavailable, "later"), Duration(59'999)));
}

TEST(GrpcStatusTest, AnOverloadedServerSaysWhenToComeBack) {
  const grpc::Status status = ToGrpcStatus(Overloaded("too many writes are waiting"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  ASSERT_EQ(details.details_size(), 2);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "OVERLOADED");
  EXPECT_EQ(details.details(1).type_url(), "type.googleapis.com/google.rpc.RetryInfo");
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(details.details(1).UnpackTo(&retry));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 0);
}

TEST(GrpcStatusTest, AStrangersWaitIsBelievedWithinBounds) {
  const auto wait = [](std::int64_t seconds, std::int32_t nanos) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(seconds);
    retry.mutable_retry_delay()->set_nanos(nanos);
    google::rpc::Status details;
    details.add_details()->PackFrom(retry);
    return RetryAfterOf(FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "", details.SerializeAsString())));
  };
  EXPECT_EQ(wait(2, 500'000'000), Duration(2'500));
  EXPECT_EQ(wait(0, 0), Duration(0));
  EXPECT_EQ(wait(-5, -1), Duration(0));
  EXPECT_EQ(wait(61, 0), kMostRetryAfter);
  EXPECT_EQ(wait(std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int32_t>::max()), kMostRetryAfter);
}

TEST(GrpcStatusTest, AnErrorCarriesOneErrorInfo) {
  const grpc::Status status = ToGrpcStatus(InvalidField("lane.port", "is required"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), "lane.port: is required");
  ASSERT_EQ(details.details_size(), 2);
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_EQ(info.domain(), "clearance");
  ASSERT_EQ(info.metadata().size(), 1u);
  EXPECT_EQ(info.metadata().at("field"), "lane.port");
}

TEST(GrpcStatusTest, ABadFieldIsNamedInABadRequestToo) {
  google::rpc::Status details;
  const Status document = WithFieldPrefix(InvalidField("number", "is required"), "persons[0].document");
  for (const auto& [error, field, problem] :
       {std::tuple(document, "persons[0].document.number", "is required"),
        std::tuple(InvalidPageToken("is of another list"), "page_token", "is of another list")}) {
    ASSERT_TRUE(details.ParseFromString(ToGrpcStatus(error).error_details()));
    ASSERT_EQ(details.details_size(), 2);
    EXPECT_EQ(details.details(1).type_url(), "type.googleapis.com/google.rpc.BadRequest");
    google::rpc::BadRequest bad;
    ASSERT_TRUE(details.details(1).UnpackTo(&bad));
    ASSERT_EQ(bad.field_violations_size(), 1);
    EXPECT_EQ(bad.field_violations(0).field(), field);
    EXPECT_EQ(bad.field_violations(0).description(), problem);
  }

  const Status full = Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "the slot is full");
  ASSERT_TRUE(details.ParseFromString(ToGrpcStatus(full).error_details()));
  EXPECT_EQ(details.details_size(), 1) << "of no field";
}

TEST(GrpcStatusTest, AForeignErrorKeepsItsCodeAndWords) {
  for (const std::string& details : {std::string(), std::string("no message at all \xff")}) {
    const Status status = FromGrpcStatus(grpc::Status(grpc::StatusCode::UNAVAILABLE, "connection refused", details));
    EXPECT_EQ(status.code(), StatusCode::kUnavailable);
    EXPECT_EQ(MessageOf(status), "connection refused");
    EXPECT_EQ(ReasonOf(status), "");
  }
  google::rpc::ErrorInfo info;
  info.set_reason("QUOTA");
  info.set_domain("elsewhere");
  google::rpc::Status details;
  details.add_details()->PackFrom(info);
  EXPECT_EQ(
      ReasonOf(FromGrpcStatus(grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "", details.SerializeAsString()))), "")
      << "a reason of another domain is not ours";
}

}  // namespace
}  // namespace clearance
