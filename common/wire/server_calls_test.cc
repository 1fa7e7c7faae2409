// What happens to calls beside their services, over gRPC within the process: bytes that are no message, counts, the
// server's time, the lines of sampled traces.
#include "common/wire/server_calls.h"

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "clearance/v1/clearance.grpc.pb.h"
#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"
#include "common/base/trace_context.h"
#include "common/wire/grpc_status.h"
#include "common/wire/server_time.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr char kReportLane[] = "/clearance.v1.FleetService/ReportLane";
constexpr char kReportPassage[] = "/clearance.v1.ClearanceService/ReportPassage";

class Fleet final : public v1::FleetService::CallbackService {
  grpc::ServerUnaryReactor* ReportLane(grpc::CallbackServerContext* context, const v1::ReportLaneRequest*,
                                       v1::ReportLaneResponse*) override {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }
};

class Clearance final : public v1::ClearanceService::CallbackService {
  grpc::ServerUnaryReactor* ReportPassage(grpc::CallbackServerContext* context, const v1::ReportPassageRequest*,
                                          v1::ReportPassageResponse*) override {
    auto* reactor = context->DefaultReactor();
    reactor->Finish(ToGrpcStatus(Error(StatusCode::kNotFound, error_reason::kInvalidField, "no such crossing")));
    return reactor;
  }
};

class ServerCallsTest : public testing::Test {
 protected:
  ServerCallsTest() {
    StartLog("centre", LogLevel::kInfo, folder_.Path("log"));
    metrics_.AddTo(telemetry_, "clearance_rpc", "Calls");
  }
  ~ServerCallsTest() override {
    server_->Shutdown();
    server_->Wait();
    StartLog("", LogLevel::kWarning);
  }
  void SetUp() override { Serve(&metrics_); }

  void Serve(RpcMetrics* metrics) {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.RegisterService(&fleet_);
    builder.RegisterService(&clearance_);
    InterceptCalls(builder, metrics);
    server_ = builder.BuildAndStart();
  }

  struct Answer {
    grpc::Status status;
    std::optional<Instant> server_time{};
  };
  Answer Call(const std::string& method, std::initializer_list<std::string> traceparents = {},
              const std::string& request = "") {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    for (const std::string& traceparent : traceparents) context.AddMetadata(kTraceparentKey, traceparent);
    const grpc::Slice slice(request);
    const grpc::ByteBuffer sent(&slice, 1);
    grpc::ByteBuffer received;
    std::promise<grpc::Status> ended;
    grpc::GenericStub anything(server_->InProcessChannel(grpc::ChannelArguments()));
    anything.UnaryCall(&context, method, {}, &sent, &received,
                       [&ended](const grpc::Status& status) { ended.set_value(status); });
    Answer answer{.status = ended.get_future().get()};
    const auto& metadata = context.GetServerInitialMetadata();
    const auto time = metadata.find(kServerTimeKey);
    if (time != metadata.end()) answer.server_time = ParseServerTime({time->second.data(), time->second.size()});
    return answer;
  }

  // How many calls of `rpc` ended with `code`.
  double Ended(const std::string& rpc, const std::string& code) const {
    for (const MetricFamily& family : telemetry_.Collect()) {
      if (family.info.name != "clearance_rpc_requests_total") continue;
      for (const MetricSample& sample : family.samples)
        if (sample.labels == std::vector<MetricLabel>{{"rpc", rpc}, {"code", code}}) return sample.value;
    }
    return 0;
  }
  std::string Logged() const { return ReadFile(folder_.Path("log"), 1 << 20).value(); }

  const TemporaryFolder folder_;
  Fleet fleet_;
  Clearance clearance_;
  RpcMetrics metrics_{"clearance.v1.FleetService", "clearance.v1.ClearanceService"};
  Telemetry telemetry_;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ServerCallsTest, BytesThatAreNoMessageAreBadInput) {
  const grpc::Status refused = Call(kReportLane, {}, "\xFF\xFF\xFF").status;
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(ReasonOf(FromGrpcStatus(refused)), error_reason::kMessageUnreadable);
  EXPECT_EQ(Ended("FleetService/ReportLane", "INVALID_ARGUMENT"), 1);
  EXPECT_EQ(Ended("FleetService/ReportLane", "UNIMPLEMENTED"), 0);
}

