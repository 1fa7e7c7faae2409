// What a centre and a gate do when a stranger uses up their file descriptors: gRPC then gives up the port it listens
// at, and everything else goes on, so that nobody would notice. With real processes; what is expected is said in
// docs/operations.md ("When the machine goes wrong").
#include <signal.h>
#include <sys/resource.h>

#include <iterator>
#include <optional>
#include <thread>

#include "tests/integration/gate_faults_fixture.h"
#include "tests/support/http_get.h"
#include "tests/support/notify_socket.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

rlimit FilesOf(const Process& process) {
  rlimit limit{};
  EXPECT_EQ(::prlimit(process.pid(), RLIMIT_NOFILE, nullptr, &limit), 0);
  return limit;
}

class DeafTest : public GateFaultsTest {
 protected:
  void SetUp() override {
    GateFaultsTest::SetUp();
    notify_.emplace(hall().Path("notify"));
  }
  void TearDown() override {
    notify_.reset();
    GateFaultsTest::TearDown();
  }

  void AwaitLine(const std::string& log, const std::string& piece) {
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    while (FileText(log).find(piece) == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "no " << piece << " in\n" << FileText(log);
      std::this_thread::yield();
    }
  }
  // A stranger connects more often than the process may have files open, and goes again: it has room enough then.
  void UseUpFilesOf(const Process& process, const std::string& address, const std::string& log) {
    const std::filesystem::directory_iterator open("/proc/" + std::to_string(process.pid()) + "/fd");
    rlimit limit = FilesOf(process);
    limit.rlim_cur = static_cast<rlim_t>(std::distance(begin(open), end(open))) + kRoom;
    ASSERT_EQ(::prlimit(process.pid(), RLIMIT_NOFILE, &limit, nullptr), 0);
    const HeldConnections strangers(address, 2 * kRoom);
    AwaitLine(log, "Failed accept4: Too many open files");
  }
  // A process that is beyond help says so to whoever asks, and to nobody that it is alive.
  void ExpectNotReady(const std::string& program, const std::string& config, const std::string& admin,
                      const std::string& address) {
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    std::string readiness = HttpAsk(admin, "GET /readyz");
    while (readiness.find(" 200 ") != std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "it calls itself ready for ever";
      notify_->Hear();  // passes the time
      readiness = HttpAsk(admin, "GET /readyz");
    }
    EXPECT_THAT(readiness, HasSubstr(" 503 "));
    EXPECT_EQ(HttpBody(readiness), "takes no callers at " + address + "\n");
    EXPECT_THAT(HttpAsk(admin, "GET /metrics"), HasSubstr("\nclearance_ready 0\n"));
    const Ended asked = Ask(program, config, admin);
    EXPECT_EQ(asked.exit_code, 1);
    EXPECT_THAT(asked.said, HasSubstr(program + ": " + admin + ": is not ready: takes no callers at " + address));
  }
  // It drains without having been told to, so that whoever looks after it starts it again.
  void ExpectEndOfItself(Process& process, const std::string& log) {
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    int signs_of_life = 0;
    std::string heard;
    while (heard != "STOPPING=1") {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "it never ends";
      heard = notify_->Hear();
      signs_of_life += heard == "WATCHDOG=1" ? 1 : 0;
    }
    EXPECT_EQ(process.Wait(), 1) << FileText(log);
    EXPECT_LE(signs_of_life, kOnTheirWay);
    EXPECT_THAT(FileText(log),
                HasSubstr("\"level\":\"error\",\"process\":\"" + ProcessOf(log) + "\",\"event\":\"port_deaf\""));
    EXPECT_THAT(FileText(log), HasSubstr("\"event\":\"stopped\""));
  }
  void AwaitSignOfLife() const { notify_->AwaitSignOfLife(); }

 private:
  static std::string ProcessOf(const std::string& log) {
    return log == "centre.log" ? "clearance-server" : "gate-agent";
  }
  static constexpr std::size_t kRoom = 16;
  // Signs of life of before it was silent. It is so for a quarter of a minute and more, of two signs a second.
  static constexpr int kOnTheirWay = 4;
  std::optional<NotifySocket> notify_;
};

TEST_F(DeafTest, ACentreThatTakesNoCallersAnyMoreEndsAndServesAgain) {
  Stop();
  AddAdmin("server.toml");
  Start();
  const std::string admin = AdminOf(*hall().centre());
  AwaitSignOfLife();
  Decide(Crossing(++travellers_));
  UseUpFilesOf(*hall().centre(), hall().CentreAddress(), "centre.log");
  ExpectNotReady("clearance-server", "server.toml", admin, hall().CentreAddress());
  EXPECT_THAT(HttpAsk(admin, "GET /metrics"), HasSubstr("\nclearance_tls_handshakes_failed_total 0\n"))
      << "what it asks itself is no caller's failure";
  EXPECT_TRUE(TryToDecide(Crossing(++travellers_)).ok()) << "who was connected is still served";
  ExpectEndOfItself(*hall().centre(), "centre.log");
  Disconnect();
  Start();
  Decide(Crossing(++travellers_));
  Stop();
  ExpectLedgerInOrder();
}

TEST_F(DeafTest, AGateWhoseDevicesAreReachedByNobodyAnyMoreEndsAndTakesTravellersAgain) {
  PrepareGateAlone();
  AddAdmin("gate-1.toml");
  StartPreparedGate();
  const std::string admin = AdminOf(gate_process());
  AwaitSignOfLife();
  UseUpFilesOf(gate_process(), devices_address(), "gate-1.log");
  ExpectNotReady("gate-agent", "gate-1.toml", admin, devices_address());
  ExpectEndOfItself(gate_process(), "gate-1.log");
  StartPreparedGate();
  EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK);
  EndGate();
  EXPECT_THAT(FileText("gate-1.log"), Not(HasSubstr("\"event\":\"lane_restarted_with_person_inside\"")));
}

// Many systems start every process with 1,024 of many more.
TEST_F(DeafTest, BothMayHaveAsManyFilesOpenAsTheyAreAllowedTo) {
  PrepareGateAlone();
  rlimit own{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &own), 0);
  rlimit few = own;
  few.rlim_cur = 256;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  Start();
  StartPreparedGate();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &own), 0);
  EXPECT_EQ(FilesOf(*hall().centre()).rlim_cur, own.rlim_max);
  EXPECT_EQ(FilesOf(gate_process()).rlim_cur, own.rlim_max);
  EndGate();
}

}  // namespace
}  // namespace clearance
