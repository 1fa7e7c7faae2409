// An error keeps its code, words, reason and field over the wire.
#include "common/wire/grpc_status.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "google/rpc/status.pb.h"

namespace clearance {
namespace {

void ExpectSame(const Status& status) {
  const Status back = FromGrpcStatus(ToGrpcStatus(status));
  EXPECT_EQ(back.code(), status.code());
  EXPECT_EQ(MessageOf(back), MessageOf(status));
  EXPECT_EQ(ReasonOf(back), ReasonOf(status));
  EXPECT_EQ(FieldOf(back), FieldOf(status));
}

TEST(GrpcStatusTest, ErrorsComeBackAsTheyWere) {
  ExpectSame(OkStatus());
  ExpectSame(Error(StatusCode::kFailedPrecondition, error_reason::kSlotFull, "the slot is full"));
  ExpectSame(Error(StatusCode::kAlreadyExists, error_reason::kRequestIdReused, "used before"));
  ExpectSame(Error(StatusCode::kUnavailable, error_reason::kShuttingDown, ""));
  ExpectSame(InvalidField("document.number", "is required"));
  ExpectSame(WithFieldPrefix(InvalidField("check", "is required"), "findings[2]"));
  ExpectSame(Status(StatusCode::kDeadlineExceeded, "too late"));
}

TEST(GrpcStatusTest, AnErrorCarriesOneErrorInfo) {
  const grpc::Status status = ToGrpcStatus(InvalidField("lane.port", "is required"));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  google::rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  EXPECT_EQ(details.code(), 3);
  EXPECT_EQ(details.message(), "lane.port: is required");
  ASSERT_EQ(details.details_size(), 1);
  EXPECT_EQ(details.details(0).type_url(), "type.googleapis.com/google.rpc.ErrorInfo");
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(details.details(0).UnpackTo(&info));
  EXPECT_EQ(info.reason(), "INVALID_FIELD");
  EXPECT_EQ(info.domain(), "clearance");
  ASSERT_EQ(info.metadata().size(), 1u);
  EXPECT_EQ(info.metadata().at("field"), "lane.port");
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
