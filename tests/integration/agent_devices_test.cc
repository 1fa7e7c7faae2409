// A gate in this process, without a centre: what DeviceService does with good and bad input, and with a lane that ends
// and begins again.
#include <gmock/gmock.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include <future>
#include <limits>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/error_reasons.h"
#include "common/wire/grpc_status.h"
#include "gate-agent/agent/device_service.h"
#include "gate-agent/agent/gate.h"
#include "tests/integration/agent_fixture.h"
#include "tests/support/sample_passport.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using Response = v1::PresentTravellerResponse;

constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken
constexpr char kNowhere[] = "127.0.0.1:1";     // no centre listens there
// Short waits, so that a lane without a centre ends its crossing soon.
constexpr char kShortWaits[] =
    "level = \"no_biometrics\"\n[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\n"
    "closed_in_ms = 400\ndoor_ms = 50\n";

class AgentDevicesTest : public testing::Test {
 protected:
  void SetUp() override { StartGate(kShortWaits); }

  void StartGate(const std::string& more) {
    gate_.reset();
    // Keys of the file's top level stand before its first table.
    const std::string level = more.substr(0, more.find('\n') + 1);
    const StatusOr<AgentConfig> config =
        ParseAgentConfig(level + GateConfigText(kNowhere, more.substr(level.size())), folder_.Path("gate-1.toml"));
    ASSERT_TRUE(config.ok()) << config.status();
    StatusOr<std::unique_ptr<Gate>> gate = Gate::Start(*config);
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
    stub_ = v1::DeviceService::NewStub(grpc::CreateCustomChannel(
        gate_->devices_address(), grpc::InsecureChannelCredentials(), grpc::ChannelArguments()));
  }

  static v1::PresentTravellerRequest Request(const std::string& mrz = SampleMrz()) {
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(mrz);
    request.mutable_traveller()->mutable_portrait()->set_picture("a portrait nobody looks at");
    request.mutable_traveller()->mutable_live()->set_picture("a frame nobody looks at");
    return request;
  }
  // The whole stream, and how it ended.
  Status Present(const v1::PresentTravellerRequest& request, std::vector<Response>* steps = nullptr) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const auto stream = stub_->PresentTraveller(&context, request);
    Response step;
    while (stream->Read(&step)) {
      if (steps != nullptr) steps->push_back(step);
    }
    return FromGrpcStatus(stream->Finish());
  }
  // A traveller who stands in the lane while the centre is asked; the stream goes on.
  std::unique_ptr<grpc::ClientReader<Response>> PresentUntilDeciding(grpc::ClientContext& context, Response& step) {
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    auto stream = stub_->PresentTraveller(&context, Request());
    while (stream->Read(&step) && step.phase() != "DECIDING") {
    }
    EXPECT_EQ(step.phase(), "DECIDING");
    return stream;
  }
  // The last step's finding of that check; an empty one when there is none.
  static v1::Finding Found(const std::vector<Response>& steps, v1::CheckKind check) {
    for (const v1::Finding& finding : steps.back().findings()) {
      if (finding.check() == check) return finding;
    }
    return {};
  }
  std::string FieldAtFault(const v1::PresentTravellerRequest& request) {
    const Status status = Present(request);
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << status;
    return FieldOf(status);
  }
  Status Select(const std::string& lane_id, int profile, v1::SelectDirectionResponse* response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    v1::SelectDirectionRequest request;
    request.set_lane_id(lane_id);
    request.set_profile(profile);
    return FromGrpcStatus(stub_->SelectDirection(&context, request, response));
  }

  Status Clear(const v1::ClearLaneRequest& request) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    v1::ClearLaneResponse response;
    return FromGrpcStatus(stub_->ClearLane(&context, request, &response));
  }

  TemporaryFolder folder_;
  std::unique_ptr<Gate> gate_;
  std::unique_ptr<v1::DeviceService::Stub> stub_;
};