// As a newer client may make it of an older server.
TEST_F(ServerCallsTest, ACallThatThereIsNotIsGrpcsToAnswer) {
  const std::string trace = FormatTraceparent({std::string(32, 'a'), std::string(16, 'b')});
  for (const char* method : {"/clearance.v1.FleetService/Nothing", "/clearance.v2.FleetService/ReportLane",
                             "/clearance.v1.ReviewService/ListReferrals", "/another.Service/ReportLane"})
    EXPECT_EQ(Call(method, {trace}).status.error_code(), grpc::StatusCode::UNIMPLEMENTED) << method;
  EXPECT_EQ(Logged(), "");
}

// It is how such a call is known.
TEST(ServerCalls, NoRpcOfOursIsAStreamInBothDirections) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* file : {"booking", "clearance", "fleet", "holds", "ledger", "review", "stay"}) {
    const auto* described = pool->FindFileByName("clearance/v1/" + std::string(file) + ".proto");
    ASSERT_NE(described, nullptr) << file;
    for (int i = 0; i < described->service_count(); ++i) {
      const auto* service = described->service(i);
      for (int j = 0; j < service->method_count(); ++j)
        EXPECT_FALSE(service->method(j)->client_streaming()) << service->method(j)->full_name();
    }
  }
}

TEST_F(ServerCallsTest, CallsAreCountedByHowTheyEnd) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(Call(kReportLane).status.ok());
  EXPECT_EQ(Call(kReportPassage).status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(Ended("FleetService/ReportLane", "OK"), 3);
  EXPECT_EQ(Ended("ClearanceService/ReportPassage", "NOT_FOUND"), 1);
}

TEST_F(ServerCallsTest, HeartbeatsAndHealthChecksTellTheTimeAndNothingElseDoes) {
  for (const char* method : {kReportLane, "/grpc.health.v1.Health/Check"}) {
    const Instant before = SystemClock().Now();
    const Answer answer = Call(method);
    EXPECT_TRUE(answer.status.ok()) << method << answer.status.error_message();
    ASSERT_TRUE(answer.server_time) << method;
    EXPECT_GE(*answer.server_time, before) << method;
    EXPECT_LE(*answer.server_time, SystemClock().Now()) << method;
  }
  EXPECT_FALSE(Call(kReportPassage).server_time);
}

TEST_F(ServerCallsTest, OnlyASampledTraceIsWrittenDown) {
  const TraceContext trace{std::string(32, 'a'), std::string(16, 'b')};
  TraceContext unsampled = trace;
  unsampled.sampled = false;
  Call(kReportLane);
  Call(kReportLane, {FormatTraceparent(unsampled)});
  Call("/grpc.health.v1.Health/Check", {FormatTraceparent(trace)});
  EXPECT_EQ(Logged(), "");
  Call(kReportPassage, {FormatTraceparent(trace)});
  const std::string line = Logged();
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1) << line;
  EXPECT_THAT(line, HasSubstr(R"("process":"centre","event":"rpc","rpc":"ClearanceService/ReportPassage",)"
                              R"("code":"NOT_FOUND","us":)"));
  EXPECT_THAT(line, HasSubstr("\"trace\":\"" + trace.trace_id + "\",\"span\":\"" + trace.span_id + "\""));
  EXPECT_THAT(line, HasSubstr("\"replaced\":false}"));
}

TEST_F(ServerCallsTest, ATraceThatCannotBeReadIsReplacedAndNeverRepeated) {
  const std::string good = FormatTraceparent({std::string(32, 'a'), std::string(16, 'b')});
  const std::string malformed = "00-not a trace";
  Call(kReportLane, {malformed});
  Call(kReportLane, {good, good});
  const std::string lines = Logged();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2) << lines;
  EXPECT_EQ(lines.find("\"replaced\":false"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("not a trace"), std::string::npos);
  EXPECT_EQ(lines.find(std::string(32, 'a')), std::string::npos);
}

TEST_F(ServerCallsTest, WithoutMetricsAllElseIsTheSame) {
  server_->Shutdown();
  server_->Wait();
  Serve(nullptr);
  EXPECT_TRUE(Call(kReportLane).server_time);
  EXPECT_EQ(Call(kReportLane, {}, "\xFF").status.error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

}  // namespace
}  // namespace clearance
