// The gate-agent program: its arguments, what it prints, how it ends, and what its log must not hold.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/bytes.h"
#include "common/wire/grpc_status.h"
#include "tests/integration/agent_fixture.h"
#include "tests/support/process.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr Duration kPatience = std::chrono::seconds(60);  // reached only when something is broken
constexpr char kNowhere[] = "127.0.0.1:1";
constexpr char kShortWaits[] = "[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\nclosed_in_ms = 400\n";
constexpr std::size_t kMaxLogBytes = 1 << 24;

class AgentProcessTest : public testing::Test {
 protected:
  // Runs to its end: everything it said, and its exit code.
  std::string Run(std::vector<std::string> arguments, int& exit_code) {
    arguments.insert(arguments.begin(), BinPath("gate-agent"));
    const StatusOr<std::string> output = RunProcess(std::move(arguments), Log(), exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    return (output.ok() ? *output : "") + ReadLog();
  }
  std::string Log() const { return folder_.Path("log"); }
  std::string ReadLog() const {
    const StatusOr<std::string> log = ReadFile(Log(), kMaxLogBytes);
    return log.ok() ? *log : "";
  }
  std::string WriteConfig(const std::string& text) const {
    const std::string path = folder_.Path("gate-1.toml");
    EXPECT_TRUE(WriteFile(path, text).ok());
    return path;
  }
  std::unique_ptr<Process> Start(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), BinPath("gate-agent"));
    StatusOr<std::unique_ptr<Process>> process = Process::Start(std::move(arguments), Log());
    EXPECT_TRUE(process.ok()) << process.status();
    return process.ok() ? *std::move(process) : nullptr;
  }

  const TemporaryFolder folder_;
};

TEST_F(AgentProcessTest, HelpsAndNamesItself) {
  int exit_code = -1;
  const std::string help = Run({"--help"}, exit_code);
  EXPECT_EQ(exit_code, 0);
  for (const char* word : {"--config", "--check-config", "--models", "--level", "Examples:"}) {
    EXPECT_THAT(help, HasSubstr(word));
  }
  EXPECT_THAT(Run({"--version"}, exit_code), HasSubstr("."));
  EXPECT_EQ(exit_code, 0);
}

TEST_F(AgentProcessTest, BadArgumentsAndBadFilesEndTheStartWithALine) {
  int exit_code = 0;
  EXPECT_THAT(Run({"--config", folder_.Path("nowhere.toml")}, exit_code), HasSubstr("nowhere.toml"));
  EXPECT_EQ(exit_code, 1);
  const std::string config = WriteConfig("speed = 3\n" + GateConfigText(kNowhere, ""));
  EXPECT_THAT(Run({"--config", config}, exit_code), HasSubstr("gate-1.toml:1: speed: unknown key"));
  EXPECT_EQ(exit_code, 1);
  WriteConfig(GateConfigText(kNowhere, ""));
  EXPECT_THAT(Run({"--config", config, "--level", "fast"}, exit_code), HasSubstr("no_biometrics"));
  EXPECT_EQ(exit_code, 1);
  Run({"--config", config, "--speed"}, exit_code);
  EXPECT_NE(exit_code, 0);
  Run({}, exit_code);
  EXPECT_NE(exit_code, 0);
}

TEST_F(AgentProcessTest, TheExampleOfTheDocumentsPassesTheCheck) {
  StatusOr<std::string> example = ReadFile(SourcePath("docs/gate-agent.example.toml"), kMaxLogBytes);
  ASSERT_TRUE(example.ok()) << example.status();
  std::size_t at = 0;
  while ((at = example->find("\"pki/", at)) != std::string::npos) example->replace(at + 1, 3, PkiFolder());
  int exit_code = -1;
  EXPECT_THAT(Run({"--config", WriteConfig(*example), "--check-config"}, exit_code), HasSubstr("in order"));
  EXPECT_EQ(exit_code, 0);
}