TEST_F(AgentDevicesTest, StreamsEveryStepUntilTheLaneIsIdleAgain) {
  std::vector<Response> steps;
  v1::PresentTravellerRequest request = Request();
  request.mutable_traveller()->set_seal("KHG1:NOSEALATALL");
  ASSERT_TRUE(Present(request, &steps).ok());
  ASSERT_GE(steps.size(), 5u);
  EXPECT_EQ(steps.front().phase(), "READING");
  double elapsed_ms = 0;
  std::vector<std::string> phases;
  for (const Response& step : steps) {
    EXPECT_GE(step.elapsed_ms(), elapsed_ms);
    elapsed_ms = step.elapsed_ms();
    EXPECT_TRUE(step.has_at());
    EXPECT_NE(step.screen(), "");
    if (phases.empty() || phases.back() != step.phase()) phases.push_back(step.phase());
    EXPECT_EQ(step.outcome() != v1::CROSSING_OUTCOME_UNSPECIFIED, &step == &steps.back());
  }
  // The centre is away: an officer is called, and nobody is held.
  EXPECT_THAT(phases,
              testing::ElementsAre("READING", "BOARDING", "EXAMINING", "DECIDING", "ATTENDED", "TURNING_BACK", "IDLE"));
  EXPECT_EQ(steps.back().outcome(), v1::CROSSING_OUTCOME_TURNED_BACK);
  EXPECT_NE(steps.back().decision_request_id(), "");
  // The real picture of the code was read and is no seal; the findings are those of every check.
  ASSERT_EQ(steps.back().findings_size(), 5);
  EXPECT_EQ(Found(steps, v1::CHECK_KIND_BOOKING).cause(), "MALFORMED");
  EXPECT_EQ(Found(steps, v1::CHECK_KIND_DOCUMENT).result(), v1::FINDING_RESULT_PASSED);
  EXPECT_EQ(Found(steps, v1::CHECK_KIND_TEMPERATURE).result(), v1::FINDING_RESULT_PASSED);
  EXPECT_EQ(Found(steps, v1::CHECK_KIND_BODY_SCAN).result(), v1::FINDING_RESULT_PASSED);
  EXPECT_EQ(Found(steps, v1::CHECK_KIND_FACE).cause(), "NO_BIOMETRICS_LEVEL");
}

TEST_F(AgentDevicesTest, ADocumentThatCannotBeReadStartsNothing) {
  std::vector<Response> steps;
  ASSERT_TRUE(Present(Request("HELLO"), &steps).ok());
  EXPECT_EQ(steps.back().outcome(), v1::CROSSING_OUTCOME_NOT_STARTED);
  EXPECT_EQ(steps.back().phase(), "IDLE");
  EXPECT_THAT(steps.back().screen(), HasSubstr("could not be read"));
}

TEST_F(AgentDevicesTest, PicturesThatAreNoneAreFoundDoubtfulAndTheGateLives) {
  v1::PresentTravellerRequest request = Request();
  request.mutable_traveller()->set_seal_picture("no picture");
  std::vector<Response> steps;
  ASSERT_TRUE(Present(request, &steps).ok());
  EXPECT_EQ(Found(steps, v1::CHECK_KIND_BOOKING).result(), v1::FINDING_RESULT_DOUBTFUL);
  EXPECT_TRUE(Present(Request("HELLO")).ok());
}

TEST_F(AgentDevicesTest, BadInputNamesItsField) {
  v1::PresentTravellerRequest request;
  EXPECT_EQ(FieldAtFault(request), "lane_id");
  request.set_lane_id("Gate 1");
  EXPECT_EQ(FieldAtFault(request), "lane_id");
  request.set_lane_id("gate-1/a");
  EXPECT_EQ(FieldAtFault(request), "traveller");
  request.mutable_traveller();
  EXPECT_EQ(FieldAtFault(request), "traveller.mrz");
  request = Request();
  request.mutable_traveller()->mutable_live()->set_picture(std::string(kMaxSimulatedPictureBytes + 1, 'x'));
  EXPECT_EQ(FieldAtFault(request), "traveller.live.picture");
  request = Request();
  request.mutable_traveller()->set_temperature_c(std::numeric_limits<double>::infinity());
  EXPECT_EQ(FieldAtFault(request), "traveller.temperature_c");
  request = Request();
  request.mutable_traveller()->set_persons(0);
  EXPECT_EQ(FieldAtFault(request), "traveller.persons");
  EXPECT_TRUE(Present(Request("HELLO")).ok());
}

