// `--health` of the two programs, which the health checks of docker/Dockerfile are: 0 of a process that does its work
// and of no other. An open port is no sign of life: the kernel takes connections for a process that is stopped.
#include <signal.h>

#include <thread>

#include "tests/integration/gate_faults_fixture.h"
#include "tests/support/http_get.h"

namespace clearance {
namespace {

class HealthTest : public GateFaultsTest {};

using testing::HasSubstr;

class ReadyTest : public HealthTest {
 protected:
  void ExpectReadyUnlessStopped(Process& process, const std::string& program, const std::string& config) {
    const std::string admin = AdminOf(process);
    EXPECT_EQ(Ask(program, config, admin).exit_code, 0);
    process.Signal(SIGSTOP);
    const Ended stopped = Ask(program, config, admin);
    EXPECT_EQ(stopped.exit_code, 1);
    EXPECT_THAT(stopped.said, HasSubstr(program + ": " + admin + ": does not answer in time"));
    process.Signal(SIGCONT);
    EXPECT_EQ(Ask(program, config, admin).exit_code, 0);
    process.Signal(SIGTERM);
    EXPECT_EQ(process.Wait(), 0);
    const Ended gone = Ask(program, config, admin);
    EXPECT_EQ(gone.exit_code, 1);
    EXPECT_THAT(gone.said, HasSubstr("Connection refused"));
  }
};

TEST_F(ReadyTest, ACentreIsWellUntilItIsStopped) {
  Stop();
  AddAdmin("server.toml");
  Start();
  Disconnect();
  ExpectReadyUnlessStopped(*hall().centre(), "clearance-server", "server.toml");
}

TEST_F(ReadyTest, AGateIsWellUntilItIsStopped) {
  ASSERT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok());
  EXPECT_EQ(hall().StopGate("gate-1"), 0);
  AddAdmin("gate-1.toml");
  const auto gate = Process::Start({BinPath("gate-agent"), "--config", hall().Path("gate-1.toml"), "--models", "none"},
                                   hall().Path("gate-1.log"));
  ASSERT_TRUE(gate.ok()) << gate.status();
  ExpectReadyUnlessStopped(**gate, "gate-agent", "gate-1.toml");
}

// Whoever can reach the address can hold connections open; that must not make a healthy process unhealthy.
TEST_F(ReadyTest, ACentreIsWellBesideConnectionsThatAskNothing) {
  Stop();
  AddAdmin("server.toml");
  Start();
  const std::string admin = AdminOf(*hall().centre());
  const HeldConnections silent(admin, 224);
  const HeldConnections slow(admin, 32, "GET /readyz HTTP/1.1\r\nHo");
  for (int i = 0; i < 3; ++i) {
    const Ended asked = Ask("clearance-server", "server.toml", admin);
    EXPECT_EQ(asked.exit_code, 0) << asked.said;
  }
  EXPECT_THAT(HttpAsk(admin, "GET /metrics"), HasSubstr("\nclearance_ready 1\n"));
}

// A call whose commit does not come back keeps the centre at its drain for as long as the test wants.
TEST_F(ReadyTest, ACentreThatDrainsIsNotReady) {
  Stop();
  AddAdmin("server.toml");
  LoadDiskTrouble();
  Start();
  const std::string admin = AdminOf(*hall().centre());
  Decide(Crossing(++travellers_));
  AtDisk(-1);
  std::thread lane([this] { TryToDecide(Crossing(++travellers_), kFaultPatience); });
  const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
  const auto in_time = [give_up] { return std::chrono::steady_clock::now() < give_up; };
  const std::string under_way = "\nclearance_rpc_under_way{rpc=\"ClearanceService/DecideCrossing\"} 1\n";
  while (HttpAsk(admin, "GET /metrics").find(under_way) == std::string::npos && in_time()) {
  }
  hall().centre()->Signal(SIGTERM);
  Ended asked;
  do {
    asked = Ask("clearance-server", "server.toml", admin);
  } while (asked.exit_code == 0 && in_time());
  EXPECT_EQ(asked.exit_code, 1);
  EXPECT_THAT(asked.said, HasSubstr(": is not ready: draining"));
  AtDisk(0);
  lane.join();
  EXPECT_EQ(hall().centre()->Wait(), 0);
}

TEST_F(ReadyTest, WithoutAnAddressNobodyCanBeAsked) {
  const Ended unset = Run({BinPath("clearance-server"), "--config", hall().Path("server.toml"), "--health"});
  EXPECT_EQ(unset.exit_code, 1);
  EXPECT_THAT(unset.said, HasSubstr("admin.listen: is not set"));
}

}  // namespace
}  // namespace clearance