TEST_F(AgentProcessTest, TheCheckOpensWhatTheFileNames) {
  std::string text = GateConfigText(kNowhere, "");
  text.replace(text.find("seal_pub.pem"), 12, "seal_nix.pem");
  int exit_code = 0;
  EXPECT_THAT(Run({"--config", WriteConfig(text), "--check-config"}, exit_code), HasSubstr("seal_nix.pem"));
  EXPECT_EQ(exit_code, 1);
  text = GateConfigText(kNowhere, "[vision]\ncalibration = \"nowhere.json\"\n");
  EXPECT_THAT(Run({"--config", WriteConfig(text), "--models", "/nowhere", "--check-config"}, exit_code),
              HasSubstr("nowhere"));
  EXPECT_EQ(exit_code, 1);
}

TEST_F(AgentProcessTest, WithoutNetworksItSaysSoLoudlyOnceAndEndsOnSigterm) {
  const std::string config = WriteConfig(GateConfigText(kNowhere, ""));
  const std::unique_ptr<Process> agent = Start({"--config", config, "--models", "none"});
  ASSERT_NE(agent, nullptr);
  const StatusOr<std::string> address = agent->WaitForLine("listening on ", kPatience);
  ASSERT_TRUE(address.ok()) << address.status();
  EXPECT_THAT(*address, HasSubstr("127.0.0.1:"));
  EXPECT_THAT(*address, Not(HasSubstr(":0")));
  agent->Signal(SIGTERM);
  EXPECT_EQ(agent->Wait(), 0);
  const std::string said = agent->Output();
  const std::size_t first = said.find("NO BIOMETRICS");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(said.find("NO BIOMETRICS", first + 1), std::string::npos);
  EXPECT_THAT(said, HasSubstr("NO_BIOMETRICS, an officer compares every face"));
  EXPECT_THAT(ReadLog(), HasSubstr("\"event\":\"no_biometrics\""));
  EXPECT_THAT(ReadLog(), HasSubstr("\"event\":\"stopped\""));
}

// dlib's detector would stand in, but no calibration that ships was made with it: no face is compared, and the check,
// the console and the log name the file to put back.
TEST_F(AgentProcessTest, WithoutYunetNoFaceIsComparedAndTheMissingFileIsNamed) {
  REQUIRE_SHARED(models, "models");
  std::filesystem::create_directories(folder_.Path("models"));
  for (const auto& file : std::filesystem::directory_iterator(models)) {
    if (file.path().filename() == "face_detection_yunet_2023mar.onnx") continue;
    std::filesystem::create_symlink(std::filesystem::absolute(file.path()),
                                    folder_.Path("models/" + file.path().filename().string()));
  }
  const std::string config = WriteConfig(GateConfigText(
      kNowhere,
      "[vision]\nallow_provisional = true\ncalibration = \"" +
          std::filesystem::absolute(SourcePath("gate-agent/vision/calibration/lfw_provisional.json")).string() +
          "\"\n"));
  int exit_code = 0;
  EXPECT_THAT(Run({"--config", config, "--models", folder_.Path("models"), "--check-config"}, exit_code),
              HasSubstr("face_detection_yunet_2023mar.onnx"));
  EXPECT_EQ(exit_code, 1);
  const std::unique_ptr<Process> agent = Start({"--config", config, "--models", folder_.Path("models")});
  ASSERT_NE(agent, nullptr);
  ASSERT_TRUE(agent->WaitForLine("listening on ", kPatience).ok());
  agent->Signal(SIGTERM);
  EXPECT_EQ(agent->Wait(), 0);
  EXPECT_THAT(agent->Output(), HasSubstr("NO BIOMETRICS: "));
  EXPECT_THAT(agent->Output(), HasSubstr("face_detection_yunet_2023mar.onnx"));
  EXPECT_THAT(ReadLog(), HasSubstr("face_detection_yunet_2023mar.onnx"));
}