TEST_F(AgentDevicesTest, ALaneItHasNotIsNotFound) {
  v1::PresentTravellerRequest request = Request();
  request.set_lane_id("gate-2/a");
  EXPECT_EQ(ReasonOf(Present(request)), error_reason::kNotFound);
  v1::SelectDirectionResponse response;
  EXPECT_EQ(ReasonOf(Select("gate-2/a", 0, &response)), error_reason::kNotFound);
}

TEST_F(AgentDevicesTest, AMessageThatIsTooLargeIsRefusedAndTheGateLives) {
  v1::PresentTravellerRequest request = Request();
  request.mutable_traveller()->set_seal_picture(std::string(kMaxDeviceMessageBytes, 'x'));
  EXPECT_EQ(Present(request).code(), StatusCode::kResourceExhausted);
  EXPECT_TRUE(Present(Request("HELLO")).ok());
}

TEST_F(AgentDevicesTest, BytesThatAreNoMessageAreRefusedAndTheGateLives) {
  const auto channel = grpc::CreateChannel(gate_->devices_address(), grpc::InsecureChannelCredentials());
  for (const char* method :
       {"/clearance.v1.DeviceService/SelectDirection", "/clearance.v1.DeviceService/PresentTraveller"}) {
    grpc::GenericStub stub(channel);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const grpc::Slice nonsense("\xFF\xFF\xFF");
    grpc::ByteBuffer request(&nonsense, 1);
    grpc::ByteBuffer response;
    std::promise<grpc::Status> ended;
    stub.UnaryCall(&context, method, {}, &request, &response,
                   [&](const grpc::Status& status) { ended.set_value(status); });
    const Status status = FromGrpcStatus(ended.get_future().get());
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << method << ": " << status;
  }
  EXPECT_TRUE(Present(Request("HELLO")).ok());
}

TEST_F(AgentDevicesTest, TheKeySwitchTurnsAReversibleLane) {
  v1::SelectDirectionResponse response;
  ASSERT_TRUE(Select("gate-1/a", 1, &response).ok());
  EXPECT_EQ(response.lane().movement().from(), v1::TERRITORY_ICBC);
  EXPECT_EQ(FieldOf(Select("gate-1/a", 2, &response)), "profile");
  EXPECT_EQ(FieldOf(Select("gate-1/b", 1, &response)), "profile");
  EXPECT_EQ(FieldOf(Select("gate-1/a", -1, &response)), "profile");
}

TEST_F(AgentDevicesTest, AnOfficerWhoHasLookedEndsWhatIsInHand) {
  StartGate("level = \"no_biometrics\"\n");
  v1::ClearLaneRequest request;
  EXPECT_EQ(ReasonOf(Clear(request)), error_reason::kInvalidField);
  request.set_lane_id("gate-2/a");
  EXPECT_EQ(ReasonOf(Clear(request)), error_reason::kNotFound);
  request.set_lane_id("gate-1/a");
  EXPECT_EQ(FieldOf(Clear(request)), "cleared_as");
  request.set_cleared_as(v1::CLEARED_AS_PASSED);
  EXPECT_TRUE(Clear(request).ok()) << "nobody is there: nothing to end";
  grpc::ClientContext context;
  Response step;
  const auto stream = PresentUntilDeciding(context, step);
  ASSERT_TRUE(Clear(request).ok());
  while (stream->Read(&step)) {
  }
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_EQ(step.outcome(), v1::CROSSING_OUTCOME_PASSED);
  EXPECT_EQ(step.phase(), "IDLE");
}

