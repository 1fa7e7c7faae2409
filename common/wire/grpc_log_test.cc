// Tests of grpc_log: what gRPC logs stands in our log, in its form and at its level, and nowhere else.
#include "common/wire/grpc_log.h"

#include <grpc/support/log.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/bytes.h"
#include "common/base/log.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

class GrpcLogTest : public testing::Test {
 protected:
  GrpcLogTest() { TakeGrpcLog(); }
  ~GrpcLogTest() override {
    gpr_set_log_function(nullptr);
    gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
    StartLog("", LogLevel::kWarning);
  }
  void Start(LogLevel level) { StartLog("clearance-server", level, File()); }
  std::string File() const { return folder_.Path("log.jsonl"); }
  std::vector<nlohmann::json> Lines() const {
    std::istringstream text(ReadFile(File(), 1 << 20).value());
    std::vector<nlohmann::json> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

 private:
  const TemporaryFolder folder_;
};

TEST_F(GrpcLogTest, IsInOurFormAtItsOwnLevel) {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_DEBUG);
  Start(LogLevel::kDebug);
  testing::internal::CaptureStderr();
  gpr_log("src/core/server.cc", 1045, GPR_LOG_SEVERITY_ERROR, "no port: %d\nchildren", 7443);
  gpr_log("plain.cc", 1, GPR_LOG_SEVERITY_INFO, "i");
  gpr_log("plain.cc", 2, GPR_LOG_SEVERITY_DEBUG, "d");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0]["event"], "grpc");
  EXPECT_EQ(lines[0]["level"], "error");
  EXPECT_EQ(lines[0]["process"], "clearance-server");
  EXPECT_EQ(lines[0]["where"], "server.cc:1045");
  EXPECT_EQ(lines[0]["message"], "no port: 7443?children");
  EXPECT_EQ(lines[1]["level"], "info");
  EXPECT_EQ(lines[2]["level"], "debug");
}

TEST_F(GrpcLogTest, AHandshakeThatFailsIsAWarningNowAndThenAndCountedAlways) {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  Start(LogLevel::kDebug);
  Telemetry telemetry;
  AddHandshakeMetrics(telemetry);
  const auto failed = [&telemetry] { return telemetry.Collect().at(0).samples.at(0).value; };
  const double before = failed();
  constexpr char kFile[] = "src/core/tsi/ssl_transport_security.cc";
  for (int i = 0; i < 100; ++i)
    gpr_log(kFile, 1497, GPR_LOG_SEVERITY_ERROR, "Handshake failed with fatal error %s.", "SSL_ERROR_SSL");
  gpr_log(kFile, 800, GPR_LOG_SEVERITY_ERROR, "Invalid private key.");
  gpr_log("plain.cc", 1, GPR_LOG_SEVERITY_ERROR, "Handshake failed with somebody else");
  EXPECT_EQ(failed(), before + 100);
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0]["event"], "tls_handshake_failed");
  EXPECT_EQ(lines[0]["level"], "warning");
  EXPECT_EQ(lines[0]["where"], "ssl_transport_security.cc:1497");
  EXPECT_EQ(lines[0]["message"], "Handshake failed with fatal error SSL_ERROR_SSL.");
  EXPECT_EQ(lines[0]["untold"], 0);
  for (const std::size_t other : {1, 2}) {
    EXPECT_EQ(lines[other]["event"], "grpc");
    EXPECT_EQ(lines[other]["level"], "error");
  }
}

TEST_F(GrpcLogTest, NobodyWhoReachesThePortFillsTheLog) {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_INFO);
  Start(LogLevel::kInfo);
  constexpr char kFile[] = "src/core/tsi/ssl_transport_security.cc";
  for (int i = 0; i < 100; ++i) {
    gpr_log(kFile, 1934, GPR_LOG_SEVERITY_ERROR, "No match found for server name: %d.example.", i);
    gpr_log("parsing.cc", 7, GPR_LOG_SEVERITY_ERROR, "not HTTP: %d", i);
    gpr_log("parsing.cc", 8, GPR_LOG_SEVERITY_ERROR, "too long: %d", i);
  }
  for (int i = 0; i < 2; ++i) gpr_log("parsing.cc", 9, GPR_LOG_SEVERITY_INFO, "what the environment asked for");
  TakeGrpcLog();
  gpr_log("parsing.cc", 7, GPR_LOG_SEVERITY_ERROR, "of another program");
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines[0]["event"], "tls_server_name_unknown");
  EXPECT_EQ(lines[0]["level"], "warning");
  EXPECT_EQ(lines[0]["message"], "No match found for server name: 0.example.");
  EXPECT_EQ(lines[1]["where"], "parsing.cc:7");
  EXPECT_EQ(lines[1]["untold"], 0);
  EXPECT_EQ(lines[2]["where"], "parsing.cc:8");
  for (const std::size_t asked_for : {3, 4}) EXPECT_EQ(lines[asked_for]["level"], "info");
  EXPECT_EQ(lines[5]["message"], "of another program");
}

TEST_F(GrpcLogTest, KeepsToTheLevelOfTheLogAndIsBounded) {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_DEBUG);
  Start(LogLevel::kError);
  gpr_log("plain.cc", 1, GPR_LOG_SEVERITY_INFO, "i");
  gpr_log("plain.cc", 2, GPR_LOG_SEVERITY_ERROR, "%s", std::string(100'000, 'x').c_str());
  const auto lines = Lines();
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["message"], std::string(1024, 'x') + "...");
}

TEST_F(GrpcLogTest, IsSilentWhereThatIsWantedUnlessTheEnvironmentAsks) {
  gpr_set_log_verbosity(GPR_LOG_SEVERITY_ERROR);
  Start(LogLevel::kDebug);
  for (const char* asked : {"", "error"}) {
    ::unsetenv("GRPC_VERBOSITY");
    if (*asked != 0) ::setenv("GRPC_VERBOSITY", asked, 1);
    gpr_set_log_function(nullptr);
    SilenceGrpcLog();
    testing::internal::CaptureStderr();
    gpr_log("plain.cc", 1, GPR_LOG_SEVERITY_ERROR, "a handshake failed");
    const std::string said = testing::internal::GetCapturedStderr();
    EXPECT_EQ(said.find("a handshake failed") != std::string::npos, *asked != 0) << said;
  }
  ::unsetenv("GRPC_VERBOSITY");
}

}  // namespace
}  // namespace clearance