TEST_F(AgentProcessTest, ALevelWithoutFacesIsNoReasonToShout) {
  const std::string config = WriteConfig(GateConfigText(kNowhere, ""));
  const std::unique_ptr<Process> agent = Start({"--config", config, "--level", "document_only"});
  ASSERT_NE(agent, nullptr);
  ASSERT_TRUE(agent->WaitForLine("listening on ", kPatience).ok());
  agent->Signal(SIGINT);
  EXPECT_EQ(agent->Wait(), 0);
  EXPECT_THAT(agent->Output(), Not(HasSubstr("NO BIOMETRICS")));
}

TEST_F(AgentProcessTest, ItsLogHoldsNothingOfATraveller) {
  const std::string config =
      WriteConfig(GateConfigText(kNowhere, std::string("[log]\nlevel = \"debug\"\n") + kShortWaits));
  const std::unique_ptr<Process> agent = Start({"--config", config, "--level", "no_biometrics"});
  ASSERT_NE(agent, nullptr);
  const StatusOr<std::string> address = agent->WaitForLine("listening on ", kPatience);
  ASSERT_TRUE(address.ok()) << address.status();
  const auto stub = v1::DeviceService::NewStub(grpc::CreateChannel(*address, grpc::InsecureChannelCredentials()));
  // The specimen of ICAO Doc 9303 part 4.
  const std::string mrz = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
  for (const std::string& text : {mrz, std::string("P<UTOERIKSSON L898902C3 7408122")}) {
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(text);
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const auto stream = stub->PresentTraveller(&context, request);
    v1::PresentTravellerResponse step;
    while (stream->Read(&step)) {
    }
    const Status ended = FromGrpcStatus(stream->Finish());
    EXPECT_TRUE(ended.ok()) << ended;
    EXPECT_NE(step.outcome(), v1::CROSSING_OUTCOME_UNSPECIFIED);
  }
  agent->Signal(SIGTERM);
  EXPECT_EQ(agent->Wait(), 0);
  const std::string log = ReadLog();
  EXPECT_THAT(log, HasSubstr("\"event\":\"officer_called\""));
  for (const char* personal : {"ERIKSSON", "ANNA", "L898902C3", "740812", "1974-08-12", "ZE184226B"}) {
    EXPECT_THAT(log, Not(HasSubstr(personal)));
    EXPECT_THAT(agent->Output(), Not(HasSubstr(personal)));
  }
}

TEST_F(AgentProcessTest, KilledInTheMiddleItComesBackAttendedAndLosesNothing) {
  const std::string config = WriteConfig(GateConfigText(kNowhere, ""));
  std::unique_ptr<Process> agent = Start({"--config", config, "--level", "no_biometrics"});
  ASSERT_NE(agent, nullptr);
  const StatusOr<std::string> address = agent->WaitForLine("listening on ", kPatience);
  ASSERT_TRUE(address.ok()) << address.status();
  {
    const auto stub = v1::DeviceService::NewStub(grpc::CreateChannel(*address, grpc::InsecureChannelCredentials()));
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10");
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kPatience);
    const auto stream = stub->PresentTraveller(&context, request);
    v1::PresentTravellerResponse step;
    while (stream->Read(&step) && step.phase() != "DECIDING") {
    }
    ASSERT_EQ(step.phase(), "DECIDING");
    agent->Signal(SIGKILL);
    agent->Wait();
  }
  agent = Start({"--config", config, "--level", "no_biometrics"});
  ASSERT_NE(agent, nullptr);
  ASSERT_TRUE(agent->WaitForLine("listening on ", kPatience).ok());
  agent->Signal(SIGTERM);
  agent->Wait();
  EXPECT_THAT(ReadLog(), HasSubstr("\"event\":\"lane_restarted_with_person_inside\""));
  EXPECT_THAT(ReadLog(), HasSubstr("\"cause\":\"RESTARTED\""));
}

}  // namespace
}  // namespace clearance