TEST_F(AgentDevicesTest, OneTravellerAtATimeAtEachLane) {
  // Long waits: the first traveller stays inside.
  StartGate("level = \"no_biometrics\"\n");
  grpc::ClientContext context;
  Response step;
  const auto stream = PresentUntilDeciding(context, step);
  EXPECT_EQ(ReasonOf(Present(Request())), error_reason::kLaneBusy);
  v1::SelectDirectionResponse response;
  EXPECT_EQ(ReasonOf(Select("gate-1/a", 1, &response)), error_reason::kLaneBusy);
  EXPECT_TRUE(Select("gate-1/b", 0, &response).ok());
  // The gate ends with the person inside; the next one comes up attended and takes nobody into that lane.
  context.TryCancel();
  gate_.reset();
  StartGate("level = \"no_biometrics\"\n");
  std::vector<Response> steps;
  ASSERT_TRUE(Present(Request(), &steps).ok());
  EXPECT_EQ(steps.back().outcome(), v1::CROSSING_OUTCOME_NOT_STARTED);
  EXPECT_EQ(steps.back().phase(), "ATTENDED");
}

TEST_F(AgentDevicesTest, ADrainedGateHasItsReportsOnDisk) {
  ASSERT_TRUE(Present(Request()).ok());  // turned back: an abandonment the centre has not taken
  gate_->Drain();
  gate_.reset();
  const StatusOr<std::unique_ptr<GateStore>> store = GateStore::Open(folder_.Path("gate-1.db"));
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ((*store)->Counts().waiting, 1);
}

TEST(Gate, SaysWhatItCannotUse) {
  const TemporaryFolder folder;
  const auto problem = [&](const std::string& from, const std::string& to) {
    std::string text = "level = \"no_biometrics\"\n" + GateConfigText(kNowhere, "");
    text.replace(text.find(from), from.size(), to);
    const StatusOr<AgentConfig> config = ParseAgentConfig(text, folder.Path("gate-1.toml"));
    EXPECT_TRUE(config.ok()) << config.status();
    const Status checked = Gate::Check(*config);
    EXPECT_EQ(MessageOf(Gate::Start(*config).status()), MessageOf(checked));
    return MessageOf(checked);
  };
  EXPECT_THAT(problem("ca.pem", "nowhere.pem"), HasSubstr("nowhere.pem"));
  EXPECT_THAT(problem("gate-1_key.pem", "gate-2_key.pem"), HasSubstr("gate-2_key.pem"));
  EXPECT_THAT(problem("seal_pub.pem", "ca.pem"), HasSubstr("ca.pem"));
  EXPECT_THAT(problem("seal_document_key.hex", "seal_pub.pem"), HasSubstr("seal_pub.pem"));
}

TEST(Gate, AnAddressThatIsTakenIsAnError) {
  const TemporaryFolder folder;
  const auto start = [&](const std::string& outbox, const std::string& listen) {
    std::string text = "level = \"no_biometrics\"\n" + GateConfigText(kNowhere, "");
    text.replace(text.find("gate-1.db"), 9, outbox);
    text.replace(text.find("127.0.0.1:0"), 11, listen);
    const StatusOr<AgentConfig> config = ParseAgentConfig(text, folder.Path("gate-1.toml"));
    EXPECT_TRUE(config.ok()) << config.status();
    return Gate::Start(*config);
  };
  const StatusOr<std::unique_ptr<Gate>> first = start("one.db", "127.0.0.1:0");
  ASSERT_TRUE(first.ok()) << first.status();
  const std::string taken = (*first)->devices_address();
  EXPECT_THAT(MessageOf(start("two.db", taken).status()), HasSubstr(taken));
  EXPECT_THAT(MessageOf(start("one.db", "127.0.0.1:0").status()), HasSubstr("one.db"));
}

}  // namespace
}  // namespace clearance
